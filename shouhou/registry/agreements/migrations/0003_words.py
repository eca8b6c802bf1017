"""The levels and code formats every installation begins with. Real vendors do not publish how their codes are built: these are
starting points an administrator changes."""

from django.db import migrations

LEVELS = [
    # name, priority, is VIP, is prepaid, doors
    ("标准服务", 50, False, False, ["question", "hotline", "appointment", "download"]),
    ("VIP 服务", 10, True, False, ["question", "hotline", "chat", "appointment", "download", "remote"]),
    ("预付服务", 40, False, True, ["question", "hotline", "appointment", "remote"]),
]
FORMATS = [
    # name, prefix, digits, check, PIN digits, months that come with a new product, for all other products
    ("用友 NC", "10", 7, "luhn", 6, 12, False),
    ("用友 NC Cloud", "20", 7, "luhn", 6, 12, False),
    ("浪潮服务编码", "1", 7, "none", 6, 12, False),
    ("通用", "8", 8, "mod_11_10", 6, 12, True),
]


def write(apps, schema_editor):
    Level, CodeFormat = apps.get_model("agreements", "Level"), apps.get_model("agreements", "CodeFormat")
    Level.objects.bulk_create(Level(name=name, priority=priority, is_vip=vip, is_prepaid=prepaid, doors=doors, position=place)
                              for place, (name, priority, vip, prepaid, doors) in enumerate(LEVELS))
    CodeFormat.objects.bulk_create(
        CodeFormat(name=name, prefix=prefix, digits=digits, check_kind=check, pin_length=pin, free_months=free, is_default=default)
        for name, prefix, digits, check, pin, free, default in FORMATS)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_entitlement")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
