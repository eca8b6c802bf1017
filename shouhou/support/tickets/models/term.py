"""The words an administrator may choose: kinds, urgencies, classifications, outcomes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.kit.sounding import SoundKey


class Term(models.Model):
    """One choice of one vocabulary. A term in use is retired, never deleted."""

    class Vocabulary(models.TextChoices):
        KIND = "kind", _("问题类型")
        URGENCY = "urgency", _("问题紧急程度")
        CLASSIFICATION = "classification", _("问题分类")
        OUTCOME = "outcome", _("处理结果")

    vocabulary = models.CharField(_("词表"), max_length=16, choices=Vocabulary.choices)
    label = models.CharField(_("名称"), max_length=40)
    sort_key = SoundKey("label")
    position = models.PositiveIntegerField(_("顺序"), default=0)
    is_active = models.BooleanField(_("在用"), default=True)
    resolves = models.BooleanField(_("选此结果即处理完成"), default=False)
    meaning = models.CharField(_("颜色含义"), max_length=8, blank=True, help_text="red, amber, green, blue or empty")

    class Meta:
        ordering = ["vocabulary", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "label"], name="one_label_a_vocabulary")]

    def __str__(self) -> str:
        return self.label
