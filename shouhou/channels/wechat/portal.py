"""处理进度通知接收 (manual 000 §四): the two steps for people who are signed in, and the page WeChat users bind themselves on."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shouhou.channels.wechat import account, authorizing
from shouhou.channels.wechat.binding import bind, unbind
from shouhou.channels.wechat.jobs import SCENE
from shouhou.channels.wechat.models import Account, Binding, SceneCode
from shouhou.foundation.access import PUBLIC, Refused, allow
from shouhou.foundation.accounts import signing, throttle
from shouhou.foundation.accounts.forms import SignIn
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.belonging import vendor

BOUND, ONWARD = "wechat_bound", "wechat_onward"


def picture(text: str) -> str:
    """A QR code as a data: address."""
    import segno  # only this page draws codes

    return segno.make(text, error="m", micro=False).png_data_uri(scale=6, border=2)


def second_code(known: Account) -> str:
    """What the second code says: with WeChat's scene parameter once WeChat's callbacks reach us, until then our binding page."""
    scene = SceneCode.objects.filter(scene=SCENE, expires_at__gt=timezone.now()).first() if known.heard_at else None
    return scene.url if scene else account.binding_url()


@require_GET
def steps(request: HttpRequest) -> HttpResponse:
    """微信通知: (1) follow, (2) bind; and which WeChat users are bound to one's own name."""
    known = account.current()
    if known is None or not known.is_ready:
        return render(request, "wechat/steps.html", {"account": None})
    bindings = Binding.objects.filter(user=reader(request), unbound_at=None).order_by("id")
    return render(request, "wechat/steps.html", {
        "account": known, "name": vendor().wechat_name or known.name, "code": picture(second_code(known)), "bindings": bindings})


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """解除绑定 of an own binding."""
    unbind(get_object_or_404(Binding, pk=pk, user=reader(request), unbound_at=None), by=reader(request))
    say(request, _("已解除绑定。"), "green")
    return HttpResponseRedirect("/wechat/")


def told(request: HttpRequest, sentence: str, status: int, wait: int = 0) -> HttpResponse:
    """The plain page with one sentence."""
    answer = render(request, "wechat/sentence.html", {"sentence": sentence}, status=status)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


def to_wechat(request: HttpRequest, known: Account | None, onward: str) -> HttpResponse:
    """Somebody whose WeChat we do not know yet: to the authorization page, or a code to scan where WeChat is not at hand."""
    if known is None or not known.is_ready:
        return told(request, _("服务方还没有接入公众号，暂时不能绑定微信。"), 200)
    if not authorizing.is_in_wechat(request):
        return render(request, "wechat/scan.html", {"code": picture(account.binding_url())})
    request.session[ONWARD] = onward
    try:
        return HttpResponseRedirect(authorizing.begin(request, known))
    except throttle.Spent as spent:
        return told(request, _("操作太频繁，请稍后再试。"), 429, spent.seconds)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def binding_page(request: HttpRequest) -> HttpResponse:
    """输入分配的用户名和密码后，点击“绑定”. The password is tried like any other, on the same budgets; nobody is signed in."""
    known = account.current()
    openid = authorizing.openid_here(request) if known and known.is_ready else ""
    if not openid:
        return to_wechat(request, known, "/wechat/bind/")
    form = SignIn(request.POST if request.method == "POST" else None)
    status, wait = 200, 0
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                bound = bind(openid, signing.verify(request, form.cleaned_data["username"], form.cleaned_data["password"]))
            except signing.NotAccepted as no:
                form.add_error(None, no.message)
                status, wait = no.status, no.wait
            except Refused as no:
                form.add_error(None, no.message)
                status = 409
            else:
                request.session[BOUND] = bound.user.username
                return HttpResponseRedirect("/wechat/bound/")
    answer = render(request, "wechat/bind.html", {"form": form, "has_bindings": live(openid).exists(), "name": vendor().platform_name}, status=status)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Where WeChat sends the browser back to, with a code."""
    known = account.current()
    if known is None or not known.is_ready:
        raise Http404
    try:
        authorizing.finish(request, known)
    except Refused as no:
        return told(request, no.message, 403)
    return HttpResponseRedirect(request.session.pop(ONWARD, "") or "/wechat/bind/")


def live(openid: str) -> QuerySet[Binding]:
    """The live bindings of a WeChat user."""
    return Binding.objects.filter(openid=openid, unbound_at=None).select_related("user").order_by("id")


@never_cache
@require_GET
def bound(request: HttpRequest) -> HttpResponse:
    """绑定成功, and every user name this WeChat user is bound to, each with 解除绑定."""
    known = account.current()
    openid = authorizing.openid_here(request) if known and known.is_ready else ""
    if not openid:
        return to_wechat(request, known, "/wechat/bound/")
    fresh = request.session.pop(BOUND, "")
    return render(request, "wechat/bound.html", {"fresh": fresh, "bindings": live(openid), "name": vendor().wechat_name or (known.name if known else "")})


@require_POST
def release_here(request: HttpRequest, pk: int) -> HttpResponse:
    """解除绑定 by the WeChat user."""
    openid = authorizing.openid_here(request)
    if not openid:
        return told(request, _("页面打开太久了，请重新扫描二维码。"), 403)
    unbind(get_object_or_404(Binding, pk=pk, openid=openid, unbound_at=None), by=None)
    say(request, _("已解除绑定。"), "green")
    return HttpResponseRedirect("/wechat/bound/")


urlpatterns = [
    path("wechat/", allow("wechat.bind", steps), name="wechat"),
    path("wechat/bindings/<int:pk>/removal/", allow("wechat.bind", release), name="wechat-release"),
    path("wechat/bind/", allow(PUBLIC, binding_page), name="wechat-bind"),
    path("wechat/bind/return/", allow(PUBLIC, back), name="wechat-return"),
    path("wechat/bound/", allow(PUBLIC, bound), name="wechat-bound"),
    path("wechat/bound/<int:pk>/removal/", allow(PUBLIC, release_here), name="wechat-release-here"),
]
