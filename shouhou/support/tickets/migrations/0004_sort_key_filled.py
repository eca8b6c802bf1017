"""Names are sorted by pinyin: keys for those that were there before."""

from django.db import migrations

from shouhou.foundation.kit.sounding import fill


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tickets", "0003_sort_key")]
    operations = [
        migrations.RunPython(fill("tickets", "Term"), migrations.RunPython.noop),
    ]
