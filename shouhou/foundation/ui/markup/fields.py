"""Form fields: label, red star, control, help, error, tied together for every reader."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

STAR = '<span class="star" aria-hidden="true">*</span><span class="hidden-text">{}</span>'
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
KEYBOARDS = {"phone": "tel", "mobile": "tel", "telephone": "tel", "email": "email", "code": "numeric"}


def errors_of(field: BoundField) -> SafeString:
    """The sentences under a field."""
    if not field.errors:
        return SafeString("")
    return format_html('<p class="error" id="{}-error">{}</p>', field.auto_id or field.name, " ".join(str(e) for e in field.errors))


def field(bound: BoundField | str, label: str = "", wide: bool = False, **attrs: Any) -> SafeString:
    """One field of a form. Further arguments become attributes of the control (`_` for `-`)."""
    if not isinstance(bound, BoundField):  # a field the administrator has switched off is not in the form
        return SafeString("")
    widget = bound.field.widget
    if bound.is_hidden:
        return bound.as_widget()
    key = bound.auto_id or bound.name
    given: dict[str, Any] = {name.replace("_", "-"): value for name, value in attrs.items()}
    told = [f"{key}-help"] if bound.help_text else []
    if bound.errors:
        given["aria-invalid"] = "true"
        told.append(f"{key}-error")
    if told:
        given["aria-describedby"] = " ".join(told)
    if keyboard := next((k for word, k in KEYBOARDS.items() if word in bound.name), None):
        given.setdefault("inputmode", keyboard)
    star = format_html(STAR, _("（必填）")) if bound.field.required else ""
    help_ = format_html('<p class="help" id="{}-help">{}</p>', key, bound.help_text) if bound.help_text else ""
    text = label or bound.label
    shape = " field-wide" if wide else ""
    shape += " field-bad" if bound.errors else ""
    if isinstance(widget, GROUPS):
        many = isinstance(widget, forms.CheckboxSelectMultiple)
        options = format_html_join("", '<label class="choice">{}<span>{}</span></label>', ((o.tag(), o.choice_label) for o in bound))
        return format_html('<fieldset class="field{}"{}><legend class="label">{}{}</legend><div class="choices{}">{}</div>{}{}</fieldset>',
                           shape, format_html(' aria-describedby="{}"', " ".join(told)) if told else "", text, star,
                           " choices-many" if many else "", options, help_, errors_of(bound))
    control = bound.as_widget(attrs=given)
    if isinstance(widget, forms.CheckboxInput):
        return format_html('<div class="field field-check{}"><label class="choice">{}<span>{}{}</span></label>{}{}</div>',
                           shape, control, text, star, help_, errors_of(bound))
    return format_html('<div class="field{}"><label class="label" for="{}">{}{}</label>{}{}{}</div>',
                       shape, bound.id_for_label, text, star, control, help_, errors_of(bound))


def form_errors(form: Any) -> SafeString:
    """What is wrong with the form as a whole, read out at once; nothing when nothing is."""
    found = form.non_field_errors() if form.is_bound else ()
    if not found:
        return SafeString("")
    return format_html('<div class="notice notice-red" role="alert" tabindex="-1" data-focus>{}</div>',
                       format_html_join("", "<p>{}</p>", ((e,) for e in found)))
