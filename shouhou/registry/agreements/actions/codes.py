"""服务识别码: issued, suspended, and back in use. Nobody at the vendor's learns the PIN: it is shown once to the customer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.agreements.checkdigits import check_digit
from shouhou.registry.agreements.entitlement import code_key
from shouhou.registry.agreements.models import CodeFormat, ServiceCode
from shouhou.registry.agreements.pins import make_pin
from shouhou.registry.assets.models import Asset
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product

TRIES = 20


@dataclass(frozen=True, slots=True)
class Issued:
    """A new code, and its PIN where one was made for the customer who looks on; known only now."""

    code: ServiceCode
    pin: str


def format_for(product: Product | None) -> CodeFormat | None:
    """In which format the codes of a product are written: its own, else the one for all others."""
    known = CodeFormat.objects.filter(is_active=True)
    own = known.filter(products=product).order_by("id").first() if product else None
    return own or known.filter(is_default=True).order_by("id").first()


def draw(form: CodeFormat) -> str:
    """A code nobody can foresee: prefix, random digits, check digit."""
    body = form.prefix + "".join(secrets.choice("0123456789") for _n in range(form.digits))
    return body + check_digit(form.check_kind, body)


def fits(form: CodeFormat, code: str) -> bool:
    """Whether a code given by others is written in this format."""
    body = code[:-1] if form.check_kind != "none" else code
    return len(code) == form.length and code.startswith(form.prefix) and check_digit(form.check_kind, body) == code[len(body):]


@transaction.atomic
def issue(organization: Organization, *, by: User | None, form: CodeFormat, asset: Asset | None = None, product: Product | None = None,
          code: str = "", with_pin: bool = False) -> Issued:
    """Give a company a code: for one registered product, for one product, or for all it has.

    `code` takes over one that exists elsewhere. `with_pin` makes the PIN as well: only where the customer reads the answer. Without it
    the company's 管理员 sets one. Raises `Refused` beside code, and when the company or the asset will not do.
    """
    if organization.kind == Organization.Kind.VENDOR:
        raise Refused(_("厂商自己不需要服务识别码。"))
    if asset is not None:
        if asset.organization_id != organization.pk:
            raise Refused(_("这个产品不属于这家单位。"))
        if ServiceCode.objects.filter(asset=asset).exists():
            raise Refused(_("这个产品已经有服务识别码。"))
        product = asset.product
    made = _taken_over(code, form) if code else _new(form)
    pin = make_pin(form.pin_length, made) if with_pin else ""
    row = ServiceCode.objects.create(
        code=made, code_key=made, format=form, organization=organization, asset=asset, product=product,
        pin=make_password(pin) if pin else "", pin_at=timezone.now() if pin else None)
    record("code.issued", row, by=by, organization=organization.pk, format=form.name)
    return Issued(row, pin)


def _new(form: CodeFormat) -> str:
    for _n in range(TRIES):
        made = draw(form)
        if not ServiceCode.objects.filter(code_key=made).exists():
            return made
    raise Refused(_("“%s”格式的号码快用完了，请增加流水位数。") % form.name)


def _taken_over(code: str, form: CodeFormat) -> str:
    key = code_key(code)
    if not fits(form, key):
        raise Refused(code=_("服务识别码不符合“%(name)s”格式：共 %(length)d 位数字%(prefix)s，请核对校验位。") % {
            "name": form.name, "length": form.length, "prefix": _("，以 %s 开头") % form.prefix if form.prefix else ""})
    if ServiceCode.objects.filter(code_key=key).exists():
        raise Refused(code=_("这个服务识别码已经存在。"))
    return key


@transaction.atomic
def suspend(code: ServiceCode, *, by: User | None, reason: str) -> None:
    """停用: it opens no door any more. Raises `Refused` beside reason."""
    reason = line(reason, field="reason", limit=200, required=_("请填写停用原因。"))
    if ServiceCode.objects.filter(pk=code.pk, state=ServiceCode.State.ACTIVE).update(state=ServiceCode.State.SUSPENDED):
        record("code.suspended", code, by=by, reason=reason)
    code.refresh_from_db()


@transaction.atomic
def resume(code: ServiceCode, *, by: User | None) -> None:
    """启用 again."""
    if ServiceCode.objects.filter(pk=code.pk, state=ServiceCode.State.SUSPENDED).update(state=ServiceCode.State.ACTIVE):
        record("code.resumed", code, by=by)
    code.refresh_from_db()
