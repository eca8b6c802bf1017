"""A class: a recorded video with a title."""

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


class Courses(models.QuerySet["Course"]):
    def visible_to(self, user: object) -> Self:
        """Who edits sees every class; everybody else what is published, of today and not expired."""
        if can(user, "courses.edit"):
            return self
        if can(user, "courses.read"):
            return self.published()
        return self.none()

    def published(self) -> Self:
        """What readers may open today."""
        today = timezone.localdate()
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=today), state=Course.State.PUBLISHED, published_on__lte=today)


class Course(models.Model):
    """`file` is what was uploaded, `film` what browsers play: the file itself, or one that was made of it."""

    class State(models.TextChoices):
        PENDING = "pending", _("未发布")
        PUBLISHED = "published", _("已发布")

    class Shown(models.TextChoices):
        """How far the film that is played has come."""

        READY = "ready", _("可播放")
        WAITING = "waiting", _("正在转换")
        FAILED = "failed", _("转换失败")

    title = models.CharField(_("视频标题"), max_length=200)
    sort_key = models.CharField(max_length=400, editable=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="courses", verbose_name=_("分类"))
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("产品"))
    module = models.ForeignKey(Module, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("模块"))
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("版本号"))
    brief = models.TextField(_("内容简介"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PENDING)
    published_on = models.DateField(_("发布日期"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", verbose_name=_("视频文件"))
    film = models.ForeignKey(File, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    poster = models.ForeignKey(File, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("封面"))
    captions = models.ForeignKey(File, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("字幕"))
    shown = models.CharField(_("播放"), max_length=10, choices=Shown.choices, default=Shown.WAITING)
    note = models.CharField(max_length=200, blank=True, help_text="why it cannot be played")
    seconds = models.PositiveIntegerField(_("时长"), default=0, help_text="seconds")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    codecs = models.CharField(_("编码"), max_length=40, blank=True)
    plain = models.TextField(editable=False, blank=True, help_text="the words of the captions")
    edition = models.PositiveIntegerField(_("版次"), default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("上传人"))
    play_count = models.PositiveIntegerField(_("播放次数"), default=0)
    favourite_count = models.PositiveIntegerField(_("收藏"), default=0)
    download_count = models.PositiveIntegerField(_("下载"), default=0)
    created_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)

    objects: ClassVar[Any] = Courses.as_manager()

    class Meta:
        verbose_name = _("课程")
        indexes = [
            models.Index(fields=["state", "published_on", "id"], name="course_by_day"),
            models.Index(fields=["category", "state", "id"], name="course_by_category"),
            models.Index(fields=["product", "state", "id"], name="course_by_product"),
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
        """Whether it can be played in the browser."""
        return self.shown == self.Shown.READY and self.film_id is not None

    @property
    def length(self) -> str:
        """时长 as people read it, such as `4:05` or `1:02:03`; empty when it is not known."""
        return clock(self.seconds) if self.seconds else ""


def clock(seconds: int) -> str:
    """A length in seconds as `m:ss` or `h:mm:ss`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
