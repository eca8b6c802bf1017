"""Questions of other systems: one row a question, or one row an event of a question (rows with the same 原编号)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.imports import Field, register
from shouhou.foundation.imports.models import Import
from shouhou.foundation.kit import moments
from shouhou.foundation.kit.richtext import clean, from_plain
from shouhou.foundation.kit.text import plain_text
from shouhou.support.tickets import actions
from shouhou.support.tickets.importing_lookups import Lookups
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Term, Ticket

STATES = {
    State.WAITING: {"new", "open", "待接单", "待处理", "待受理", "已提交", "新建", "未处理"},
    State.WORKING: {"active", "in progress", "pending", "处理中", "受理", "已受理", "待解决", "进行中"},
    State.RESOLVED: {"resolved", "solved", "done", "处理完成", "已完成", "已解决", "完成"},
    State.CLOSED: {"closed", "cancelled", "canceled", "已关闭", "关闭"},
}


def state_of(text: str) -> State:
    """The state a word of another system means; an unknown word that begins with awaiting counts as 处理中."""
    word = text.strip().lower()
    for state, words in STATES.items():
        if word in words:
            return state
    if word.startswith(("awaiting", "pending", "on hold", "等待", "-100")):
        return State.WORKING
    raise Refused(state=_("不认识状态“%(text)s”。") % {"text": text[:30]})


def moment_of(text: str, *, label: str) -> datetime | None:
    try:
        moment = moments.parse(text)
    except (ValueError, OverflowError) as bad:
        raise Refused(_("%(label)s“%(text)s”不是日期。") % {"label": label, "text": text[:30]}) from bad
    if moment is not None and not 1990 <= moment.year <= timezone.now().year + 1:
        raise Refused(_("%(label)s“%(text)s”不在合理的年份里。") % {"label": label, "text": text[:30]})
    return moment


@register
class Tickets:
    """问题单. Missing words become choices, a missing title comes from the text, unmapped columns stay under 其他信息."""

    code, label, capability = "tickets", word("问题单"), "tickets.import"
    fields = (
        Field("title", word("问题标题"), aliases=("title", "subject", "summary", "标题", "主题")),
        Field("description", word("问题描述"), aliases=("body", "body_html", "ask", "content", "description", "内容", "描述", "详情")),
        Field("external_ref", word("原编号"), aliases=("id", "number", "row", "编号", "单号", "提单号"),
              help=word("凭它认出同一张问题单：同一文件里有多行时成为它的经过，再次导入时不会重复")),
        Field("origin", word("来源系统"), help=word("原编号在哪个系统里唯一；不填时用文件名")),
        Field("organization", word("客户"), aliases=("company", "customer", "account", "单位", "单位名称", "客户名称", "公司"),
              help=word("不对应时全部归到“历史问题导入”")),
        Field("contact_name", word("直接提问联系人"), aliases=("contact", "caller_id", "requester", "联系人", "提问人")),
        Field("contact_phone", word("直接联系电话"), aliases=("phone", "mobile", "tel", "电话", "手机", "联系电话")),
        Field("product", word("问题发生产品"), aliases=("product", "business_service", "产品", "产品名称")),
        Field("module", word("应用模块"), aliases=("module", "component", "模块")),
        Field("version", word("使用版本"), aliases=("product_version", "version", "版本")),
        Field("kind", word("问题类型"), aliases=("category", "type", "类型", "department", "分类")),
        Field("urgency", word("问题紧急程度"), aliases=("urgency", "priority", "紧急程度", "优先级")),
        Field("state", word("状态"), aliases=("incident_state", "status", "state")),
        Field("created_at", word("提交日期"), aliases=("created", "opened_at", "created_at", "create_time", "提交时间", "创建时间", "时间", "日期")),
        Field("event_at", word("事件时间"), aliases=("sys_updated_at", "updated_at", "更新时间"), help=word("同一编号有多行时，每行发生的时间")),
        Field("event_by", word("处理人"), aliases=("assigned_to", "sys_updated_by", "agent", "顾问")),
        Field("resolved_at", word("完成时间"), aliases=("resolved_at", "解决时间")),
        Field("closed_at", word("关闭时间"), aliases=("closed_at",)),
        Field("answer", word("处理说明"), aliases=("answer", "resolution", "solution", "解决方案", "回复")),
    )

    def __init__(self, *, by: User, import_id: int) -> None:
        self.by, self.import_id = by, import_id
        self.origin = Import.objects.values_list("name", flat=True).get(pk=import_id)
        self.look = Lookups()

    def preview(self, row: dict[str, str]) -> dict[str, str]:
        return {**row, "title": self.title_of(row, {}), "description": plain_text(self.html_of(row.get("description", "")))[:200]}

    @staticmethod
    def html_of(text: str) -> str:
        """HTML stays HTML (cleaned), anything else becomes paragraphs."""
        return clean(text) if "</" in text or "<br" in text or "<p>" in text else from_plain(text)

    def title_of(self, row: dict[str, str], rest: dict[str, str]) -> str:
        """The title, or the beginning of the text, or the words that classify the row."""
        title = " ".join(row.get("title", "").split())
        if not title:
            title = " ".join(plain_text(self.html_of(row.get("description", ""))).split())[:60]
        if not title:
            words = [row.get("kind", ""), *(v for k, v in rest.items() if k.lower() in {"subcategory", "sub_category1", "u_symptom"})]
            title = " / ".join(w for w in words if w and not moments.is_unknown(w))
        return title if len(title) <= 200 else title[:199] + "…"

    def take(self, row: dict[str, str], rest: dict[str, str]) -> str:
        try:
            return self.take_known(row, rest)
        except Refused:
            self.look = Lookups()  # what this row made is undone with it
            raise

    def take_known(self, row: dict[str, str], rest: dict[str, str]) -> str:
        known = {k: v for k, v in row.items() if not moments.is_unknown(v)}
        ref = known.get("external_ref", "")
        existing = Ticket.objects.filter(external_ref=self.reference(known)).first() if ref else None
        if existing is None:
            self.first(known, rest, ref)
            return "added"
        if existing.extra.get("import") != self.import_id:
            raise Refused(_("原编号 %(ref)s 已经导入过（%(number)s）。") % {"ref": ref, "number": existing.number})
        self.further(existing, known, rest)
        return "changed"

    def reference(self, row: dict[str, str]) -> str:
        """原编号 within the system it comes from."""
        origin = row.get("origin") or self.origin.rsplit(".", 1)[0]
        return f"{origin[-40:]}:{row['external_ref'][:39]}"

    def first(self, row: dict[str, str], rest: dict[str, str], ref: str) -> None:
        """A row whose question is new."""
        title = self.title_of(row, rest) or (_("原编号 %s") % ref if ref else "")
        if not title:
            raise Refused(_("标题和描述都是空的，看不出问了什么。"))
        created = moment_of(row.get("created_at", ""), label=_("提交日期")) or timezone.now()
        product = self.look.product_of(row.get("product"))
        ticket = actions.ask(
            self.look.organization_of(row.get("organization")), by=self.by, title=title, description=self.html_of(row.get("description", "")),
            contact_name=row.get("contact_name", "")[:60], contact_phone=row.get("contact_phone", "")[:40], product=product,
            module=self.look.module_of(product, row.get("module")), version=self.look.version_of(product, row.get("version")),
            kind=self.look.term_of(Term.Vocabulary.KIND, row.get("kind")), urgency=self.look.term_of(Term.Vocabulary.URGENCY, row.get("urgency")),
            source="import", at=created, external_ref=self.reference(row) if ref else None,
            extra={"import": self.import_id, **({"原编号": ref} if ref else {}), **{k[:60]: v[:2000] for k, v in rest.items() if not moments.is_unknown(v)}})
        if "state" in row or "answer" in row or "resolved_at" in row:
            self.step(ticket, row, at=moment_of(row.get("event_at", ""), label=_("事件时间")) or created, is_first=True)

    def further(self, ticket: Ticket, row: dict[str, str], rest: dict[str, str]) -> None:
        """One more row of a question that this import has begun."""
        at = moment_of(row.get("event_at", ""), label=_("事件时间")) or timezone.now()
        changed = {k[:60]: v[:2000] for k, v in rest.items() if not moments.is_unknown(v) and ticket.extra.get(k[:60]) != v[:2000]}
        said = row.get("answer", "")
        row = {**row, "answer": said or "；".join(f"{k}：{ticket.extra.get(k, '')} → {v}" if k in ticket.extra else f"{k}：{v}" for k, v in changed.items())}
        if changed:
            Ticket.objects.filter(pk=ticket.pk).update(extra={**ticket.extra, **changed})
            ticket.refresh_from_db()
        self.step(ticket, row, at=at, is_first=False)

    def step(self, ticket: Ticket, row: dict[str, str], *, at: datetime, is_first: bool) -> None:
        resolved, closed = (moment_of(row.get(k, ""), label=label) for k, label in (("resolved_at", _("完成时间")), ("closed_at", _("关闭时间"))))
        default = State.CLOSED if closed else State.RESOLVED if resolved else State.WORKING if row.get("answer") else State(ticket.state)
        state = state_of(row["state"]) if "state" in row else default
        outcome: Any = self.look.resolving() if state in (State.RESOLVED, State.CLOSED) else None
        actions.bring_in(ticket, by=self.by, at=at, state=state, author_name=row.get("event_by", ""), body=self.html_of(row.get("answer", "")),
                         outcome=outcome, resolved_at=resolved, closed_at=closed, is_first=is_first)
