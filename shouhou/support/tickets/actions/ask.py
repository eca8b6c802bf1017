"""提问: a customer's question comes in (manual 000 §二, manual 001 §4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation import numbering
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.kit.phones import is_phone
from shouhou.foundation.prepared import Insertion
from shouhou.registry.agreements.admission import admit
from shouhou.registry.agreements.doors import Door
from shouhou.registry.agreements.models import ServiceCode
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.tickets.models import Term, Ticket
from shouhou.support.tickets.writing import attach, body_of, index_new, one_line

SERIES = "OD"
UNASKED = frozenset({"import", "demo"})
_file = Insertion(Ticket)


@transaction.atomic
def ask(organization: Organization, *, by: User | None, title: str, description: str, contact_name: str = "", contact_phone: str = "",
        product: Product | None = None, module: Module | None = None, version: Version | None = None, kind: Term | None = None,
        urgency: Term | None = None, is_private: bool = False, uploads: Sequence[str] = (), asker: User | None = None,
        source: str = "web", at: datetime | None = None, external_ref: str | None = None, extra: dict[str, Any] | None = None,
        service_code: ServiceCode | None = None) -> Ticket:
    """File a question of `organization` and give it the next number.

    `asker` is the customer's person; a customer asking is the asker, a consultant filing for a customer need not name one.
    `source` is web, api, wechat, phone or import; an import may leave contact and product open and gives `at`, `external_ref`
    (unique) and `extra` (its own columns, shown under 其他信息). `service_code` is one whose PIN was verified, where the vendor wants it.
    Raises `Refused` with a sentence beside each field, and `NotEntitled` when no agreement of the company opens this door to the customer's
    own people; staff file for whom they will.
    """
    is_import = source == "import"
    title = one_line(title, field="title", limit=200, required=_("请填写问题标题。"))
    html = body_of(description, field="description", required="" if is_import else _("请填写问题描述。"))
    contact_name = one_line(contact_name, field="contact_name", limit=60, required="" if is_import else _("请填写直接提问联系人。"))
    contact_phone = one_line(contact_phone, field="contact_phone", limit=40, required="" if is_import else _("请填写直接联系电话。"))
    if not is_import:
        if not is_phone(contact_phone):
            raise Refused(contact_phone=_("请填写正确的电话：手机号、带区号的座机或 400 电话。"))
        if product is None:
            raise Refused(product=_("请选择问题发生产品。"))
    if module is not None and (product is None or module.product_id != product.pk):
        raise Refused(module=_("所选应用模块不属于这个产品，请重新选择。"))
    if version is not None and (product is None or version.product_id != product.pk):
        raise Refused(version=_("所选使用版本不属于这个产品，请重新选择。"))
    if asker is not None and asker == by and source not in UNASKED:
        admit(organization, product, door=Door.QUESTION, code=service_code)
    now = at or timezone.now()
    ticket = _file(Ticket(
        number=numbering.take(SERIES), organization=organization, asker=asker, contact_name=contact_name, contact_phone=contact_phone,
        product=product, module=module, version=version, kind=kind, urgency=urgency, title=title, description=html,
        is_private=is_private, created_at=now, updated_at=now, source=source, external_ref=external_ref or None, extra=extra or {}))
    attach(ticket, uploads, html, by=by)
    index_new(ticket)
    record("ticket.asked", ticket, by=by, number=ticket.number, source=source)
    return ticket
