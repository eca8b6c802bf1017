"""The verbs that are the same for every kind on the shelf. The record names the kind: `document.published`, `course.published`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation import files, search
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.files import File
from shouhou.foundation.kit.text import one_line
from shouhou.registry.agreements import may_download
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.shelf.models import Shelved

LONGEST_TITLE, LONGEST_BRIEF = 200, 2000


def locked[S: Shelved](one: S) -> S:
    """As it stands now, until the transaction ends."""
    model: Any = type(one)
    found: S = model.objects.select_for_update(of=("self",)).get(pk=one.pk)
    return found


def fill(one: Shelved, *, title: str, category: Any, product: Product | None = None, module: Module | None = None, version: Version | None = None,
         brief: str = "", published_on: date | None = None, expires_on: date | None = None) -> None:
    """Put checked facts into the unsaved row. Raises `Refused` beside each field."""
    title = one_line(title)
    brief = "".join(c for c in brief if c.isprintable() or c == "\n").strip()
    wrong: dict[str, Any] = {}
    if not title:
        wrong["title"] = str(one.NAMELESS)
    elif len(title) > LONGEST_TITLE:
        wrong["title"] = _("请不要超过 %d 个字。") % LONGEST_TITLE
    if len(brief) > LONGEST_BRIEF:
        wrong["brief"] = _("请不要超过 %d 个字。") % LONGEST_BRIEF
    if module is not None and (product is None or module.product_id != product.pk):
        wrong["module"] = _("所选模块不属于这个产品，请重新选择。")
    if version is not None and (product is None or version.product_id != product.pk):
        wrong["version"] = _("所选版本不属于这个产品，请重新选择。")
    if published_on and expires_on and expires_on < published_on:
        wrong["expires_on"] = _("有效期不能早于发布日期。")
    if wrong:
        raise Refused(**wrong)
    one.title, one.category, one.brief = title, category, brief
    one.product, one.module, one.version = product, module, version
    one.published_on, one.expires_on = published_on, expires_on


@transaction.atomic
def edit[S: Shelved](one: S, *, by: User | None, published_on: date | None = None, **facts: Any) -> S:
    """Change what is said of it (see `fill`); its file stays."""
    one = locked(one)
    if one.is_published and published_on is None:
        raise Refused(published_on=str(one.DAYLESS))
    fill(one, published_on=published_on, **facts)
    one.updated_at = timezone.now()
    one.save()
    put(one)
    record(f"{one.NOUN}.changed", one, by=by)
    return one


@transaction.atomic
def publish[S: Shelved](one: S, *, by: User | None) -> S:
    """Readers see it from its 发布日期 on, which is today unless another day was chosen."""
    one = locked(one)
    if one.is_published:
        raise Refused(_("“%s”已经发布。") % one.title)
    one.state, one.published_on = one.State.PUBLISHED, one.published_on or timezone.localdate()
    one.save(update_fields=["state", "published_on", "sort_key"])
    record(f"{one.NOUN}.published", one, by=by, edition=one.edition)
    return one


@transaction.atomic
def withdraw[S: Shelved](one: S, *, by: User | None) -> S:
    """取消发布: readers no longer see it."""
    one = locked(one)
    if not one.is_published:
        raise Refused(_("“%s”还没有发布。") % one.title)
    one.state = one.State.PENDING
    one.save(update_fields=["state", "sort_key"])
    record(f"{one.NOUN}.withdrawn", one, by=by, edition=one.edition)
    return one


@transaction.atomic
def remove(one: Shelved, *, by: User | None) -> None:
    """Take it and its files away for good. One that readers see is withdrawn first."""
    one = locked(one)
    if one.is_published:
        raise Refused(_("“%s”已发布，无法删除。请先取消发布。") % one.title)
    search.unrank(one.NOUN, one.pk)
    record(f"{one.NOUN}.removed", one, by=by, title=one.title)
    gone = [file.pk for file in files.of(one)]
    one.delete()
    File.objects.filter(pk__in=gone).delete()


@transaction.atomic
def read(one: Any, *, by: User) -> None:
    """Count a reading, once a person and day; the time is that of the last one, for 我的足迹. `one` has `readings` and `read_count`."""
    now = timezone.now()
    _reading, is_new = one.readings.update_or_create(user=by, day=timezone.localdate(now), defaults={"at": now})
    if is_new:
        type(one).objects.filter(pk=one.pk).update(read_count=F("read_count") + 1)


@transaction.atomic
def favour(one: Any, *, by: User) -> None:
    """收藏; once is enough. `one` has `favourites` and `favourite_count`."""
    _favourite, is_new = one.favourites.get_or_create(user=by)
    if is_new:
        type(one).objects.filter(pk=one.pk).update(favourite_count=F("favourite_count") + 1)


@transaction.atomic
def unfavour(one: Any, *, by: User) -> None:
    """取消收藏."""
    gone, _by_model = one.favourites.filter(user=by).delete()
    if gone:
        type(one).objects.filter(pk=one.pk).update(favourite_count=F("favourite_count") - 1)


@transaction.atomic
def download(one: Shelved, *, by: User) -> None:
    """Let the person save the file: 只有VIP用户才能下载. Counted and noted with who and which edition. Raises `Refused` with what to do."""
    found = may_download(by, product=one.product_id)
    if not found.allowed:
        raise Refused(found.reason)
    type(one).objects.filter(pk=one.pk).update(download_count=F("download_count") + 1)
    record(f"{one.NOUN}.downloaded", one, by=by, edition=one.edition, organization=found.organization)


def ranked(one: Shelved) -> tuple[int, str, str, str]:
    """As it is ranked: id, title, text, and names under which it is looked for beside its words."""
    names = (one.product, one.module, one.version)
    return one.pk, one.title, "\n".join(filter(None, [one.brief, one.words])), " ".join(str(name) for name in names if name is not None)


def put(one: Shelved) -> None:
    """Let it be found as it stands now."""
    search.rank(one.NOUN, *ranked(one))


AT_ONCE = 100
"""Rows that are written into the index anew in one transaction."""


def next_ranked(model: type[Shelved], after: int) -> list[tuple[int, str, str, str]]:
    """The next rows of a kind for the index, locked until the caller's transaction ends."""
    found = model.objects.filter(pk__gt=after).select_for_update(of=("self",)).select_related("product", "module", "version").order_by("pk")[:AT_ONCE]
    return [ranked(one) for one in found]
