"""The pages by which staff keep one kind: uploading one or many, changing, 发布 and 取消发布, one by one or ticked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.foundation.access import Refused, beside, can
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.files import File
from shouhou.foundation.grid import Column, Edit
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.foundation.ui.says import say
from shouhou.support.shelf import verbs
from shouhou.support.shelf.models import Shelved

MOST_FILES, MOST_TICKED = 40, 200
Verb = Callable[..., Any]
Verdicts = dict[str, tuple[str, Verb]]
"""Verb of the form → capability and what is done."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One kind at the desk. Its routes are `desk-<noun>` and `desk-<room>`, its templates `<room>/workbench/new.html` and `edit.html`."""

    model: type[Shelved]
    kept: Callable[[Any], QuerySet[Any]]
    seen: Callable[[HttpRequest, int], Any]
    add: Verb
    many: type[forms.Form]
    one: type[forms.Form]
    draft: str
    converts: Callable[[], bool]
    uploaded: Callable[[int], str]
    """What is said after so many were uploaded."""
    unticked: Callable[[], str]

    @property
    def room(self) -> str:
        return str(self.model._meta.app_label)

    @property
    def known(self) -> Verdicts:
        edit, remove = f"{self.room}.edit", f"{self.room}.remove"
        return {"publish": (edit, verbs.publish), "withdraw": (edit, verbs.withdraw), "remove": (remove, verbs.remove)}

    def new(self, request: HttpRequest) -> HttpResponse:
        """One file, or many that belong to the same place; each becomes one, called as its file."""
        by = reader(request)
        form = self.many(request.POST or None, user=by)  # type: ignore[call-arg]
        problem, given = "", tokens(request)
        if request.method == "POST" and form.is_valid():
            try:
                made = self._upload(given, by=by, is_published=request.POST.get("publish") == "1", **form.cleaned_data)
            except Refused as no:
                problem = str(no.fields.get("files") or no.fields.get("title") or "")
                if not problem:
                    beside(form, no)
            else:
                say(request, self.uploaded(len(made)))
                return redirect(f"desk-{self.model.NOUN}", made[0].pk) if len(made) == 1 else redirect(f"desk-{self.room}")
        return render(request, f"{self.room}/workbench/new.html", {
            "form": form, "draft": self.draft, "uploaded_json": uploaded_json(request), "problem": problem, "converter": self.converts()},
            status=422 if form.errors or problem else 200)

    @transaction.atomic
    def _upload(self, given: list[str], *, by: Any, is_published: bool, **facts: Any) -> list[Any]:
        """All of them or none."""
        if not given:
            raise Refused(files=_("请先上传文件。"))
        made = [self.add(token, by=by, **facts) for token in given]
        for one in made if is_published else []:
            verbs.publish(one, by=by)
        return made

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change what is said of it."""
        one, by = self.seen(request, pk), reader(request)
        form = self.one(request.POST or None, user=by, initial=facts_of(one, self.one))  # type: ignore[call-arg]
        if request.method == "POST" and form.is_valid():
            try:
                verbs.edit(one, by=by, **form.cleaned_data)
            except Refused as no:
                beside(form, no)
            else:
                say(request, _("已保存。"))
                return redirect(f"desk-{self.model.NOUN}", pk)
        return render(request, f"{self.room}/workbench/edit.html", {"form": form, self.model.NOUN: one}, status=422 if form.errors else 200)

    def replace(self, request: HttpRequest, pk: int, ways: dict[str, Verb]) -> HttpResponse:
        """Another file in the place of one: `which` names the way."""
        one, given = self.seen(request, pk), tokens(request)
        try:
            if len(given) != 1:
                raise Refused(files=_("请先上传一个文件。"))
            if (act := ways.get(request.POST.get("which", ""))) is None:
                raise Refused(_("请重新选择。"))
            act(one, given[0], by=reader(request))
        except Refused as no:
            say(request, no.sentence, "red")
        else:
            say(request, _("已更换。"))
        return redirect(f"desk-{self.model.NOUN}", pk)

    def verdict(self, request: HttpRequest, pk: int) -> HttpResponse:
        """发布, 取消发布 or 删除 of one (`verb`)."""
        return verdict(request, self.seen(request, pk), self.known, done, here=f"desk-{self.model.NOUN}", every=f"desk-{self.room}")

    def verdicts(self, request: HttpRequest) -> HttpResponse:
        """The same for the ticked ones (`pk`); each alone, and what was refused is said with its reason."""
        verb, act = chosen(request, self.known)
        by, picked = reader(request), ticked(request)
        if not picked:
            say(request, self.unticked(), "amber")
            return redirect(f"desk-{self.room}")
        count, refused = each(self.kept(by).filter(pk__in=picked).order_by("pk"), act, by)
        if count:
            say(request, _("%(done)s共 %(count)d 个。") % {"done": done(verb), "count": count})
        for _one, reason in refused[:5]:
            say(request, reason, "red")
        return redirect(f"desk-{self.room}")


def done(verb: str) -> str:
    return {"publish": _("已发布。"), "withdraw": _("已取消发布。"), "remove": _("删除成功")}[verb]


def chosen(request: HttpRequest, known: Verdicts) -> tuple[str, Verb]:
    """The verb of the form and what it does. Refuses one that is not known or not for this person."""
    verb = request.POST.get("verb", "")
    if verb not in known or not can(request.user, known[verb][0]):
        raise Refused(_("您没有这个权限。"))
    return verb, known[verb][1]


def verdict(request: HttpRequest, one: Any, known: Verdicts, said: Callable[[str], str], *, here: str, every: str) -> HttpResponse:
    """Do what the form's verb says of one; back to its page, or to the list when it is gone."""
    verb, act = chosen(request, known)
    try:
        act(one, by=reader(request))
    except Refused as no:
        say(request, no.sentence, "red")
        return redirect(here, one.pk)
    say(request, said(verb))
    return redirect(every) if verb == "remove" else redirect(here, one.pk)


def each(rows: QuerySet[Any], act: Verb, by: Any) -> tuple[int, list[tuple[Any, str]]]:
    """How many it was done to, and those that refused with the reason."""
    count, refused = 0, []
    for one in rows:
        try:
            act(one, by=by)
            count += 1
        except Refused as no:
            refused.append((one, no.sentence))
    return count, refused


def ticked(request: HttpRequest) -> list[int]:
    """The rows that were ticked, each once."""
    return [number for pk in dict.fromkeys(request.POST.getlist("pk")) if (number := number_in(pk)) is not None][:MOST_TICKED]


def tokens(request: HttpRequest, most: int = MOST_FILES) -> list[str]:
    """The uploads that a form names, each once."""
    given = [token for token in request.POST.getlist("files") if 16 <= len(token) <= 64 and token.isascii()]
    return list(dict.fromkeys(given))[:most]


def uploaded_json(request: HttpRequest, most: int = MOST_FILES) -> str:
    """What was uploaded to a form that comes back."""
    found = File.objects.loose().filter(token__in=tokens(request, most)).visible_to(reader(request)) if request.method == "POST" else []
    return json.dumps([{"token": f.token, "name": f.name, "size": f.size, "kind": f.kind, "url": f.url, "is_image": f.is_image} for f in found],
                      ensure_ascii=False)


def facts_of(one: Shelved, form: Any) -> dict[str, Any]:
    """What the form of one begins with."""
    return {name: getattr(one, name) for name in form.field_order}


def state_column(kept: Callable[[Any], QuerySet[Any]], capability: str, unseen: Any) -> Column:
    """The column 状态 of a list, by which many are published or withdrawn."""
    def shown(_row: dict[str, Any], value: str) -> SafeString:
        return state_badge("green" if value == Shelved.State.PUBLISHED else "amber", str(Shelved.State(value).label))

    def act(pk: int, wanted: str, by: Any) -> None:
        one = kept(by).filter(pk=pk).first()
        if one is None:
            raise Refused(str(unseen))
        if one.state != wanted:
            (verbs.publish if wanted == Shelved.State.PUBLISHED else verbs.withdraw)(one, by=by)

    again = dict.fromkeys(("required", "invalid_choice"), gettext_lazy("请重新选择。"))
    states = [(s.value, s.label) for s in Shelved.State]
    edit = Edit(lambda user: forms.ChoiceField(choices=states, error_messages=again), act, capability)
    return Column("state", gettext_lazy("状态"), "state", "choice", choices=lambda user: states, width=90, shown=shown, edit=edit)
