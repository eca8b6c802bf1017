"""One thing said or done on a question."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.support.tickets.models.term import Term
from shouhou.support.tickets.models.ticket import Ticket


class Entries(models.QuerySet["Entry"]):
    def visible_to(self, user: object) -> Self:
        """Internal entries are for people at the desk; which questions at all is decided by the question."""
        return self if can(user, "tickets.desk") else self.filter(is_internal=False)


class Entry(models.Model):
    """Acceptance, handling, follow-up, return, transfer, note, closure: what a conversation is made of, in order.

    One table, so that the whole conversation of a question is one statement (docs/decisions/0007).
    """

    class Kind(models.TextChoices):
        ACCEPTANCE = "acceptance", _("接单")
        HANDLING = "handling", _("处理")
        FOLLOW_UP = "follow_up", _("追问")
        RETURN = "return", _("未解决退回")
        TRANSFER = "transfer", _("转交")
        NOTE = "note", _("内部备注")
        CLOSURE = "closure", _("关闭")
        REOPENING = "reopening", _("重新打开")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="entries", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    ordinal = models.PositiveIntegerField(_("第几次处理"), null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    author_name = models.CharField(max_length=60, blank=True, help_text="for people of other systems, brought in by an import")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    classification = models.ForeignKey(Term, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("问题分类"))
    outcome = models.ForeignKey(Term, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("处理结果"))
    body = models.TextField(_("说明"), blank=True, help_text="cleaned HTML")
    promised_on = models.DateField(_("预计处理"), null=True)
    is_internal = models.BooleanField(_("内部"), default=False)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = Entries.as_manager()

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="entry_of_ticket")]
        constraints = [models.UniqueConstraint(fields=["ticket", "ordinal"], name="one_handling_of_an_ordinal")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

    @property
    def who(self) -> str:
        """The author as shown."""
        return self.author.name if self.author else self.author_name
