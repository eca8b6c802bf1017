"""联系我们, as the administrator words it."""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.faces.centre.models import Contact
from shouhou.foundation.access import allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.events import record
from shouhou.foundation.ui.says import say


class ContactForm(forms.Form):
    """The words beside the vendor's profile."""

    reply_days = forms.IntegerField(label=gettext_lazy("邮件在几个工作日内回复"), min_value=1, max_value=30, error_messages={
        "required": gettext_lazy("请填写天数。"), "invalid": gettext_lazy("请填写整数。"), "min_value": gettext_lazy("至少 1 天。"),
        "max_value": gettext_lazy("最多 30 天。")})
    tips = forms.CharField(label=gettext_lazy("友情提示"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
                           help_text=gettext_lazy("每行一条，显示在“联系我们”。"), error_messages={"max_length": gettext_lazy("太长了。")})


def words(request: HttpRequest) -> HttpResponse:
    """Both on one page."""
    known = Contact.objects.first() or Contact()
    form = ContactForm(request.POST if request.method == "POST" else None, initial={"reply_days": known.reply_days, "tips": known.tips})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            known.reply_days, known.tips = form.cleaned_data["reply_days"], form.cleaned_data["tips"].replace("\x00", "")
            known.save()
            record("contact.worded", known, by=reader(request))
        say(request, _("已保存。"))
        return HttpResponseRedirect("/workbench/settings/contact/")
    return render(request, "centre/words.html", {"form": form}, status=400 if form.errors else 200)


urlpatterns = [path("settings/contact/", allow("centre.advise", words), name="contact_words")]
