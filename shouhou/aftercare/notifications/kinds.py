"""What people can be told, and by what unless they say otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Kind:
    """`audience` is customer or staff: who sees it among the preferences. `defaults` are transports beside the product itself.
    A broadcast goes to a whole role: it makes a notice only for those whom a transport reaches."""

    code: str
    label: str
    audience: str
    defaults: tuple[str, ...] = ("wechat",)
    is_broadcast: bool = False


KINDS = {k.code: k for k in (
    Kind("ticket.accepted", _("提单被接收"), "customer"),
    Kind("ticket.resolved", _("提单处理完成"), "customer"),
    Kind("ticket.answered", _("顾问回复或追问"), "customer"),
    Kind("colleague.accepted", _("同事的提单被接收"), "customer", is_broadcast=True),
    Kind("colleague.resolved", _("同事的提单处理完成"), "customer", is_broadcast=True),
    Kind("application.decided", _("我的申请有结果"), "customer", ("wechat", "email")),
    Kind("application.made_here", _("本单位有新的申请"), "customer", ("wechat", "email")),
    Kind("application.made", _("有新的申请"), "staff", ()),
    Kind("ticket.asked", _("有新的问题"), "staff", ("wechat", "email"), True),
    Kind("ticket.followed_up", _("客户追问"), "staff", ("wechat", "email")),
    Kind("ticket.sent_back", _("客户退回：未解决"), "staff", ("wechat", "email")),
    Kind("ticket.transferred", _("问题单转交给我"), "staff", ("wechat", "email")),
    Kind("ticket.overdue", _("预计处理已到期"), "staff", ("wechat", "email")),
    Kind("ticket.escalated", _("问题单超期上报"), "staff", ("wechat", "email")),
)}
