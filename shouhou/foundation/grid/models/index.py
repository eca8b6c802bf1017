"""Which wildcard indexes there are."""

from django.db import models


class WildcardIndex(models.Model):
    """The index of a grid: its table is `grid_index_<grid>`. It is asked only when it is whole; it is written from the moment it exists."""

    grid = models.CharField(max_length=40, unique=True)
    is_whole = models.BooleanField(default=False)
    built_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.grid
