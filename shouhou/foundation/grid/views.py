"""Views: how a list looks when one opens it, kept by itself and under names, shared with a role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from shouhou.foundation.access import SIGNED_IN, Refused, can
from shouhou.foundation.access.models import Role
from shouhou.foundation.access.rights import built_in_labels, capabilities_of_role
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.grid.asking import Asking
from shouhou.foundation.grid.declaring import Grid
from shouhou.foundation.grid.models import View
from shouhou.foundation.grid.unreadable import Unreadable
from shouhou.foundation.ui.says import say

OURS = frozenset(["q", "c", "sort", "group", "path", "open", "cols", "w", "merge", "after", "before", "size", "fc", "fo", "fv", "fj"])
"""Names of an address that ask something of the list."""
PASSING = frozenset(["view", "part", "row"])
MOST_VIEWS = 50
LONGEST_OWN = 200


def own_of(query: Mapping[str, str]) -> dict[str, str]:
    """What the address has that is the page's own, such as a tab."""
    return {name[:40]: str(query[name])[:LONGEST_OWN] for name in list(query)[:40] if name not in OURS | PASSING and "\0" not in name + str(query[name])}


def read_address(grid: Grid, user: User, text: str) -> tuple[Asking, dict[str, str]]:
    """What a page sends of itself: the asking and the page's own names. Raises `Unreadable`."""
    query = QueryDict(text.removeprefix("?")[:20_000])
    return Asking.read(grid, user, query), own_of(query)


def known(request: HttpRequest, grid: Grid) -> list[View]:
    """This person's views of a list, the unnamed one too, and those shared with a role of theirs; one statement a request."""
    found: dict[str, list[View]] = request.__dict__.setdefault("_views_of_grids", {})
    if grid.key not in found:
        found[grid.key] = list(View.objects.visible_to(request.user).filter(grid=grid.key).select_related("owner").order_by("name", "id"))
    return found[grid.key]


def opening(request: HttpRequest, grid: Grid) -> Asking | None:
    """What the list is opened with when its address asks nothing of it: the named view of the address, the person's own
    default view, or the layout last used. What a view says of things that are no more is left out, with a word."""
    if OURS & request.GET.keys():
        return None
    if "view" in request.GET:
        view = next((one for one in known(request, grid) if one.name and str(one.pk) == request.GET["view"]), None)
        if view is None:
            raise Unreadable(_("没有这个视图，或它不再与您共享。"), status=404)
    else:
        mine = [one for one in known(request, grid) if one.owner_id == request.user.pk]
        view = next((one for one in mine if one.is_default), None) or next((one for one in mine if not one.name), None)
    if view is None:
        return None
    asking, gone = Asking.from_json(grid, request.user, view.state)
    if gone:
        say(request, _("视图有变：") + " ".join(gone)[:300], "amber")
    if not view.name and own_of(request.GET):
        asking = asking.change(conditions=())  # who comes by an address that narrows wants all that it leaves
    return asking


@transaction.atomic
def keep_layout(grid: Grid, asking: Asking, *, by: User) -> None:
    """Keep how the list looks now, for the next time it is opened. Words that were searched are not kept."""
    View.objects.update_or_create(owner=by, grid=grid.key, name="", defaults={"state": asking.change(words="").to_json()})


@transaction.atomic
def forget_layout(grid: Grid, *, by: User) -> None:
    """恢复默认布局: the list as it is declared. Named views stay, none of them is the default any more."""
    mine = View.objects.filter(owner=by, grid=grid.key)
    mine.filter(name="").delete()
    mine.filter(is_default=True).update(is_default=False)


@transaction.atomic
def save_view(grid: Grid, asking: Asking, own: Mapping[str, str], *, name: str, role: str = "", is_default: bool = False, by: User) -> View:
    """Keep the list under a name, in place of one's view that has this name. Refuses `name` and `role`."""
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise Refused(name=_("请给视图起个名称。"))
    if len(name) > 40:
        raise Refused(name=_("名称最多 40 个字。"))
    if role and not can(by, "grid.share"):
        raise Refused(role=_("您没有共享视图的权限。"))
    if role and role not in dict(roles_for(grid)):
        raise Refused(role=_("这个角色看不到这个列表。"))
    mine = View.objects.filter(owner=by, grid=grid.key)
    if mine.exclude(name__in=["", name]).count() >= MOST_VIEWS:
        raise Refused(name=_("一个列表最多保存 %(most)s 个视图，请先删除不用的。") % {"most": MOST_VIEWS})
    if is_default:
        mine.filter(is_default=True).update(is_default=False)
    view: View
    view, _made = View.objects.update_or_create(owner=by, grid=grid.key, name=name, defaults={
        "state": {**asking.to_json(), "own": dict(own)}, "role": role, "is_default": is_default})
    record("view.saved", view, by=by, grid=grid.key, name=name, role=role)
    return view


@transaction.atomic
def drop_view(view: View, *, by: User) -> None:
    """Delete one's own view; who may share may also delete shared ones."""
    if view.owner_id != by.pk and not can(by, "grid.share"):
        raise Refused(_("只有 %(owner)s 能删除这个视图。") % {"owner": view.owner})
    record("view.dropped", view, by=by, grid=view.grid, name=view.name, role=view.role)
    view.delete()


def roles_for(grid: Grid) -> list[tuple[str, str]]:
    """The roles that see this list."""
    own = {role.code: role for role in Role.objects.order_by("id")}
    known = {**dict(built_in_labels()), **{code: role.label for code, role in own.items()}}
    return [(code, label) for code, label in known.items() if grid.capability == SIGNED_IN or grid.capability in (
        own[code].capabilities if code in own else capabilities_of_role(code))]


@dataclass(frozen=True)
class Line:
    """A named view as the page lists it."""

    view: View
    url: str
    is_here: bool
    word: str
    can_drop: bool


def lines(request: HttpRequest, grid: Grid, asking: Asking, roles: list[tuple[str, str]] | None = None) -> list[Line]:
    """The named views, one's own first; `roles` spares who has read them."""
    now, user = asking.to_json(), request.user
    words = dict((roles or roles_for(grid)) if any(one.role for one in known(request, grid)) else [])
    found = []
    for view in sorted((one for one in known(request, grid) if one.name), key=lambda one: one.owner_id != user.pk):
        own = view.state.get("own")
        url = "?" + urlencode({**(own if isinstance(own, dict) else {}), "view": view.pk})
        is_here = {name: value for name, value in view.state.items() if name != "own"} == now
        shared = _("共享给%s") % words.get(view.role, view.role) if view.role else ""
        word = shared if view.owner_id == user.pk else _("来自 %s") % view.owner
        found.append(Line(view, url, is_here, _("，").join(filter(None, [word, _("打开时使用") if view.is_default and view.owner_id == user.pk else ""])),
                          view.owner_id == user.pk or can(user, "grid.share")))
    return found
