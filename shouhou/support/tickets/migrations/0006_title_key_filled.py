"""Questions are sorted by their titles in pinyin: keys for those that were there before."""

from django.db import migrations

from shouhou.foundation.kit.sounding import fill


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tickets", "0005_title_key")]
    operations = [
        migrations.RunPython(fill("tickets", "Ticket"), migrations.RunPython.noop),
    ]
