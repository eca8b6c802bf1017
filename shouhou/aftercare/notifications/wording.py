"""The sentences. Fixed placeholders only: what a customer wrote is put in as text and never read as a template (security row 85)."""

from __future__ import annotations

import re

from shouhou.support.tickets.models import Ticket

SENTENCES: dict[str, tuple[str, str]] = {
    "ticket.accepted": ("提单 {number} 已被接收", "{who} 已接单，预计处理：{promised}。{title}"),
    "ticket.resolved": ("提单 {number} 已处理完成", "{who}：{result}。{title}"),
    "ticket.answered": ("提单 {number} 有新的回复", "{who} 回复了您的问题：{title}"),
    "ticket.asked": ("新问题 {number}", "{company}：{title}"),
    "ticket.followed_up": ("{number} 客户追问", "{company}：{title}"),
    "ticket.sent_back": ("{number} 客户退回：未解决", "{company}：{title}"),
    "ticket.transferred": ("{number} 转交给您", "{who} 转交：{title}"),
    "ticket.overdue": ("{number} 预计处理已到期", "预计 {promised}，还没有处理：{title}"),
    "ticket.escalated": ("{number} 超期未处理", "{who} 名下，预计 {promised}：{title}"),
}
PLACE = re.compile(r"\{(\w+)\}")


def facts(ticket: Ticket, who: str = "", result: str = "") -> dict[str, str]:
    """What a sentence may name. No telephone numbers: pushes pass through others' servers."""
    return {"number": ticket.number, "title": ticket.title, "company": ticket.organization.short_name or ticket.organization.name, "who": who,
            "promised": ticket.promised_on.isoformat() if ticket.promised_on else "未定", "result": result,
            "product": ticket.product.name if ticket.product else ""}


def say(kind: str, known: dict[str, str]) -> tuple[str, str]:
    """Title and text of a kind."""
    title, text = SENTENCES[kind]
    return fill(title, known), fill(text, known)


def fill(sentence: str, known: dict[str, str]) -> str:
    """Each placeholder replaced once; what stands in the replacements is not looked at again."""
    return PLACE.sub(lambda found: known.get(found[1], found[0]), sentence)
