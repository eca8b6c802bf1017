"""Who may read the files of this room: the vendor's pictures are for everybody, before signing in too."""

from shouhou.foundation.files import File, policy


@policy("vendor")
def may_read(user: object, file: File) -> bool:
    return file.audience == File.Audience.PUBLIC
