"""申请: the queue of what people ask for, and the page on which one is decided."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.kit.text import normal_key
from shouhou.foundation.ui.says import say
from shouhou.registry.joining.actions import approve, refuse
from shouhou.registry.joining.actions.decide import is_entitled, may_decide
from shouhou.registry.joining.models import Application, Particulars
from shouhou.registry.organizations.belonging import of
from shouhou.registry.organizations.models import Organization

SHOWN = 50


class Decision(forms.Form):
    """Yes or no, and why."""

    company = forms.CharField(label=gettext_lazy("加入的单位"), max_length=120, required=False,
                              help_text=gettext_lazy("写登记的单位全称；没有登记过的，勾选“新建这个单位”。"))
    is_new_company = forms.BooleanField(label=gettext_lazy("新建这个单位"), required=False)
    answer = forms.CharField(label=gettext_lazy("审批意见"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text=gettext_lazy("申请人会看到。不同意时必填。"))

    def organization(self) -> Organization | None:
        """The company that was named. Raises `Refused` when there is none of this name."""
        name = str(self.cleaned_data.get("company") or "").strip()
        if not name or self.cleaned_data["is_new_company"]:
            return None
        found = Organization.objects.exclude(kind=Organization.Kind.VENDOR).filter(name_key=normal_key(name)).first()
        if found is None:
            raise Refused(company=_("没有登记过叫这个名称的单位。"))
        return found


def masked_code(code: str) -> str:
    """A service code as staff see it: whoever knows it whole must have it from the company."""
    return code[:2] + "*" * max(0, len(code) - 4) + code[-2:] if len(code) > 4 else "*" * len(code)


def queue(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first; `?state=done` those that were decided. `?kind=` narrows."""
    is_done, kind, before = request.GET.get("state") == "done", request.GET.get("kind", ""), request.GET.get("before", "")
    rows = Application.objects.visible_to(request.user).select_related("user", "organization", "decided_by")
    rows = rows.exclude(state=Application.State.WAITING).order_by("-id") if is_done else rows.waiting().order_by("id")
    if kind in Application.Kind.values:
        rows = rows.filter(kind=kind)
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before)) if is_done else rows.filter(pk__gt=int(before))
    found = list(rows[:SHOWN + 1])
    page = {"next_url": f"?state={'done' if is_done else ''}&kind={kind}&before={found[SHOWN - 1].pk}" if len(found) > SHOWN else "",
            "previous_url": ""}
    return render(request, "joining/workbench/queue.html", {
        "rows": found[:SHOWN], "page": page, "is_done": is_done, "kind": kind, "kinds": Application.Kind.choices})


def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application with what is known of the person. POST `say` yes or no."""
    found = get_object_or_404(Application.objects.visible_to(request.user).select_related("user", "organization", "decided_by"), pk=pk)
    form = Decision(request.POST if request.method == "POST" else None, initial={
        "company": found.organization.name if found.organization else ""})
    if request.method == "POST" and form.is_valid():
        by = reader(request)
        try:
            if request.POST.get("say") == "yes":
                approve(found, by=by, answer=form.cleaned_data["answer"], organization=form.organization(),
                        is_new_company=form.cleaned_data["is_new_company"])
            else:
                refuse(found, by=by, answer=form.cleaned_data["answer"])
        except Refused as no:
            for field, sentence in no.fields.items():
                form.add_error("company" if field in {"organization", "name"} else field, sentence)
            if not no.fields:
                form.add_error(None, no.message)
        else:
            say(request, _("已处理，申请人会收到结果。"))
            return redirect("applications")
    kind, told = Application.Kind(found.kind), Particulars.objects.filter(user=found.user).first()
    code = found.service_code or (told.service_code if told else "")
    return render(request, "joining/workbench/application.html", {
        "application": found, "form": form, "told": told, "told_company": found.company or (told.company if told else ""), "code": masked_code(code),
        "is_entitled": kind == Application.Kind.VIP and is_entitled(found), "is_join": kind == Application.Kind.JOIN,
        "is_vip": kind == Application.Kind.VIP, "company": found.organization or of(found.user),
        "may_decide": found.state == Application.State.WAITING and may_decide(reader(request), found),
    }, status=400 if form.errors else 200)
