"""Names are sorted by pinyin: keys for those that were there before."""

from django.db import migrations

from shouhou.foundation.kit.sounding import fill


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("products", "0002_sort_key")]
    operations = [
        migrations.RunPython(fill("products", "Product"), migrations.RunPython.noop),
        migrations.RunPython(fill("products", "Module"), migrations.RunPython.noop),
        migrations.RunPython(fill("products", "Version"), migrations.RunPython.noop),
    ]
