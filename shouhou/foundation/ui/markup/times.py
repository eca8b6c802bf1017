"""Times as people say them, with the exact time on hover, in print and for programs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = 86400
NOTHING = SafeString('<span class="muted">—</span>')
SOON = 0.25


def local(moment: datetime) -> datetime:
    """A moment as clocks in Shanghai show it; a naive one is taken to be that already."""
    return moment.astimezone(SHANGHAI) if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def exact(moment: date | None) -> str:
    """`YYYY-MM-DD HH:MM:SS`, or `YYYY-MM-DD` for a day."""
    if moment is None:
        return ""
    return f"{local(moment):%Y-%m-%d %H:%M:%S}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


def when(moment: date | None) -> SafeString:
    """The exact time."""
    if moment is None:
        return NOTHING
    return SafeString(f"<time>{exact(moment)}</time>")


def distance(seconds: float) -> str:
    """A length of time in at most two units: `2 小时 10 分`, `3 天`."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return _("不到 1 分钟")
    if minutes < 60:
        return ngettext("%d 分钟", "%d 分钟", minutes) % minutes
    hours, rest = divmod(minutes, 60)
    if hours < 24 and rest:
        return _("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": rest}
    if hours < 24:
        return ngettext("%d 小时", "%d 小时", hours) % hours
    days, hours = divmod(hours, 24)
    if days < 3 and hours:
        return _("%(days)d 天 %(hours)d 小时") % {"days": days, "hours": hours}
    return ngettext("%d 天", "%d 天", days) % days


def ago_words(moment: datetime, now: datetime) -> str:
    """`刚刚`, `3 分钟前`, `昨天 14:03`, `11-02 09:30`, `2024-11-02`."""
    then, today = local(moment), local(now)
    seconds = (now - moment if moment.tzinfo else today - then).total_seconds()
    if -60 < seconds < 60:
        return _("刚刚")
    if 0 < seconds < 3600:
        minutes = int(seconds // 60)
        return ngettext("%d 分钟前", "%d 分钟前", minutes) % minutes
    days = (today.date() - then.date()).days
    if days == 0 and seconds > 0:
        hours = int(seconds // 3600)
        return ngettext("%d 小时前", "%d 小时前", hours) % hours
    if days == 1:
        return _("昨天 %s") % f"{then:%H:%M}"
    return f"{then:%m-%d %H:%M}" if then.year == today.year else f"{then:%Y-%m-%d}"


def ago(moment: datetime | None, now: datetime | None = None) -> SafeString:
    """How long ago, kept right by the browser while the page stays open."""
    if moment is None:
        return NOTHING
    if not isinstance(moment, datetime):
        return when(moment)
    words = escape(ago_words(moment, now or timezone.now()))
    return SafeString(f'<time data-ago datetime="{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}" title="{exact(moment)}">{words}</time>')


def due(moment: date | None, since: datetime | None = None, now: datetime | None = None, done: bool = False) -> SafeString:
    """The time left: amber when a quarter or less of `since`→`moment` is left (without `since`: a day), red when past.

    A day without a time is due at its end. `done=True` shows the time without a warning.
    """
    if moment is None:
        return NOTHING
    end = moment if isinstance(moment, datetime) else datetime.combine(moment, time(23, 59, 59), SHANGHAI)
    end = end if end.tzinfo else end.replace(tzinfo=SHANGHAI)
    if done:
        return when(moment)
    left = (end - (now or timezone.now())).total_seconds()
    soon = (end - since).total_seconds() * SOON if since else DAY
    if left < 0:
        tone, words = "red", _("已超 %s") % distance(-left)
    elif not isinstance(moment, datetime) and left < DAY and local(end - timedelta(seconds=left)).date() == moment:
        tone, words = "amber", _("今天到期")
    else:
        tone, words = ("amber" if left <= soon else "plain"), _("还剩 %s") % distance(left)
    return SafeString(f'<time class="due due-{tone}" title="{exact(moment)}">{escape(words)}</time>')
