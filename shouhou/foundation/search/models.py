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


class Ranked(models.Model):
    """A document that is found by what it is about. `id` as in `Document`; the texts are folded, as they are compared."""

    id = models.BigIntegerField(primary_key=True)
    title = models.TextField()
    body = models.TextField()
    keywords = models.TextField()
    title_length = models.IntegerField()
    body_length = models.IntegerField()

    def __str__(self) -> str:
        return self.title


class Segment(models.Model):
    """A part of the ranked index, written once and never changed; parts are merged into larger ones. The means are the lengths it was weighed by."""

    documents = models.IntegerField(default=0)
    title_mean = models.FloatField(default=10)
    body_mean = models.FloatField(default=200)
    is_ready = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.pk}: {self.documents}"


class Place(models.Model):
    """In which segment a ranked document stands; 0 while it waits to be sorted in. `id` is the document's."""

    id = models.BigIntegerField(primary_key=True)
    segment = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.pk} in {self.segment}"


class Posting(models.Model):
    """The documents of a segment that hold a term: four bytes of id each, then one byte of impact each (see `terms`)."""

    term = models.CharField(max_length=80)
    segment = models.BigIntegerField()
    count = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["term", "segment"], name="search_posting_term"),)

    def __str__(self) -> str:
        return self.term


class Dead(models.Model):
    """A document that a segment still holds though it has changed or gone."""

    segment = models.BigIntegerField(db_index=True)
    document = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.document} of {self.segment}"


class Rule(models.Model):
    """By which rule for tokens the documents of a kind were written, and how far a writing anew has come (`upto`, an object's id)."""

    kind = models.CharField(max_length=40, unique=True)
    number = models.IntegerField(default=1)
    upto = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.number}"


class Unsent(models.Model):
    """A document that OpenSearch does not have as it is here; `stamp` is of its last change (see `unsent`)."""

    id = models.BigIntegerField(primary_key=True)
    stamp = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.pk)
