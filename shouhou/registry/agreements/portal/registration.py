"""产品注册: serial number, facts, and on the last page code and PIN (manual 002). Cloud products are activated by the same way."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from shouhou.foundation.access import Refused, allow, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.idempotency import Different, once
from shouhou.registry.agreements.actions import Registered, known, register_product
from shouhou.registry.agreements.entitlement import policy
from shouhou.registry.agreements.validity import until
from shouhou.registry.assets.actions.register import refusal
from shouhou.registry.assets.forms import day
from shouhou.registry.assets.models import Asset
from shouhou.registry.organizations.belonging import places
from shouhou.registry.organizations.forms import text
from shouhou.registry.organizations.models import Organization


class SerialForm(forms.Form):
    """First page."""

    organization = forms.ChoiceField(label=gettext_lazy("注册单位"), choices=())
    serial = text(gettext_lazy("产品序列号"), required=True, maxlength=80, autocomplete="off", autocapitalize="characters")

    def __init__(self, *args: Any, companies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = companies  # type: ignore[attr-defined]
        self.fields["organization"].error_messages.update(invalid_choice=_("请重新选择。"), required=_("请选择注册单位。"))
        self.fields["serial"].help_text = _("在包装盒、机身铭牌或授权书上；云产品填写激活码。")


class FactsForm(SerialForm):
    """Second page, with the first one's answers carried along."""

    bought_on = day(gettext_lazy("购买日期"))
    place = text(gettext_lazy("安装地点"), maxlength=200)
    contact_name = text(gettext_lazy("使用联系人"), maxlength=60, autocomplete="name")
    contact_phone = text(gettext_lazy("联系电话"), maxlength=32, autocomplete="tel")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("organization", "serial"):
            self.fields[name].widget = forms.HiddenInput()


@never_cache
def registration(request: HttpRequest) -> HttpResponse:
    """`step` 1 asks the serial number, 2 the facts, 3 has done it: the answer to the last POST is the only place that shows the PIN."""
    user = reader(request)
    companies = [(str(p.organization_id), p.name) for p in places(user) if p.kind == Organization.Kind.CUSTOMER]
    if not companies:
        return render(request, "agreements/portal/registration.html", {"step": 0})
    step = request.POST.get("step", "")
    if request.method != "POST":
        return _page(request, 1, SerialForm(companies=companies, initial={"organization": companies[0][0]}))
    first = SerialForm(request.POST, companies=companies)
    if not first.is_valid():
        return _page(request, 1, first, status=422)
    try:
        asset = _free(request, first)
    except Refused as no:
        beside(first, no)
        return _page(request, 1, first, status=422)
    if step != "2":
        chosen = first.cleaned_data
        return _page(request, 2, FactsForm(companies=companies, initial={**chosen, "contact_name": user.name, "contact_phone": user.phone}), asset)
    form = FactsForm(request.POST, companies=companies)
    if form.is_valid():
        try:
            made = _registered(request, form)
        except Refused as no:
            beside(form, no)
        except Different:
            form.add_error(None, _("这张表单已经提交过了，请重新打开再填。"))
        else:
            return render(request, "agreements/portal/registration.html", {
                "step": 3, "made": made, "asset": made.asset if made else asset, "activation_url": policy().activation_url,
                "until": until(made.issued.code) if made and made.issued else None})
    return _page(request, 2, form, asset, status=422)


def _free(request: HttpRequest, form: SerialForm) -> Asset:
    """The asset that may be registered, or the reason beside serial. A replay of the last page finds its own one registered, and goes on."""
    asset = known(form.cleaned_data["serial"], by=reader(request))
    if asset is None:
        raise Refused(serial=_("没有查到这个序列号，请对照包装盒或授权书核对。仍然查不到时，请联系售出产品的服务商。"))
    is_replay = request.POST.get("step") == "2" and asset.registered_by_id == reader(request).pk
    if asset.state != Asset.State.MADE and not is_replay:
        raise Refused(serial=refusal(asset, Organization(pk=int(form.cleaned_data["organization"]))))
    return asset


def _registered(request: HttpRequest, form: FactsForm) -> Registered | None:
    """Registered once for the form's key; None when it was done before, and the PIN was shown then."""
    user, facts = reader(request), dict(form.cleaned_data)
    company = Organization.objects.get(pk=int(facts.pop("organization")))
    serial, made = facts.pop("serial"), []

    def act() -> dict[str, int]:
        made.append(register_product(company, serial, by=user, **facts))
        return {"asset": made[0].asset.pk}

    key = request.POST.get("_key", "")[:64]
    once(f"register:{key}" if key else "", by=user, content=form.cleaned_data, act=act)
    return made[0] if made else None


def _page(request: HttpRequest, step: int, form: forms.Form, asset: Asset | None = None, status: int = 200) -> HttpResponse:
    return render(request, "agreements/portal/registration.html", {
        "step": step, "form": form, "asset": asset, "activation_url": policy().activation_url}, status=status)


urlpatterns = [path("products/registration/", allow("agreements.read_own", registration), name="product_registration")]
