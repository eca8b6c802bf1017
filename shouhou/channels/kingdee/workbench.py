"""金蝶云·星空登录链接, for administrators (HJ-1.1-04)."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shouhou.channels.kingdee.forms import LinkForm
from shouhou.channels.kingdee.grid import LINKS
from shouhou.channels.kingdee.models import Link
from shouhou.channels.kingdee.signatures import k3_signature, own_signature
from shouhou.foundation.access import allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.events import record
from shouhou.foundation.grid import grid_page
from shouhou.foundation.ui import says


def find(request: HttpRequest, pk: int) -> Link:
    link = Link.objects.visible_to(request.user).select_related("organization").filter(pk=pk).first()
    if link is None:
        raise Http404
    return link  # type: ignore[no-any-return]


def fixed_address(link: Link, name: str = "", target: str = "") -> str:
    """The company's fixed link, to be put on the 外部链接卡片; for one of its Kingdee users, where it tells them apart."""
    name = name or link.username or next(iter(link.users), "")
    query = {"app": link.app_id, "user": name, "to": target, "sign": own_signature(link.secret, link.app_id, name, "", "", target)}
    return f"{settings.PUBLIC_URL}/sso/link?{urlencode(query)}"


def fixed_addresses(link: Link) -> list[dict[str, str]]:
    """Every fixed link of a company: for all (the user name everybody shares), and for each Kingdee user told apart."""
    names = [*filter(None, [link.username]), *(theirs for theirs in link.users if theirs != link.username)]
    return [{"theirs": "" if theirs == link.username else theirs, "ours": link.user_of(theirs), "address": fixed_address(link, theirs)} for theirs in names]


@require_GET
def links(request: HttpRequest) -> HttpResponse:
    """Every link, the newest first."""
    return grid_page(request, LINKS, template="kingdee/links.html", nothing_word=_("新建链接"), nothing_url=reverse("kingdee-new"),
                     nothing=_("还没有登录链接。为使用金蝶云·星空的客户建一个，他们就能从自己的系统直接打开这里。"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Make a link or change one; a new secret takes the place of the old at once."""
    link = find(request, pk) if pk else None
    form = LinkForm(request.POST or None, instance=link)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save(commit=False)
            made.users = form.cleaned_data["pairs"]
            if form.cleaned_data["secret"] or not made.sealed_secret:
                made.set_secret(form.cleaned_data["secret"])
            made.save()
            record("kingdee.link_saved", made, by=reader(request), company=made.organization_id, new_secret=bool(form.cleaned_data["secret"]))
        says.say(request, _("已保存。"), "green")
        return HttpResponseRedirect(reverse("kingdee-edit", args=[made.pk]))
    addresses = fixed_addresses(link) if link and link.scheme == Link.Scheme.OWN and not link.revoked_at else []
    context = {"form": form, "link": link, "addresses": addresses, "door": f"{settings.PUBLIC_URL}/sso/k3?ud="}
    return render(request, "kingdee/link.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on the link opens nothing; undone by the same button."""
    link = find(request, pk)
    with transaction.atomic():
        link.revoked_at = None if link.revoked_at else timezone.now()
        link.save(update_fields=["revoked_at"])
        record("kingdee.link_revoked" if link.revoked_at else "kingdee.link_restored", link, by=reader(request))
    says.say(request, _("链接已停用。") if link.revoked_at else _("链接已恢复。"), "green")
    return HttpResponseRedirect(reverse("kingdee-edit", args=[pk]))


@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new random secret: links made with the old one stop working."""
    link = find(request, pk)
    with transaction.atomic():
        link.set_secret()
        link.save(update_fields=["sealed_secret"])
        record("kingdee.secret_rotated", link, by=reader(request))
    says.say(request, _("密钥已更换，请把新的链接放到星空主页。"), "green")
    return HttpResponseRedirect(reverse("kingdee-edit", args=[pk]))


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """A link of this minute, as the customer's system would make it, to be opened in another browser."""
    link, stamp = find(request, pk), str(int(time.time()))
    name = next(iter(link.users), link.username)
    if link.scheme == Link.Scheme.OWN:
        address = fixed_address(link)
    else:
        algorithm = "sha1" if link.scheme == Link.Scheme.K3_SHA1 else "sha256"
        signed = k3_signature(link.dbid, name, link.app_id, link.secret, stamp, algorithm=algorithm)
        address = f"{settings.PUBLIC_URL}/sso/k3?" + urlencode({"ud": f"|{link.dbid}|{name}|{link.app_id}|{signed}|{stamp}|2052"})
    return render(request, "kingdee/test.html", {"link": link, "address": address})


urlpatterns = [
    path("settings/kingdee/", allow("kingdee.manage", links), name="kingdee-links"),
    path("settings/kingdee/new/", allow("kingdee.manage", edit), name="kingdee-new"),
    path("settings/kingdee/<int:pk>/", allow("kingdee.manage", edit), name="kingdee-edit"),
    path("settings/kingdee/<int:pk>/revocation/", allow("kingdee.manage", revoke), name="kingdee-revocation"),
    path("settings/kingdee/<int:pk>/secret/", allow("kingdee.manage", rotate), name="kingdee-secret"),
    path("settings/kingdee/<int:pk>/trial/", allow("kingdee.manage", test), name="kingdee-trial"),
]
