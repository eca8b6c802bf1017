"""问题单: a question of a customer."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.sounding import SoundKey
from shouhou.registry.organizations.belonging import places
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.tickets.lifecycle import DONE, OPEN, State, permits
from shouhou.support.tickets.models.term import Term


class Tickets(models.QuerySet["Ticket"]):
    def visible_to(self, user: object) -> Self:
        """The questions this person may see; the one rule behind pages, search, API, sockets, files and export.

        Staff: all (`tickets.read_all`), or the common queue, the own ones and those of companies one is responsible for
        (`tickets.read_queue`). A customer: the own ones; a company's administrator also the company's; colleagues too where
        the company shares its questions, or those of the same department where it shares them so far, except those marked
        此问题不对其他用户公开.
        """
        if not isinstance(user, User):
            return self.none()
        if can(user, "tickets.read_all"):
            return self
        seen = Q(pk__in=())
        if can(user, "tickets.read_queue"):
            mine = Organization.objects.filter(consultant=user).values("pk")
            seen |= Q(assignee=None) | Q(assignee=user) | Q(organization__in=mine)
        if can(user, "tickets.read_own"):
            company = can(user, "tickets.read_company")
            for place in places(user):
                if place.is_admin and company:
                    seen |= Q(organization_id=place.organization_id)
                elif place.shares:
                    seen |= Q(organization_id=place.organization_id) & (Q(asker=user) | Q(is_private=False))
                elif place.by_department and place.department:
                    peers = Membership.objects.filter(organization_id=place.organization_id, department=place.department).values("user")
                    seen |= Q(organization_id=place.organization_id) & (Q(asker=user) | Q(is_private=False, asker__in=peers))
                else:
                    seen |= Q(organization_id=place.organization_id, asker=user)
        return self.filter(seen)

    def open(self) -> Self:
        """正在处理: waiting for acceptance or being worked on."""
        return self.filter(state__in=OPEN)

    def done(self) -> Self:
        """处理完成: resolved or closed."""
        return self.filter(state__in=DONE)

    def overdue(self) -> Self:
        """Accepted, and 预计处理 has passed without the question being finished."""
        return self.filter(state=State.WORKING, promised_on__lt=timezone.localdate())

    def with_names(self) -> Self:
        """With everything a list shows, in one statement."""
        return self.select_related("organization", "product", "module", "version", "kind", "urgency", "assignee", "asker")


class Ticket(models.Model):
    """A question: who asks about what, where it stands and who answers for it. `state` is written by the actions alone."""

    number = models.CharField(_("提单号"), max_length=20, unique=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="tickets", db_index=False, verbose_name=_("客户"))
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
                              verbose_name=_("提问人"))
    contact_name = models.CharField(_("直接提问联系人"), max_length=60, blank=True)
    contact_phone = models.CharField(_("直接联系电话"), max_length=40, blank=True)
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("问题发生产品"))
    module = models.ForeignKey(Module, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("应用模块"))
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("使用版本"))
    kind = models.ForeignKey(Term, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("问题类型"))
    urgency = models.ForeignKey(Term, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("问题紧急程度"))
    title = models.CharField(_("问题标题"), max_length=200)
    sort_key = SoundKey("title", within=16)
    description = models.TextField(_("问题描述"), help_text="cleaned HTML")
    is_private = models.BooleanField(_("此问题不对其他用户公开"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
                                 verbose_name=_("顾问"))
    promised_on = models.DateField(_("预计处理"), null=True)
    handling_count = models.PositiveIntegerField(_("处理次数"), default=0)
    waits_for_staff = models.BooleanField(_("待顾问回应"), default=True)
    created_at = models.DateTimeField(_("提交日期"), default=timezone.now)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)
    accepted_at = models.DateTimeField(_("接单时间"), null=True)
    resolved_at = models.DateTimeField(_("完成时间"), null=True)
    closed_at = models.DateTimeField(_("关闭时间"), null=True)
    reminded_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)
    source = models.CharField(_("来源"), max_length=12, default="web")
    external_ref = models.CharField(_("原编号"), max_length=80, null=True, unique=True)
    extra = models.JSONField(_("其他信息"), default=dict)

    objects: ClassVar[Any] = Tickets.as_manager()

    class Meta:
        verbose_name = _("问题单")
        indexes = [
            models.Index(fields=["created_at", "id"], name="ticket_by_time"),
            models.Index(fields=["state", "created_at", "id"], name="ticket_by_state"),
            models.Index(fields=["organization", "created_at", "id"], name="ticket_by_company"),
            models.Index(fields=["assignee", "state", "created_at", "id"], name="ticket_by_assignee"),
            models.Index(fields=["organization", "state", "created_at", "id"], name="ticket_by_company_state"),
            models.Index(fields=["state", "promised_on", "id"], name="ticket_by_promise"),
            models.Index(fields=["asker", "created_at", "id"], name="ticket_by_asker"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def permits(self, verb: str) -> bool:
        """Whether its state lets this verb happen."""
        return permits(verb, self.state)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_overdue(self) -> bool:
        return self.state == State.WORKING and self.promised_on is not None and self.promised_on < timezone.localdate()
