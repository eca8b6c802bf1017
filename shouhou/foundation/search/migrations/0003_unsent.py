"""What OpenSearch has not been sent yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0002_ranked")]

    operations = [
        migrations.CreateModel(
            name="Unsent",
            fields=[("id", models.BigIntegerField(primary_key=True, serialize=False)), ("stamp", models.BigIntegerField())],
        ),
    ]
