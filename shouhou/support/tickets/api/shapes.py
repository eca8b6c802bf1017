"""What goes in and what comes out."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ninja import Field

from shouhou.foundation import files
from shouhou.foundation.api import Body, isoformat
from shouhou.foundation.kit.richtext import from_plain
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Entry, Ticket

Name = str | int
TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def html_of(text: str) -> str:
    """Plain text becomes paragraphs; what has tags is taken as HTML (and cleaned by the action)."""
    return text if TAG.search(text) else from_plain(text)


class Question(Body):
    """A new question. `product`, `module`, `version` by id or name; `kind` and `urgency` by label; `description` plain text or HTML."""

    title: str = Field(max_length=400)
    description: str = Field(max_length=200_000)
    contact_name: str = Field(max_length=200)
    contact_phone: str = Field(max_length=200)
    product: Name
    module: Name | None = None
    version: Name | None = None
    kind: str | None = Field(None, max_length=40)
    urgency: str | None = Field(None, max_length=40)
    private: bool = False
    organization: Name | None = Field(None, description="客户用户有多个单位，或代客户提问时给出：编号或名称")
    files: list[str] = Field([], max_length=20, description="先由 POST /files 上传得到的 token")
    service_code: str = Field("", max_length=40, description="服务识别码；厂商要求核验时必填")
    service_pin: str = Field("", max_length=40, description="服务识别码的密码")


class Acceptance(Body):
    """接单: 【接单说明】 and 预计处理."""

    note: str = Field("", max_length=20_000)
    promised_on: date | None = None


class Handling(Body):
    """第 N 次处理: 说明, 问题分类, 处理结果 by label, files."""

    body: str = Field(max_length=200_000)
    outcome: str = Field(max_length=40)
    classification: str | None = Field(None, max_length=40)
    promised_on: date | None = None
    files: list[str] = Field([], max_length=20)


class FollowUp(Body):
    """追问 or an answer: text both sides see."""

    body: str = Field(max_length=200_000)
    files: list[str] = Field([], max_length=20)


def brief(ticket: Ticket) -> dict[str, Any]:
    """A question in a list."""
    return {
        "number": ticket.number, "title": ticket.title, "state": ticket.state, "state_label": str(State(ticket.state).label),
        "organization": ticket.organization.name, "product": ticket.product.name if ticket.product else None,
        "module": ticket.module.name if ticket.module else None, "version": ticket.version.name if ticket.version else None,
        "kind": ticket.kind.label if ticket.kind else None, "urgency": ticket.urgency.label if ticket.urgency else None,
        "assignee": ticket.assignee.name if ticket.assignee else None,
        "promised_on": ticket.promised_on.isoformat() if ticket.promised_on else None, "private": ticket.is_private,
        "created_at": isoformat(ticket.created_at), "updated_at": isoformat(ticket.updated_at),
        "accepted_at": isoformat(ticket.accepted_at), "resolved_at": isoformat(ticket.resolved_at),
        "closed_at": isoformat(ticket.closed_at), "handling_count": ticket.handling_count,
    }


def entry_of(entry: Entry) -> dict[str, Any]:
    """One thing said or done."""
    return {
        "kind": entry.kind, "ordinal": entry.ordinal, "author": entry.who, "at": isoformat(entry.at), "body": entry.body,
        "classification": entry.classification.label if entry.classification else None,
        "outcome": entry.outcome.label if entry.outcome else None,
        "promised_on": entry.promised_on.isoformat() if entry.promised_on else None, "internal": entry.is_internal,
    }


def whole(ticket: Ticket, entries: list[Entry], attachments: list[Any]) -> dict[str, Any]:
    """A question with its conversation and attachments (those its reader may see)."""
    return {
        **brief(ticket), "description": ticket.description, "contact_name": ticket.contact_name, "contact_phone": ticket.contact_phone,
        "source": ticket.source, "extra": ticket.extra, "entries": [entry_of(e) for e in entries],
        "files": [{"token": f.token, "name": f.name, "size": f.size, "url": files.url_of(f)} for f in attachments],
    }
