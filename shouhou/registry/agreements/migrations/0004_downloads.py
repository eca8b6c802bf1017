"""下载 is for VIP. Before there was anything to save the door stood open by default: what nobody had chosen is taken back."""

from django.db import migrations

DEFAULT = ["question", "hotline", "appointment", "download"]


def close(apps, schema_editor):
    for policy in apps.get_model("agreements", "Policy").objects.all():
        if sorted(policy.open_doors) == sorted(DEFAULT):
            policy.open_doors = [door for door in policy.open_doors if door != "download"]
            policy.save(update_fields=["open_doors"])
    for level in apps.get_model("agreements", "Level").objects.filter(name="标准服务", is_vip=False):
        if sorted(level.doors) == sorted(DEFAULT):
            level.doors = [door for door in level.doors if door != "download"]
            level.save(update_fields=["doors"])


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_words")]

    operations = [migrations.RunPython(close, migrations.RunPython.noop)]
