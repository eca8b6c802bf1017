"""厂商资料: whose platform this is, as its administrator writes it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.actions import configure
from shouhou.registry.organizations.forms import VendorForm
from shouhou.registry.organizations.models import Vendor
from shouhou.registry.organizations.pictures import keep_picture


def profile(request: HttpRequest) -> HttpResponse:
    """All of the vendor's profile on one page."""
    known = Vendor.objects.first() or Vendor()
    form = VendorForm(request.POST or None, request.FILES or None, instance=known)
    if request.method == "POST" and form.is_valid():
        try:
            save(form, request)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("厂商资料已保存。"))
            return redirect("vendor_profile")
    return render(request, "organizations/workbench/vendor.html", {"form": form, "profile": Vendor.objects.first()},
                  status=400 if form.errors else 200)


@transaction.atomic
def save(form: VendorForm, request: HttpRequest) -> Vendor:
    """Write what a valid form says, pictures too; everything or nothing. Raises `Refused`."""
    by = reader(request)
    saved = configure(by=by, **form.facts())
    pictures = {field: keep_picture(saved, upload, by=by, field=field)
                for field in ("logo", "wechat_qr") if (upload := form.cleaned_data.get(f"{field}_file"))}
    removed = {field: "" for field in ("logo", "wechat_qr") if request.POST.get(f"remove_{field}") == "1" and field not in pictures}
    return configure(by=by, **pictures, **removed) if pictures or removed else saved
