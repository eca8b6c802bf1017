"""The form of a class, and the one of many."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shouhou.support.documents.forms import Facts
from shouhou.support.knowledge.forms import REQUIRED

DRAFT = "courses.write"


class CourseForm(Facts):
    """One class."""

    title = forms.CharField(label=_("视频标题"), max_length=200, error_messages=REQUIRED, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    brief = forms.CharField(label=_("内容简介"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["title", "category", "product", "module", "version", "published_on", "expires_on", "brief"]
