"""An article and what it was before."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.support.knowledge.models.category import Category
from shouhou.support.shelf.models import Titled


class Articles(models.QuerySet["Article"]):
    def visible_to(self, user: object) -> Self:
        """Who may edit or review sees every article; other staff what is reviewed; customers what is reviewed, theirs to read and not expired."""
        if can(user, "knowledge.edit") or can(user, "knowledge.review"):
            return self
        if can(user, "knowledge.read_internal"):
            return self.filter(state=Article.State.REVIEWED)
        if can(user, "knowledge.read"):
            return self.published()
        return self.none()

    def published(self) -> Self:
        """What customers may read today: 已审核, for customers, not expired."""
        today = timezone.localdate()
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=today), state=Article.State.REVIEWED, audience=Article.Audience.CUSTOMER)


class Article(Titled):
    """An answer that is kept. `brief` is the short answer that is sent to customers, `body` the whole, as cleaned HTML."""

    class State(models.TextChoices):
        PENDING = "pending", _("未审核")
        REVIEWED = "reviewed", _("已审核")

    class Audience(models.TextChoices):
        CUSTOMER = "customer", _("客户可见")
        INTERNAL = "internal", _("仅服务人员")

    title = models.CharField(_("文档标题"), max_length=200)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="articles", verbose_name=_("分类"))
    brief = models.TextField(_("简要描述"), blank=True)
    body = models.TextField(_("详细内容"), help_text="cleaned HTML")
    plain = models.TextField(editable=False, help_text="the words of brief and body")
    state = models.CharField(_("审核状态"), max_length=10, choices=State.choices, default=State.PENDING)
    audience = models.CharField(_("可见范围"), max_length=10, choices=Audience.choices, default=Audience.CUSTOMER)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("作者"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("负责人"))
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("审核人"))
    reviewed_at = models.DateTimeField(_("发布时间"), null=True)
    read_count = models.PositiveIntegerField(_("阅读量"), default=0)
    useful_count = models.PositiveIntegerField(_("有用"), default=0)
    useless_count = models.PositiveIntegerField(_("无用"), default=0)
    external_id = models.CharField(_("原编号"), max_length=200, null=True, unique=True)
    source = models.CharField(max_length=60, blank=True, help_text="what it was made from, such as ticket:12")
    created_at = models.DateTimeField(_("新增时间"), default=timezone.now)

    objects: ClassVar[Any] = Articles.as_manager()

    class Meta:
        verbose_name = _("知识")
        indexes = [
            models.Index(fields=["state", "reviewed_at", "id"], name="article_by_time"),
            models.Index(fields=["category", "state", "id"], name="article_by_category"),
            models.Index(fields=["product", "state", "id"], name="article_by_product"),
        ]

    @property
    def is_reviewed(self) -> bool:
        return self.state == self.State.REVIEWED


class Revision(models.Model):
    """An article as it was, kept whenever it is changed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    edition = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    brief = models.TextField(blank=True)
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "edition"], name="one_revision_an_edition")]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.edition}"
