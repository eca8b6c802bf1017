"""Who reads the files of a class by their own address: who edits classes. Readers get the film by the player, or by the rule for saving."""

from __future__ import annotations

from shouhou.foundation.access import can
from shouhou.foundation.files import File, policy


@policy("course")
def may_read(user: object, file: File) -> bool:
    return can(user, "courses.edit")
