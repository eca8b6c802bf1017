"""A document and what it was before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.files.models import File
from shouhou.support.knowledge.models import Category
from shouhou.support.shelf.models import Shelved


class Document(Shelved):
    """A file with a title. `file` is what was uploaded, `rendition` the PDF that is shown: the file itself, made from it, or uploaded beside it."""

    class Shown(models.TextChoices):
        """How far the PDF that is shown has come."""

        READY = "ready", _("可在线查看")
        WAITING = "waiting", _("正在转换")
        MISSING = "missing", _("没有 PDF")
        FAILED = "failed", _("转换失败")

    NOUN = "document"
    NAMELESS, DAYLESS = _("请填写文档标题。"), _("已发布的文档要有发布日期。")

    title = models.CharField(_("文档标题"), max_length=200)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="documents", verbose_name=_("分类"))
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", verbose_name=_("文件"))
    rendition = models.ForeignKey(File, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    shown = models.CharField(_("在线查看"), max_length=10, choices=Shown.choices, default=Shown.MISSING)
    note = models.CharField(max_length=200, blank=True, help_text="why there is no PDF, or why its words could not be read")
    pages = models.PositiveIntegerField(_("页数"), default=0)
    plain = models.TextField(editable=False, blank=True, help_text="the words of the PDF, pages parted by form feeds")
    read_count = models.PositiveIntegerField(_("阅读量"), default=0)

    class Meta:
        verbose_name = _("文档")
        indexes = [
            models.Index(fields=["state", "published_on", "id"], name="document_by_day"),
            models.Index(fields=["category", "state", "id"], name="document_by_category"),
            models.Index(fields=["product", "state", "id"], name="document_by_product"),
        ]

    @property
    def words(self) -> str:
        return self.plain.replace("\f", "\n")

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
