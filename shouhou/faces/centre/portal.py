"""联系我们 (manual 001 §11), with the 友情提示 of manual 002: for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouhou.faces.centre.models import Contact
from shouhou.foundation.access import PUBLIC, allow
from shouhou.foundation.ui.context import audience
from shouhou.registry.joining.opening import is_open
from shouhou.registry.organizations.belonging import vendor


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Telephone, mail, 公众号, and tips."""
    words = Contact.objects.first() or Contact()
    return render(request, "centre/contact.html", {
        "shell": f"ui/{audience(request)}.html" if request.user.is_authenticated else "ui/plain.html", "reply_days": words.reply_days,
        "tips": [_(line.strip()) for line in words.tips.splitlines() if line.strip()], "wechat_name": vendor().wechat_name, "may_register": is_open()})


urlpatterns = [path("contact/", allow(PUBLIC, contact), name="contact")]
