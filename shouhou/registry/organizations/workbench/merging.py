"""合并单位, and its undoing."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.kit.text import normal_key
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.actions import merge, undo_merge
from shouhou.registry.organizations.actions.merge import relations
from shouhou.registry.organizations.forms import text
from shouhou.registry.organizations.models import Merge, Organization


class MergeForm(forms.Form):
    """Into which company."""

    target = text(gettext_lazy("并入"), required=True, maxlength=120, autocomplete="off", list="companies")

    def clean_target(self) -> Organization:
        clean = self.cleaned_data["target"].replace("\x00", "").strip()
        rows = Organization.objects.filter(kind__in=("customer", "agency"))
        for condition in ({"name_key": normal_key(clean)}, {"code": clean}):
            found = list(rows.filter(**condition)[:2])
            if clean and len(found) == 1:
                return found[0]
        raise forms.ValidationError(_("没有找到这家单位，请填写完整的单位名称或客户编码。"))


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """What would go over, and into which company."""
    source = get_object_or_404(Organization.objects.visible_to(request.user).filter(kind__in=("customer", "agency")), pk=pk)
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        target = form.cleaned_data["target"]
        try:
            merge(source, target, by=reader(request))
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已把 %(source)s 并入 %(target)s。发现不对可以在右侧撤销。") % {"source": source.name, "target": target.name})
            return redirect("customer", target.pk)
    counts = [(model._meta.verbose_name, count) for model, name in relations() if (count := model._base_manager.filter(**{name: source}).count())]
    names = Organization.objects.visible_to(request.user).filter(kind=source.kind).exclude(pk=pk).order_by("sort_key").values_list("name", flat=True)
    return render(request, "organizations/workbench/merge.html", {
        "form": form, "organization": source, "total": sum(count for _label, count in counts), "names": names[:200]}, status=400 if form.errors else 200)


@require_POST
def undo(request: HttpRequest, pk: int, merge: int) -> HttpResponse:
    """撤销合并."""
    target = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    made = get_object_or_404(Merge.objects.select_related("source", "target"), target=target, pk=merge)
    try:
        undo_merge(made, by=reader(request))
    except Refused as no:
        say(request, no.message, "red")
    else:
        say(request, _("已撤销合并，%s 恢复为单独的单位。") % made.source.name)
    return redirect("customer", pk)
