"""The documents of the index."""

from django.db import models


class Document(models.Model):
    """One document. `id` says which object it is of (see `kinds`); `tokens` is what was indexed, parted by spaces.

    SQLite keeps the index in the FTS5 table `search_index` over this one, PostgreSQL in the column `vector`.
    """

    id = models.BigIntegerField(primary_key=True)
    tokens = models.TextField()

    def __str__(self) -> str:
        return str(self.pk)
