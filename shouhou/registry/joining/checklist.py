"""What the hotline asks on the telephone before it helps somebody back in. The answers stand beside each question, masked where
the colleague need not know them, so that he compares and tells nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.registry.joining.models import Particulars
from shouhou.registry.organizations.belonging import places

NEEDED = 3
"""Answers that must be right, 回拨 among them where a telephone is on record."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, and what is on record."""

    code: str
    label: Any
    known: str
    is_needed: bool = False


def questions(user: User) -> list[Question]:
    """What can be asked of this person: only what is on record."""
    told = Particulars.objects.filter(user=user).first()
    found = [
        Question("name", gettext_lazy("真实姓名和用户名"), _("%(name)s，%(username)s") % {"name": user.name, "username": user.username}),
        Question("company", gettext_lazy("单位名称"), _("、").join(p.name for p in places(user)) or (told.company if told else "")),
        Question("call_back", gettext_lazy("挂断后回拨登记的电话，由本人接听"), user.phone, is_needed=True),
        Question("email", gettext_lazy("登记的邮箱"), user.email),
        Question("last_sign_in", gettext_lazy("大致什么时候最后一次登录"), f"{user.last_login:%Y-%m-%d}" if user.last_login else ""),
        Question("serial", gettext_lazy("产品序列号"), told.serial if told else ""),
    ]
    return [question for question in found if question.known]


def enough(user: User, checked: Iterable[str]) -> list[str]:
    """The codes of what was checked. Raises `Refused` when it does not show who is calling."""
    asked = questions(user)
    done = sorted({q.code for q in asked} & set(checked))
    missing = [str(q.label) for q in asked if q.is_needed and q.code not in done]
    if missing:
        raise Refused(checked=_("必须核对：%s。") % _("、").join(missing))
    if len(done) < NEEDED:
        raise Refused(checked=_("至少核对 %d 项，才能确认是本人。") % NEEDED)
    return done
