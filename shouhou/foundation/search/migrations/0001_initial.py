"""The documents, and the index each database has for them."""

from django.db import migrations, models

SQLITE = ["CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='search_document', content_rowid='id', tokenize='unicode61 remove_diacritics 0')"]
POSTGRESQL = ["ALTER TABLE search_document ADD COLUMN vector tsvector NOT NULL DEFAULT ''",
              "CREATE INDEX search_vector ON search_document USING gin (vector) WITH (fastupdate = on, gin_pending_list_limit = 4096)"]


def build(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE IF EXISTS search_index")


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        migrations.CreateModel("Document", fields=[("id", models.BigIntegerField(primary_key=True, serialize=False)), ("tokens", models.TextField())]),
        migrations.RunPython(build, drop),
    ]
