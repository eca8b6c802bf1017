"""Who reads the files of a document by their own address: who edits documents. Readers get them page by page, or by the rule for saving."""

from __future__ import annotations

from shouhou.foundation.access import can
from shouhou.foundation.files import File, policy


@policy("document")
def may_read(user: object, file: File) -> bool:
    return can(user, "documents.edit")
