"""A class: a recorded video with a title."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.files.models import File
from shouhou.support.knowledge.models import Category
from shouhou.support.shelf.models import Shelved


class Course(Shelved):
    """`file` is what was uploaded, `film` what browsers play: the file itself, or one that was made of it."""

    class Shown(models.TextChoices):
        """How far the film that is played has come."""

        READY = "ready", _("可播放")
        WAITING = "waiting", _("正在转换")
        FAILED = "failed", _("转换失败")

    NOUN = "course"
    NAMELESS, DAYLESS = _("请填写视频标题。"), _("已发布的视频要有发布日期。")

    title = models.CharField(_("视频标题"), max_length=200)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="courses", verbose_name=_("分类"))
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
    play_count = models.PositiveIntegerField(_("播放次数"), default=0)

    class Meta:
        verbose_name = _("课程")
        indexes = [
            models.Index(fields=["state", "published_on", "id"], name="course_by_day"),
            models.Index(fields=["category", "state", "id"], name="course_by_category"),
            models.Index(fields=["product", "state", "id"], name="course_by_product"),
        ]

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
