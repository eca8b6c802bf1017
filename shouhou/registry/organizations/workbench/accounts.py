"""Password and 停用/启用 of one account, customer's or staff's."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.events import record
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.actions import close_account, open_account, reset_password, take_second_factor
from shouhou.registry.organizations.belonging import of
from shouhou.registry.organizations.models import Organization
from shouhou.registry.organizations.once_shown import show_password
from shouhou.registry.organizations.people import customers_people, staff


@never_cache
@require_POST
def password(request: HttpRequest, user: int) -> HttpResponse:
    """Make a new one-time password and show it. A refusal stands in the record."""
    person = _find(request, user)
    try:
        made = reset_password(person, by=reader(request))
    except Refused:
        with transaction.atomic():
            record("user.password_reset_refused", person, by=reader(request))
        raise
    return show_password(request, person, made, back=_page_of(person), title=_("密码已重置"))


@require_POST
def closure(request: HttpRequest, user: int) -> HttpResponse:
    """停用 an account; with `open=1` 启用 it again."""
    person = _find(request, user)
    if request.POST.get("open") == "1":
        open_account(person, by=reader(request))
        say(request, _("已启用 %s。") % person.name)
    else:
        close_account(person, by=reader(request))
        say(request, _("已停用 %s，已登录的会话随即失效。") % person.name)
    return HttpResponseRedirect(_page_of(person))


@require_POST
def second_factor(request: HttpRequest, user: int) -> HttpResponse:
    """取消两步验证 of somebody who lost phone and paper: the password alone is enough again, and every session ends. Not one's own."""
    person = _find(request, user)
    take_second_factor(person, by=reader(request))
    say(request, _("已取消 %s 的两步验证。") % person.name)
    return HttpResponseRedirect(_page_of(person))


def _find(request: HttpRequest, pk: int) -> User:
    person = customers_people(reader(request)).filter(pk=pk).first()
    if person is None and can(request.user, "organizations.staff"):
        person = staff().filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def _page_of(person: User) -> str:
    company = of(person)
    if company is None or company.kind == Organization.Kind.VENDOR:
        return "/workbench/people/"
    return f"/workbench/customers/{company.pk}/"
