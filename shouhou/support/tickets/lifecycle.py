"""The states of a question and the moves between them: one table (requirements HJ-3-09, HJ-3-10, LC-4a-13)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import Refused


class State(models.TextChoices):
    WAITING = "waiting", _("待接单")
    WORKING = "working", _("处理中")
    RESOLVED = "resolved", _("处理完成")
    CLOSED = "closed", _("已关闭")


OPEN = (State.WAITING, State.WORKING)
DONE = (State.RESOLVED, State.CLOSED)

MOVES: dict[str, tuple[tuple[State, ...], State | None]] = {
    # verb: (from any of these, to; None keeps the state)
    "accept": ((State.WAITING,), State.WORKING),
    "handle": ((State.WORKING,), None),
    "resolve": ((State.WORKING,), State.RESOLVED),
    "follow_up": ((State.WAITING, State.WORKING, State.RESOLVED), None),
    "send_back": ((State.RESOLVED,), State.WORKING),
    "transfer": ((State.WAITING, State.WORKING), None),
    "note": (tuple(State), None),
    "close": ((State.RESOLVED,), State.CLOSED),
    "reopen": ((State.CLOSED,), State.WORKING),
}


def permits(verb: str, state: str) -> bool:
    """Whether a question in this state can take this verb."""
    return state in MOVES[verb][0]


def after(verb: str, state: str) -> State:
    """The state a verb leads to. Raises `Refused` with a sentence when the state does not permit it."""
    allowed, target = MOVES[verb]
    if state not in allowed:
        raise Refused(_("问题单现在是“%(label)s”，不能这样操作。请刷新页面查看最新情况。") % {"label": State(state).label})
    return target or State(state)
