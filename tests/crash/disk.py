"""A disk whose power can fail: a SQLite VFS in memory that knows which bytes were synced.

What was written and not synced may be there after the cut, wholly, in part, or not at all, in any order; what was synced is there.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import apsw

SECTOR = 512


class PowerCut(Exception):
    """The device is gone."""


@dataclass
class Content:
    """One file: the bytes that are safe, those as read now, and the changes between them (offset and data, or a new length)."""

    safe: bytearray = field(default_factory=bytearray)
    now: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes] | int] = field(default_factory=list)

    def after_a_cut(self, chance: random.Random) -> bytearray:
        """What a reader finds when the power is back."""
        found = bytearray(self.safe)
        for change in self.pending:
            fate = chance.random()
            if isinstance(change, int):
                if fate < 0.5:
                    del found[change:]
                continue
            offset, data = change
            if fate < 0.4:
                continue
            if fate < 0.6:
                data = data[: chance.choice([chance.randrange(len(data) + 1), len(data) // SECTOR // 2 * SECTOR])]
            _put(found, offset, data)
        return found


def _put(target: bytearray, offset: int, data: bytes) -> None:
    if len(target) < offset:
        target.extend(bytes(offset - len(target)))
    target[offset : offset + len(data)] = data


class Disk(apsw.VFS):
    """Files by name. `cut_after` operations that change something the power fails; None means never."""

    def __init__(self, name: str, files: dict[str, bytes], cut_after: int | None = None) -> None:
        self.files = {path: Content(bytearray(data), bytearray(data)) for path, data in files.items()}
        self.cut_after = cut_after
        self.operations = 0
        super().__init__(name, "", maxpathname=200)

    def change(self) -> None:
        """Count one change; fail from the chosen one on."""
        self.operations += 1
        if self.cut_after is not None and self.operations >= self.cut_after:
            raise PowerCut

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        return {path: bytes(content.after_a_cut(chance)) for path, content in self.files.items()}

    def xOpen(self, name, flags):
        path = name.filename() if isinstance(name, apsw.URIFilename) else name or f"temporary-{id(flags)}"
        self.files.setdefault(path, Content())
        flags[1] = flags[0]
        return Open(self, self.files[path])

    def xDelete(self, name, sync):
        self.change()
        self.files.pop(name, None)

    def xAccess(self, name, flags):
        return name in self.files

    def xFullPathname(self, name):
        return name


class Open:
    """An open file of the disk: the methods SQLite calls. One connection at a time, so locks are granted."""

    def __init__(self, disk: Disk, content: Content) -> None:
        self.disk, self.content = disk, content

    def xRead(self, amount, offset):
        return bytes(self.content.now[offset : offset + amount])

    def xWrite(self, data, offset):
        self.disk.change()
        data = bytes(data)
        _put(self.content.now, offset, data)
        self.content.pending.append((offset, data))

    def xTruncate(self, size):
        self.disk.change()
        del self.content.now[size:]
        self.content.pending.append(size)

    def xSync(self, flags):
        self.disk.change()
        for change in self.content.pending:
            if isinstance(change, int):
                del self.content.safe[change:]
            else:
                _put(self.content.safe, *change)
        self.content.pending.clear()

    def xFileSize(self):
        return len(self.content.now)

    def xLock(self, level):
        pass

    def xUnlock(self, level):
        pass

    def xCheckReservedLock(self):
        return False

    def xFileControl(self, op, pointer):
        return False

    def xSectorSize(self):
        return SECTOR

    def xDeviceCharacteristics(self):
        return 0

    def xClose(self):
        pass
