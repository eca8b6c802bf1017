"""A worker of its own with one kind of job, to be killed: `python -m tests.crash.errands FOLDER`.

Each errand leaves a line in FOLDER/begun and, after a moment, one in FOLDER/ended.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path
from typing import Any

import django

LEASE = 1.5


def note(path: Path, line: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


def main(folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouhou.config.settings")
    django.setup()
    from shouhou.foundation.jobs import running, working
    from shouhou.foundation.jobs.declaring import KINDS, RECURRENCES, Kind, Recurrence

    def errand(payload: dict[str, Any], progress: Any) -> None:
        note(folder / "begun", f"{payload['n']} {time.time()}")
        if payload.get("poison"):
            os.abort()
        time.sleep(random.uniform(0.0, 0.3))
        note(folder / "ended", str(payload["n"]))

    running.LEASE = working.LEASE = LEASE
    RECURRENCES.clear()
    KINDS["crash.errand"] = Kind("crash.errand", errand, tries=8, long=False, on_dead=None)
    KINDS["crash.tick"] = Kind("crash.tick", lambda payload, progress: note(folder / "ticks", payload["due"]), tries=8, long=False, on_dead=None)
    RECURRENCES["crash.tick"] = Recurrence("crash.tick", 2.0, None)
    working.TEND_EVERY = 0.5
    working.Worker(threads=3, poll=0.1).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
