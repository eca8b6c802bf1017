"""A thing with a title and a file that is published from a day on."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.kit.pinyin import sort_key
from shouhou.registry.products.models import Module, Product, Version


class Shelf(models.QuerySet[Any]):
    """The rows of a kind; the room's capabilities are `<room>.edit` and `<room>.read`."""

    def visible_to(self, user: object) -> Self:
        """Who edits sees everything; everybody else what is published, of today and not expired."""
        if can(user, f"{self.model._meta.app_label}.edit"):
            return self
        if can(user, f"{self.model._meta.app_label}.read"):
            return self.published()
        return self.none()

    def published(self) -> Self:
        """What readers may open today."""
        today = timezone.localdate()
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=today), state=Shelved.State.PUBLISHED, published_on__lte=today)


class Titled(models.Model):
    """A thing that is looked up under its title, belongs to a product or none, and may expire. `title` is the kind's own column."""

    title: Any
    sort_key = models.CharField(max_length=400, editable=False)
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("产品"))
    module = models.ForeignKey(Module, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("模块"))
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("版本号"))
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    edition = models.PositiveIntegerField(_("版次"), default=1)
    favourite_count = models.PositiveIntegerField(_("收藏"), default=0)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.title)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.title)[:400]
        super().save(*args, **kwargs)

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()


class Shelved(Titled):
    """`title`, `category`, `file`, `shown` and `plain` are the kind's own columns, because they are called otherwise in each."""

    class State(models.TextChoices):
        PENDING = "pending", _("未发布")
        PUBLISHED = "published", _("已发布")

    NOUN: ClassVar[str]
    """What the record and the search call the kind, such as `document`."""
    NAMELESS: ClassVar[Any]
    DAYLESS: ClassVar[Any]
    """What is said when there is no title, and when a published one would have no day."""

    category: Any
    file: Any
    plain: Any
    brief = models.TextField(_("内容简介"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PENDING)
    published_on = models.DateField(_("发布日期"), null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("上传人"))
    download_count = models.PositiveIntegerField(_("下载"), default=0)
    created_at = models.DateTimeField(_("上传时间"), default=timezone.now)

    objects: ClassVar[Any] = Shelf.as_manager()

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def words(self) -> str:
        """What the file says, for the search."""
        return str(self.plain)
