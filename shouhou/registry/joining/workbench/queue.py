"""申请: the queue of what people ask for, and the page on which one is decided."""

from __future__ import annotations

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.grid import grid_page, take_old_names
from shouhou.foundation.grid.views import OURS
from shouhou.foundation.kit.text import normal_key
from shouhou.foundation.ui.says import say
from shouhou.registry.joining.actions import approve, refuse
from shouhou.registry.joining.actions.decide import is_entitled, may_decide
from shouhou.registry.joining.grid import APPLICATIONS
from shouhou.registry.joining.models import Application, Particulars
from shouhou.registry.organizations.belonging import of
from shouhou.registry.organizations.models import Organization


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
    """Those that wait, the oldest first, at the beginning; every list's ways to the others."""
    counts = dict(Application.objects.visible_to(request.user).order_by().values_list("state").annotate(Count("pk")))
    if not OURS & request.GET.keys() and not {"view", "state", "kind"} & request.GET.keys():
        request.GET = QueryDict("state=waiting")  # type: ignore[assignment]
    take_old_names(request, APPLICATIONS, {"state": "state", "kind": "kind"})
    here = request.GET.getlist("c")
    return grid_page(
        request, APPLICATIONS, template="joining/workbench/queue.html",
        nothing=_("没有等待审批的申请。客户申请加入单位、VIP 或管理员时，会出现在这里。"),
        states=[(code, label, counts.get(code, 0), here == [f"state~is~{code}"]) for code, label in Application.State.choices])


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
