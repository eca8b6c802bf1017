"""A document and what it was before."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.files.models import File
from shouhou.foundation.kit.pinyin import sort_key
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.knowledge.models import Category


class Documents(models.QuerySet["Document"]):
    def visible_to(self, user: object) -> Self:
        """Who edits sees every document; everybody else what is published, of today and not expired."""
        if can(user, "documents.edit"):
            return self
        if can(user, "documents.read"):
            return self.published()
        return self.none()

    def published(self) -> Self:
        """What readers may open today."""
        today = timezone.localdate()
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=today), state=Document.State.PUBLISHED, published_on__lte=today)


class Document(models.Model):
    """A file with a title. `file` is what was uploaded, `rendition` the PDF that is shown: the file itself, made from it, or uploaded beside it."""

    class State(models.TextChoices):
        PENDING = "pending", _("未发布")
        PUBLISHED = "published", _("已发布")

    class Shown(models.TextChoices):
        """How far the PDF that is shown has come."""

        READY = "ready", _("可在线查看")
        WAITING = "waiting", _("正在转换")
        MISSING = "missing", _("没有 PDF")
        FAILED = "failed", _("转换失败")

    title = models.CharField(_("文档标题"), max_length=200)
    sort_key = models.CharField(max_length=400, editable=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="documents", verbose_name=_("分类"))
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("产品"))
    module = models.ForeignKey(Module, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("模块"))
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("版本号"))
    brief = models.TextField(_("内容简介"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PENDING)
    published_on = models.DateField(_("发布日期"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", verbose_name=_("文件"))
    rendition = models.ForeignKey(File, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    shown = models.CharField(_("在线查看"), max_length=10, choices=Shown.choices, default=Shown.MISSING)
    note = models.CharField(max_length=200, blank=True, help_text="why there is no PDF, or why its words could not be read")
    pages = models.PositiveIntegerField(_("页数"), default=0)
    plain = models.TextField(editable=False, blank=True, help_text="the words of the PDF, pages parted by form feeds")
    edition = models.PositiveIntegerField(_("版次"), default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("上传人"))
    read_count = models.PositiveIntegerField(_("阅读量"), default=0)
    favourite_count = models.PositiveIntegerField(_("收藏"), default=0)
    download_count = models.PositiveIntegerField(_("下载"), default=0)
    created_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)

    objects: ClassVar[Any] = Documents.as_manager()

    class Meta:
        verbose_name = _("文档")
        indexes = [
            models.Index(fields=["state", "published_on", "id"], name="document_by_day"),
            models.Index(fields=["category", "state", "id"], name="document_by_category"),
            models.Index(fields=["product", "state", "id"], name="document_by_product"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.title)[:400]
        super().save(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def is_shown(self) -> bool:
        """Whether it can be read in the browser."""
        return self.shown == self.Shown.READY and self.rendition_id is not None


class Edition(models.Model):
    """A document as it was before its file was replaced."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="editions")
    edition = models.PositiveIntegerField()
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "edition"], name="one_file_an_edition")]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.edition}"
