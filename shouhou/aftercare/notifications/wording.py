"""The sentences. Fixed placeholders only: what a customer wrote is put in as text and never read as a template (security row 85)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.support.tickets.models import Ticket

SENTENCES: dict[str, tuple[str, str]] = {
    "ticket.accepted": (word("提单 {number} 已被接收"), word("{who} 已接单，预计处理：{promised}。{title}")),
    "ticket.resolved": (word("提单 {number} 已处理完成"), word("{who}：{result}。{title}")),
    "ticket.answered": (word("提单 {number} 有新的回复"), word("{who} 回复了您的问题：{title}")),
    "ticket.asked": (word("新问题 {number}"), word("{company}：{title}")),
    "ticket.followed_up": (word("{number} 客户追问"), word("{company}：{title}")),
    "ticket.sent_back": (word("{number} 客户退回：未解决"), word("{company}：{title}")),
    "ticket.transferred": (word("{number} 转交给您"), word("{who} 转交：{title}")),
    "ticket.overdue": (word("{number} 预计处理已到期"), word("预计 {promised}，还没有处理：{title}")),
    "ticket.escalated": (word("{number} 超期未处理"), word("{who} 名下，预计 {promised}：{title}")),
}
SENTENCES |= {f"colleague.{what}": SENTENCES[f"ticket.{what}"] for what in ("accepted", "resolved")}
PLACE = re.compile(r"\{(\w+)\}")


def facts(ticket: Ticket, who: str = "", result: str = "") -> dict[str, str]:
    """What a sentence may name. No telephone numbers: pushes pass through others' servers."""
    return {"number": ticket.number, "title": ticket.title, "company": ticket.organization.short_name or ticket.organization.name, "who": who,
            "promised": ticket.promised_on.isoformat() if ticket.promised_on else _("未定"), "result": result,
            "product": ticket.product.name if ticket.product else ""}


def say(kind: str, known: dict[str, str]) -> tuple[str, str]:
    """Title and text of a kind, in the active language."""
    title, text = SENTENCES[kind]
    return fill(_(title), known), fill(_(text), known)


def fill(sentence: str, known: dict[str, str]) -> str:
    """Each placeholder replaced once; what stands in the replacements is not looked at again."""
    return PLACE.sub(lambda found: known.get(found[1], found[0]), sentence)
