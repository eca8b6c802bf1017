"""What staff fill in: one small form for each verb."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import holders
from shouhou.foundation.kit.richtext import from_plain
from shouhou.support.tickets.forms.writing import MARKUP, RichText
from shouhou.support.tickets.models import Term, Ticket
from shouhou.support.tickets.writing import LONGEST_BODY


class Lines(forms.CharField):
    """A few lines that may stay empty; they become paragraphs."""

    def __init__(self, *, rows: int = 3, placeholder: str = "", blank: str = "", **kwargs: Any) -> None:
        super().__init__(required=bool(blank), max_length=LONGEST_BODY, error_messages={"required": blank},
                         widget=forms.Textarea(attrs={"rows": rows, "placeholder": placeholder}), **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return text if MARKUP.search(text) else from_plain(text)


def day(label: str, *, required: bool = False, initial: Any = None, help_text: str = "") -> forms.DateField:
    """A day from today to a year on; which days are allowed is for the verb."""
    today = timezone.localdate()
    return forms.DateField(label=label, required=required, initial=initial, help_text=help_text, error_messages={
        "required": _("请选择日期。"), "invalid": _("请填写日期，例如 2026-11-23。")}, widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "min": today.isoformat(), "max": (today + timedelta(days=366)).isoformat()}))


class VerbForm(forms.Form):
    """A form of one question. `prefix` keeps the names of several forms on one page apart."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, ticket: Ticket, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.ticket = ticket
        self.build()

    def build(self) -> None:
        """Make the fields; words are translated for the reader of this page."""

    def given(self) -> dict[str, Any]:
        """What the verb takes."""
        return dict(self.cleaned_data)


class AcceptForm(VerbForm):
    """接单."""

    prefix = "accept"

    def build(self) -> None:
        self.fields["note"] = Lines(label=_("接单说明"), placeholder=_("客户会看到，例如：已收到，先分析一下"))
        self.fields["promised_on"] = day(_("预计处理"), required=True, initial=timezone.localdate())


class HandleForm(VerbForm):
    """第 N 次处理."""

    prefix = "handle"

    def build(self) -> None:
        vocabularies = [Term.Vocabulary.CLASSIFICATION, Term.Vocabulary.OUTCOME]
        terms = list(Term.objects.filter(vocabulary__in=vocabularies, is_active=True))
        self.terms = {str(term.pk): term for term in terms}
        wrong = {"required": _("请选择问题分类。"), "invalid_choice": _("请重新选择。")}
        self.fields["classification"] = forms.ChoiceField(
            label=_("问题分类"), error_messages=wrong,
            choices=[("", _("请选择")), *((str(t.pk), t.label) for t in terms if t.vocabulary == Term.Vocabulary.CLASSIFICATION)])
        self.fields["body"] = RichText(label=_("说明"), blank=_("请填写处理说明。"), rows=6, placeholder=_("做了什么、结果怎样，可直接粘贴截图"))
        self.fields["outcome"] = forms.ChoiceField(
            label=_("处理结果"), widget=forms.RadioSelect, error_messages={"required": _("请选择处理结果。"), "invalid_choice": _("请重新选择。")},
            choices=[(str(t.pk), t.label) for t in terms if t.vocabulary == Term.Vocabulary.OUTCOME])
        self.fields["promised_on"] = day(_("新的预计处理"), help_text=_("没有完全处理时，告诉客户下一次的日期"))

    def given(self) -> dict[str, Any]:
        return {"body": self.cleaned_data["body"], "outcome": self.terms[self.cleaned_data["outcome"]],
                "classification": self.terms[self.cleaned_data["classification"]], "promised_on": self.cleaned_data["promised_on"]}


class ReplyForm(VerbForm):
    """回复/追问客户."""

    prefix = "reply"

    def build(self) -> None:
        self.fields["body"] = RichText(label=_("回复内容"), blank=_("请填写内容。"), rows=5, placeholder=_("客户会看到，可直接粘贴截图"))


class NoteForm(VerbForm):
    """内部备注."""

    prefix = "note"

    def build(self) -> None:
        self.fields["body"] = RichText(label=_("备注内容"), blank=_("请填写备注内容。"), rows=4, placeholder=_("只有同事能看到"))


class TransferForm(VerbForm):
    """转交."""

    prefix = "transfer"

    def build(self) -> None:
        people = [p for p in holders("tickets.handle").order_by("sort_key", "pk") if p.pk != self.ticket.assignee_id]
        self.people = {str(person.pk): person for person in people}
        self.fields["to"] = forms.ChoiceField(
            label=_("转交给"), choices=[("", _("请选择顾问")), *((pk, person.name) for pk, person in self.people.items())],
            error_messages={"required": _("请选择顾问。"), "invalid_choice": _("请重新选择。")})
        self.fields["reason"] = Lines(label=_("转交原因"), blank=_("请说明转交原因。"), placeholder=_("只有同事能看到"))

    def given(self) -> dict[str, Any]:
        return {"to": self.people[self.cleaned_data["to"]], "reason": self.cleaned_data["reason"]}


class CloseForm(VerbForm):
    """关闭."""

    prefix = "close"

    def build(self) -> None:
        self.fields["remark"] = Lines(label=_("关闭说明"), placeholder=_("可不填；客户会看到"))


class ReopenForm(VerbForm):
    """重新打开."""

    prefix = "reopen"

    def build(self) -> None:
        self.fields["reason"] = Lines(label=_("重新打开的原因"), blank=_("请说明重新打开的原因。"), placeholder=_("客户会看到"))
