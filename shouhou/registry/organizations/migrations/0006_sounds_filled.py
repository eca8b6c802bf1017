"""Regions and departments are sorted by pinyin: keys for those that were there before."""

from django.db import migrations

from shouhou.foundation.kit.sounding import fill


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0005_sounds")]
    operations = [
        migrations.RunPython(fill("organizations", "Organization", "region_key"), migrations.RunPython.noop),
        migrations.RunPython(fill("organizations", "Membership", "department_key"), migrations.RunPython.noop),
    ]
