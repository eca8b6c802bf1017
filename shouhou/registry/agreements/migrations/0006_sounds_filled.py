"""Names, companies and products of leads are sorted by pinyin: keys for those that were there before."""

from django.db import migrations

from shouhou.foundation.kit.sounding import fill


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("agreements", "0005_sounds")]
    operations = [
        migrations.RunPython(fill("agreements", "Lead", "company_key"), migrations.RunPython.noop),
        migrations.RunPython(fill("agreements", "Lead", "name_key"), migrations.RunPython.noop),
        migrations.RunPython(fill("agreements", "Lead", "product_key"), migrations.RunPython.noop),
    ]
