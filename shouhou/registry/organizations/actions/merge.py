"""合并: two entries of one company become one, and apart again if that was wrong.

Whatever any room keeps of a company points at it by a foreign key, so what goes over is found in the tables themselves: no room is
forgotten, not even one that is built later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.organizations.models import Merge, Organization

PART = 500


def relations() -> Iterator[tuple[type[models.Model], str]]:
    """(model, name of its field) of everything that belongs to a company."""
    for relation in Organization._meta.related_objects:
        if relation.related_model is not Merge and (relation.one_to_many or relation.one_to_one):
            yield relation.related_model, relation.field.name  # type: ignore[misc]


def is_unique(model: type[models.Model], name: str) -> bool:
    """Whether a company may have only one such row of a kind, so that a row may have to stay behind."""
    field: Any = model._meta.get_field(name)
    return bool(field.unique or any(isinstance(c, models.UniqueConstraint) and name in c.fields for c in model._meta.constraints))


@transaction.atomic
def merge(source: Organization, target: Organization, *, by: User | None) -> Merge:
    """Everything of `source` goes to `target`; what `target` has itself (the same person, the same product) stays behind with the source,
    which is in no list any more. Raises `Refused` beside target.
    """
    rows = {o.pk: o for o in Organization.objects.select_for_update(of=("self",)).filter(pk__in=[source.pk, target.pk]).order_by("pk")}
    source, target = rows[source.pk], rows[target.pk]
    if source.pk == target.pk:
        raise Refused(target=_("不能和自己合并。"))
    if source.kind != target.kind or source.kind not in (Organization.Kind.CUSTOMER, Organization.Kind.AGENCY):
        raise Refused(target=_("只能合并同一类别的单位。"))
    above: Organization | None = target
    while above is not None:
        if above.parent_id == source.pk:
            raise Refused(target=_("不能并入自己的下级机构。"))
        above = above.parent
    moved = {}
    for model, name in relations():
        ids = [pk for pk in model._base_manager.filter(**{name: source}).order_by("pk").values_list("pk", flat=True)
               if not is_unique(model, name) or _moves(model, pk, name, target)]
        if not is_unique(model, name):
            _point(model, ids, name, target)
        if ids:
            moved[f"{model._meta.label}.{name}"] = ids
    made = Merge.objects.create(source=source, target=target, kind=source.kind, moved=moved, by=by)
    source.kind = Organization.Kind.MERGED
    source.save(update_fields=["kind"])
    record("organization.merged", source, by=by, target=target.pk)
    record("organization.merged", target, by=by, source=source.pk, name=source.name)
    return made


@transaction.atomic
def undo_merge(made: Merge, *, by: User | None) -> None:
    """What went over and is still there goes back. What came after the merge stays. Raises `Refused` when it was undone already."""
    if not Merge.objects.filter(pk=made.pk, undone_at=None).update(undone_at=timezone.now()):
        raise Refused(_("这次合并已经撤销。"))
    for label, ids in made.moved.items():
        model_label, name = label.rsplit(".", 1)
        model = apps.get_model(model_label)
        for start in range(0, len(ids), PART):
            model._base_manager.filter(pk__in=ids[start:start + PART], **{name: made.target}).update(**{name: made.source})
    Organization.objects.filter(pk=made.source_id).update(kind=made.kind)
    made.refresh_from_db()
    record("organization.merge_undone", made.source, by=by, target=made.target_id)
    record("organization.merge_undone", made.target, by=by, source=made.source_id, name=made.source.name)


def _point(model: type[models.Model], ids: list[Any], name: str, target: Organization) -> None:
    for start in range(0, len(ids), PART):
        model._base_manager.filter(pk__in=ids[start:start + PART]).update(**{name: target})


def _moves(model: type[models.Model], pk: Any, name: str, target: Organization) -> bool:
    """Whether a row could go over; not when the target has one like it."""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).update(**{name: target})
    except IntegrityError:
        return False
    return True
