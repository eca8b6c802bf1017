"""知识分类: two levels (manual 004 §四(四))."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.kit.pinyin import sort_key


class Category(models.Model):
    """A first-level category, or one below it."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("上级分类"))
    name = models.CharField(_("分类名称"), max_length=60)
    sort_key = models.CharField(max_length=400, editable=False)
    position = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("知识分类")
        ordering = ["position", "sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="one_category_name_a_parent"),
            models.UniqueConstraint(fields=["name"], condition=models.Q(parent=None), name="one_first_category_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)[:400]
        super().save(*args, **kwargs)
