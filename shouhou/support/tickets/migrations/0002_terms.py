"""The words every installation begins with (manuals 000 §三 and 001 §4)."""

from django.db import migrations

WORDS = {
    "kind": ("应用问题", "数据异常", "程序错误", "环境问题", "其他问题"),
    "urgency": ("特别紧急", "紧急", "一般紧急", "不紧急"),
    "classification": ("操作问题", "设置问题", "数据问题", "程序问题", "环境问题", "其他问题"),
    "outcome": ("完全处理", "部分处理", "未处理/需继续"),
}
MEANINGS = {"特别紧急": "red", "紧急": "amber", "完全处理": "green", "部分处理": "blue", "未处理/需继续": "amber"}


def write(apps, schema_editor):
    Term = apps.get_model("tickets", "Term")
    Term.objects.bulk_create(
        Term(vocabulary=vocabulary, label=label, position=place, resolves=label == "完全处理", meaning=MEANINGS.get(label, ""))
        for vocabulary, labels in WORDS.items() for place, label in enumerate(labels))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
