"""Who reads the file of an export: the person who took it out, while the list is still open to them."""

from __future__ import annotations

from shouhou.foundation.files import File, policy
from shouhou.foundation.grid.exporting import may_read
from shouhou.foundation.grid.models import Export


@policy("export")
def may_read_file(user: object, file: File) -> bool:
    made = Export.objects.filter(pk=int(file.subject.partition(":")[2])).first()
    return made is not None and may_read(user, made)
