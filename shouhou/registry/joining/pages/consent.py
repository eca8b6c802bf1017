"""服务条款 between signing in and the first page, when there is a new version."""

from __future__ import annotations

from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shouhou.foundation.accounts import gates, news, visits
from shouhou.foundation.accounts.homes import home_of
from shouhou.foundation.accounts.next_page import local_path
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.accounts.sources import source_of
from shouhou.foundation.ui.says import say
from shouhou.registry.joining.actions.consent import agree, decline, unanswered


@never_cache
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """POST `say` yes or no to the version `terms`. No signs out and keeps everything; a version that is newer by now is shown first."""
    user = reader(request)
    onward = local_path(request.POST.get("next") or request.GET.get("next", ""))
    terms = unanswered(user)
    if terms is None:
        gates.open_up(request)
        return HttpResponseRedirect(onward or home_of(user))
    answer = request.POST.get("say", "")
    if request.method == "POST" and request.POST.get("terms") == str(terms.pk) and answer in {"yes", "no"}:
        if answer == "yes":
            agree(user, terms, source=source_of(request))
            gates.open_up(request)
            return HttpResponseRedirect(onward or home_of(user))
        decline(user, terms)
        news.tell("signed_out", user)
        visits.forget(request)
        auth.logout(request)
        say(request, _("您没有同意新的服务条款，已退出。您的账号和资料都保留，下次登录可以重新选择。"), "amber")
        return HttpResponseRedirect("/login")
    return render(request, "joining/consent.html", {"terms": terms, "next": onward}, status=400 if request.method == "POST" else 200)
