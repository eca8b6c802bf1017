"""注册设置: whether people register by themselves, what they are asked, what passwords are like."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import Rules
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say
from shouhou.registry.joining import ways
from shouhou.registry.joining.actions import keep_admission, keep_fields
from shouhou.registry.joining.actions.consent import publish_terms, published
from shouhou.registry.joining.catalogue import entries
from shouhou.registry.joining.models import Admission, Asked, Consent
from shouhou.registry.organizations.belonging import vendor


def settings_page(request: HttpRequest) -> HttpResponse:
    """Both forms on one page: `form=admission` or `form=fields`."""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            if request.POST.get("form") == "fields":
                keep_fields(_fields(request), by=reader(request))
            else:
                keep_admission(by=reader(request), **_admission(request))
        except Refused as no:
            wrong = no.fields or {"": no.message}
        else:
            say(request, _("已保存。"))
            return redirect("registration_settings")
    wishes, rules = Admission.objects.first() or Admission(), Rules.objects.first() or Rules()
    return render(request, "joining/workbench/settings.html", {
        "wishes": wishes, "rules": rules, "entries": entries(), "proofs": _proofs(wishes), "profiles": Rules.Profile.choices,
        "asked_rules": Asked.Rule.choices, "has_mail": "email" in ways.ready(), "wrong": wrong, "terms": _terms()}, status=400 if wrong else 200)


@require_POST
def publication(request: HttpRequest) -> HttpResponse:
    """发布: everybody is asked to agree at the next sign-in."""
    publish_terms(by=reader(request))
    say(request, _("已发布。每个人下次登录时会看到新的服务条款。"))
    return redirect("registration_settings")


def _terms() -> dict[str, Any]:
    """The version that is published, how many have agreed to it, and whether the text is another one by now."""
    newest, text = published(), vendor().terms
    return {"published": newest, "has_terms": bool(text), "is_new": bool(text) and (newest is None or newest.text != text),
            "agreed": Consent.objects.filter(terms=newest).values("user").distinct().count() if newest else 0}


def _proofs(wishes: Admission) -> list[tuple[str, str]]:
    """How people can be let in: by telephone only where short messages can be sent."""
    has_phone = ways.texting() is not None or wishes.proof == Admission.Proof.PHONE
    return [(code, str(label)) for code, label in Admission.Proof.choices if has_phone or code != Admission.Proof.PHONE]


def _admission(request: HttpRequest) -> dict[str, Any]:
    return {"is_open": "is_open" in request.POST, "proof": request.POST.get("proof", ""), "makes_companies": "makes_companies" in request.POST,
            "profile": request.POST.get("profile", ""), "change_after_days": _number(request, "change_after_days")}


def _fields(request: HttpRequest) -> dict[str, dict[str, Any]]:
    return {entry.key: {
        "label": request.POST.get(f"{entry.key}-label", ""), "is_shown": f"{entry.key}-shown" in request.POST,
        "is_required": f"{entry.key}-required" in request.POST,
        "shortest": _number(request, f"{entry.key}-shortest") if entry.has_length else entry.shortest,
        "longest": _number(request, f"{entry.key}-longest") if entry.has_length else entry.longest,
        "rule": request.POST.get(f"{entry.key}-rule") or entry.rule, "choices": request.POST.get(f"{entry.key}-choices", ""),
    } for entry in entries()}


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Refused(**{name: _("请填写整数。")})
    return int(text)
