"""What readers of questions do, and what the vendor sets."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation import drafts
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.board.models import Deflection, Kept, Publicity, Seen, Tally
from shouhou.support.board.publicity import kept
from shouhou.support.knowledge.models import Article
from shouhou.support.tickets.models import Ticket

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
ASKING = "tickets.ask"
"""The draft of a question that is being written."""


@transaction.atomic
def look(ticket: Ticket, *, by: User) -> None:
    """Count a look, once a person and day."""
    now = timezone.now()
    _seen, is_new = Seen.objects.update_or_create(ticket=ticket, user=by, day=timezone.localdate(now), defaults={"at": now})
    if is_new:
        _change(ticket, "read_count", 1)


@transaction.atomic
def keep(ticket: Ticket, *, by: User) -> None:
    """收藏; once is enough."""
    _kept, is_new = Kept.objects.get_or_create(ticket=ticket, user=by)
    if is_new:
        _change(ticket, "favourite_count", 1)


@transaction.atomic
def give_up(ticket: Ticket, *, by: User) -> None:
    """取消收藏."""
    gone, _by_model = Kept.objects.filter(ticket=ticket, user=by).delete()
    if gone:
        _change(ticket, "favourite_count", -1)


def _change(ticket: Ticket, name: str, by: int) -> None:
    Tally.objects.get_or_create(ticket=ticket)
    Tally.objects.filter(ticket=ticket).update(**{name: F(name) + by})


@transaction.atomic
def settle(article: Article, *, by: User, words: str = "") -> Deflection:
    """这解决了我的问题: the draft of the question is closed, and it is counted."""
    made: Deflection = Deflection.objects.create(article=article, title=article.title, user=by, words=words[:200])
    drafts.discard(by, ASKING)
    record("knowledge.settled", article, by=by)
    return made


@transaction.atomic
def set_publicity(reach: str, *, with_earlier: bool = False, by: User | None) -> Publicity:
    """Say who sees public questions. Questions asked before stay with the colleagues, unless the vendor says otherwise."""
    if reach not in Publicity.Reach.values:
        raise Refused(reach=_("请重新选择。"))
    row = Publicity.objects.first() or Publicity(reach=Publicity.Reach.COLLEAGUES)
    if with_earlier:
        row.since = EARLIEST
    elif row.reach != reach:
        row.since = timezone.now()
    row.reach = reach
    row.save()
    record("board.publicity_set", row, by=by, reach=reach)
    kept.forget()
    return row
