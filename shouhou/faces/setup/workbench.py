"""The steps after the first account: 标志, 产品与客户, 员工; what is done and what is left."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.actions import configure
from shouhou.registry.organizations.belonging import vendor
from shouhou.registry.organizations.models import Organization
from shouhou.registry.organizations.people import staff
from shouhou.registry.organizations.pictures import keep_picture
from shouhou.registry.products.models import Product


def finish(request: HttpRequest) -> HttpResponse:
    """What a new installation still needs, each with the door to it. POST keeps the logo and the 公众号 code."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            keep_pictures(request)
        except Refused as no:
            errors = no.fields or {"logo_file": no.message}
        else:
            say(request, _("图片已保存。"))
            return redirect("setup_finish")
    profile = vendor()
    counts = {"products": Product.objects.count(), "staff": staff().exclude(pk=reader(request).pk).count(),
              "customers": Organization.objects.visible_to(request.user).filter(kind=Organization.Kind.CUSTOMER).count()}
    return render(request, "setup/finish.html", {
        "profile": profile, "counts": counts, "errors": errors, "login_url": f"{settings.PUBLIC_URL}/login",
        "done": all(counts.values()) and bool(profile.logo)}, status=400 if errors else 200)


@transaction.atomic
def keep_pictures(request: HttpRequest) -> None:
    """Keep the pictures that were sent. Raises `Refused` beside logo_file, wechat_qr_file."""
    by = reader(request)
    sent = {field: upload for field in ("logo", "wechat_qr") if (upload := request.FILES.get(f"{field}_file"))}
    if not sent:
        raise Refused(logo_file=_("请先选择图片。"))
    profile = configure(by=by)
    configure(by=by, **{field: keep_picture(profile, upload, by=by, field=field) for field, upload in sent.items()})


urlpatterns = [path("setup/", allow("setup.finish", finish), name="setup_finish")]
