"""The ranked index, and by which rule its tokens were made."""

from django.db import migrations, models


def order_by_bytes(apps, schema_editor):
    """Terms are read from one beginning to the next, so they lie in the order of their code points on both databases."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE search_posting ALTER COLUMN term TYPE varchar(80) COLLATE "C"')


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('segment', models.BigIntegerField(db_index=True)),
                ('document', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('segment', models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Ranked',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('title', models.TextField()),
                ('body', models.TextField()),
                ('keywords', models.TextField()),
                ('title_length', models.IntegerField()),
                ('body_length', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, unique=True)),
                ('number', models.IntegerField(default=1)),
                ('upto', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('documents', models.IntegerField(default=0)),
                ('title_mean', models.FloatField(default=10)),
                ('body_mean', models.FloatField(default=200)),
                ('is_ready', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.CharField(max_length=80)),
                ('segment', models.BigIntegerField()),
                ('count', models.IntegerField()),
                ('data', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['term', 'segment'], name='search_posting_term')],
            },
        ),
        migrations.RunPython(order_by_bytes, migrations.RunPython.noop),
    ]
