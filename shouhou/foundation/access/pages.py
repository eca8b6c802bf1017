"""访问令牌 (个人中心): keys for programs that act for this person, within what the person may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shouhou.foundation.access.guard import SIGNED_IN, allow
from shouhou.foundation.access.registry import CAPABILITIES
from shouhou.foundation.access.rights import capabilities_of
from shouhou.foundation.accounts import news, tokens
from shouhou.foundation.accounts.models import Token, User
from shouhou.foundation.ui.says import say

MOST = 20
"""Live tokens one person may have."""
DAYS = [(30, gettext_lazy("30 天")), (90, gettext_lazy("90 天")), (180, gettext_lazy("180 天")), (365, gettext_lazy("365 天"))]


class TokenForm(forms.Form):
    """What a new token is for."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    days = forms.TypedChoiceField(label=gettext_lazy("有效期"), choices=DAYS, coerce=int, initial=90)
    scopes = forms.MultipleChoiceField(label=gettext_lazy("允许做什么"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code, _(label)) for code, label in CAPABILITIES.items() if code in capabilities_of(user)]
        self.fields["name"].help_text = _("给自己看的，例如“ERP 对接”。")
        self.fields["name"].error_messages["required"] = _("请填写名称。")
        field.error_messages["required"] = _("请至少选择一项。")


@never_cache
@require_http_methods(["GET", "POST"])
def my_tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens; POST makes one and shows its secret, which is kept nowhere."""
    user = request.user
    assert isinstance(user, User)
    live = Token.objects.filter(user=user, revoked_at=None).order_by("-id")
    form = TokenForm(request.POST if request.method == "POST" else None, user=user)
    secret = ""
    if request.method == "POST" and form.is_valid():
        if live.filter(expires_at__gt=timezone.now()).count() >= MOST:
            form.add_error(None, _("最多同时有 %d 个令牌，请先撤销不用的。") % MOST)
        else:
            facts = form.cleaned_data
            secret = tokens.issue(user, facts["name"], facts["scopes"], facts["days"])
            news.tell("token_issued", user, name=facts["name"], days=facts["days"])
            form = TokenForm(user=user)
    rows = [{"token": t, "scopes": [_(CAPABILITIES.get(s, s)) for s in t.scopes], "is_over": t.expires_at <= timezone.now()} for t in live]
    return render(request, "access/tokens.html", {"form": form, "rows": rows, "secret": secret}, status=400 if form.errors else 200)


@require_POST
def revocation(request: HttpRequest, token: int) -> HttpResponse:
    """The token opens nothing from now on."""
    found = get_object_or_404(Token, pk=token, user=request.user)
    tokens.revoke(found)
    if isinstance(request.user, User):
        news.tell("token_revoked", request.user, name=found.name)
    say(request, _("令牌“%s”已撤销。") % found.name)
    return HttpResponseRedirect("/tokens/")


urlpatterns = [
    path("tokens/", allow(SIGNED_IN, my_tokens), name="tokens"),
    path("tokens/<int:token>/revocation/", allow(SIGNED_IN, revocation), name="token_revocation"),
]
