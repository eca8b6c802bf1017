"""批量修改: one value for a column of many rows, through the room's own verb for each row, and back again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.grid.asking import Asking
from shouhou.foundation.grid.declaring import Column, Edit, Grid
from shouhou.foundation.grid.finding import every
from shouhou.foundation.grid.models import Change, ChangedRow
from shouhou.foundation.grid.registry import the
from shouhou.foundation.grid.telling import Teller
from shouhou.foundation.grid.unreadable import Unreadable
from shouhou.foundation.jobs import Report, enqueue
from shouhou.foundation.kit.text import number_in

AT_ONCE = 200
"""Rows changed while the person waits; more are a job."""
MOST_ROWS = 5_000
SHOWN = 200
"""Rows of a preview."""
State, RowState = Change.State, ChangedRow.State


def editable(grid: Grid, user: object) -> list[Column]:
    return grid.editable(lambda capability: can(user, capability))


def edit_of(grid: Grid, key: str, user: object) -> tuple[Column, Edit]:
    """The column and how it is changed. Refuses what this person may not change."""
    column = next((one for one in editable(grid, user) if one.key == key), None)
    if column is None or column.edit is None:
        raise Refused(column=_("请选择要修改的字段。"))
    return column, column.edit


@transaction.atomic
def choose_rows(grid: Grid, asking: Asking, own: dict[str, str], picked: Iterable[str] | None, *, by: User, back: str = "") -> Change:
    """Begin a change of the picked rows, or (None) of the whole result. A row this person does not see refuses all of it."""
    if not editable(grid, by):
        raise Refused(_("这个列表里没有您可以批量修改的字段。"))
    within = grid.within(own)
    if picked is not None:
        pks = list(dict.fromkeys(number for pk in picked if (number := number_in(pk)) is not None))[: MOST_ROWS + 1]
        asking = asking.change(words="", conditions=(), groups=())
        if not pks:
            raise Refused(_("请先选中要修改的行。"))
        if grid.rows(by).order_by().filter(pk__in=pks).count() != len(pks):  # all or nothing: what one may not see is as if it were not
            raise Unreadable(_("选中的行里有已不存在的，请刷新列表后重新选择。"), status=404)
        within = narrowed_to(within, pks)
    title = grid.title or grid.columns[0].key
    teller = Teller([grid.by_key[title]], [], by)
    rows = [(row["pk"], teller.text(grid.by_key[title], row)) for piece in every(within, by, asking, MOST_ROWS + 1, columns=[title]) for row in piece]
    if not rows:
        raise Refused(_("没有可以修改的行。"))
    made = Change.objects.create(grid=grid.key, owner=by, back=back[:2000], is_cut=len(rows) > MOST_ROWS)
    ChangedRow.objects.bulk_create([ChangedRow(of=made, row=pk, title=words[:200]) for pk, words in rows[:MOST_ROWS]], batch_size=500)
    return made


def narrowed_to(grid: Grid, pks: list[int]) -> Grid:
    rows = grid.rows
    return replace(grid, rows=lambda user: rows(user).filter(pk__in=pks), narrow=None)


def form_of(edit: Edit, column: Column, user: User, data: Any = None) -> forms.Form:
    """A form with the one field `value`."""
    form = forms.Form(data)
    form.fields["value"] = field_of(edit, user)
    form.fields["value"].label = str(column.label)
    return form


def field_of(edit: Edit, user: User) -> forms.Field:
    return edit.form_field(user)


def cleaned(edit: Edit, user: User, raw: Any) -> Any:
    """The value of a raw one. Refuses `value`."""
    try:
        return field_of(edit, user).clean(raw)
    except ValidationError as no:
        raise Refused(value=" ".join(no.messages)) from no


def raw_of(edit: Edit, user: User, value: Any) -> Any:
    """A value as the form's field writes it: what JSON can hold."""
    raw = field_of(edit, user).prepare_value(value)
    return raw if raw is None or isinstance(raw, bool | int | str) else str(raw)


def words_of(edit: Edit, user: User) -> dict[str, str]:
    """The words of the values one can choose, by the raw value as text."""
    return {str(value): str(label) for value, label in getattr(field_of(edit, user), "choices", ()) or ()}


def word_of(edit: Edit, user: User, raw: Any, words: dict[str, str] | None = None) -> str:
    """A raw value in words."""
    if raw is None or raw == "":
        return _("（空）")
    if (word := (words_of(edit, user) if words is None else words).get(str(raw))) is not None:
        return word
    return _("是") if raw is True else _("否") if raw is False else str(raw)


def fetch(grid: Grid, column: Column, edit: Edit, user: User, pks: list[int]) -> dict[int, Any]:
    """The raw values the rows have now, of those this person sees."""
    path = edit.field or column.field
    return {pk: raw_of(edit, user, value) for pk, value in grid.rows(user).order_by().filter(pk__in=pks).values_list("pk", path)}


def preview(made: Change, column: Column, edit: Edit, value: Any) -> list[dict[str, Any]]:
    """What would become of the first rows: each is tried and taken back. `{"title", "old", "new", "problem"}`; `new` is empty when nothing changes."""
    grid, by = the(made.grid), made.owner
    rows = list(made.rows.all()[:SHOWN])
    now = fetch(grid, column, edit, by, [row.row for row in rows])
    after, words = raw_of(edit, by, value), words_of(edit, by)
    return [{"title": row.title, "old": word_of(edit, by, now.get(row.row), words), "is_same": row.row in now and alike(now[row.row], after),
             "problem": "" if row.row in now and alike(now[row.row], after) else trial(edit, row.row, row.row in now, value, by)} for row in rows]


def alike(one: Any, other: Any) -> bool:
    """Whether two raw values say the same; nothing and an empty text do."""
    return ("" if one is None else str(one)) == ("" if other is None else str(other))


def trial(edit: Edit, pk: int, is_seen: bool, value: Any, by: User) -> str:
    """Why the room's verb refuses this row; empty when it does not. Whatever it wrote is taken back."""
    if not is_seen:
        return _("这一行已不在列表里。")
    try:
        with transaction.atomic():
            edit.act(pk, value, by)
            transaction.set_rollback(True)
    except Refused as no:
        return reason(no)
    return ""


def reason(no: Refused) -> str:
    return no.sentence[:300]


@transaction.atomic
def begin_change(made: Change, key: str, raw: Any, *, by: User) -> Change:
    """Do it: at once when it is few rows, else by a job. Refuses `column` and `value`, and what has begun already."""
    held = Change.objects.select_for_update().get(pk=made.pk)
    if held.state != State.CHOSEN:
        raise Refused(_("这次修改已经开始。"))
    column, edit = edit_of(the(held.grid), key, by)
    value = raw_of(edit, by, cleaned(edit, by, raw))
    held.column, held.value, held.word, held.state = column.key, value, word_of(edit, by, value)[:200], State.RUNNING
    record("change.begun", held, by=by, grid=held.grid, column=held.column, value=held.word, rows=held.rows.count())
    return handed_over(held, by)


@transaction.atomic
def undo(made: Change, *, by: User) -> Change:
    """Give every row its old value back, where nobody has changed it since; within a day."""
    held = Change.objects.select_for_update().get(pk=made.pk)
    if not held.can_be_undone:
        raise Refused(_("只有一天以内的修改可以撤销，并且只能撤销一次。"))
    edit_of(the(held.grid), held.column, by)
    held.state = State.UNDOING
    record("change.undone", held, by=by, grid=held.grid, column=held.column)
    return handed_over(held, by)


def handed_over(held: Change, by: User) -> Change:
    if held.rows.count() > AT_ONCE:
        held.job = enqueue("grid.change", {"change": held.pk}, by=by)
    else:
        held.job = None
    held.save()
    return held


def go_on(made: Change, progress: Report | None = None) -> dict[str, int]:
    """Deal with the rows that are left, each in a transaction of its own: what is cut short goes on where it stopped."""
    made.refresh_from_db()
    if made.state not in (State.RUNNING, State.UNDOING):
        return tally(made)
    is_undoing = made.state == State.UNDOING
    todo = list(made.rows.filter(state=RowState.DONE if is_undoing else RowState.WAITING))
    total = made.rows.count()
    try:
        grid = the(made.grid)
        column, edit = edit_of(grid, made.column, made.owner)
    except (Unreadable, Refused):
        made.rows.filter(pk__in=[row.pk for row in todo]).update(
            state=RowState.KEPT if is_undoing else RowState.REFUSED, problem=_("您已没有修改它的权限。"))
    else:
        for at, row in enumerate(todo):
            if progress is not None:
                progress(total - len(todo) + at, total, _("已处理 %(done)s / %(total)s 行") % {"done": total - len(todo) + at, "total": total})
            (put_back if is_undoing else put)(made, row, grid, column, edit)
    made.state, made.done_at = State.UNDONE if is_undoing else State.DONE, made.done_at or timezone.now()
    made.save(update_fields=["state", "done_at"])
    return tally(made)


@transaction.atomic
def put(made: Change, row: ChangedRow, grid: Grid, column: Column, edit: Edit) -> None:
    """Give one row the new value."""
    by, now = made.owner, fetch(grid, column, edit, made.owner, [row.row])
    if row.row not in now:
        row.state, row.problem = RowState.REFUSED, _("这一行已不在列表里。")
    elif alike(now[row.row], made.value):
        row.state = RowState.SAME
    else:
        row.before, row.said = now[row.row], word_of(edit, by, now[row.row])[:200]
        row.state, row.problem = done(edit, row.row, made.value, by, RowState.DONE, RowState.REFUSED)
        row.after = fetch(grid, column, edit, by, [row.row]).get(row.row, made.value) if row.state == RowState.DONE else None
    row.save()


@transaction.atomic
def put_back(made: Change, row: ChangedRow, grid: Grid, column: Column, edit: Edit) -> None:
    """Give one row its old value, when it still has the one it was given."""
    by, now = made.owner, fetch(grid, column, edit, made.owner, [row.row])
    if row.row not in now:
        row.state, row.problem = RowState.KEPT, _("这一行已不在列表里。")
    elif not alike(now[row.row], row.after):
        row.state, row.problem = RowState.KEPT, _("后来又有人改过，现在是“%s”。") % word_of(edit, by, now[row.row])
    elif row.before in (None, "") and field_of(edit, by).required:
        row.state, row.problem = RowState.KEPT, _("原来没有值，不能改回空。")
    else:
        row.state, row.problem = done(edit, row.row, row.before, by, RowState.UNDONE, RowState.KEPT)
    row.save()


def done(edit: Edit, pk: int, raw: Any, by: User, well: ChangedRow.State, ill: ChangedRow.State) -> tuple[ChangedRow.State, str]:
    try:
        with transaction.atomic():
            edit.act(pk, cleaned(edit, by, raw), by)
    except Refused as no:
        return ill, reason(no)
    return well, ""


def tally(made: Change) -> dict[str, int]:
    """How many rows stand how."""
    found: dict[str, int] = {}
    for state in made.rows.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found
