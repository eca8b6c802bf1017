"""Run as a program: gives away what a stranger's file must not have, then becomes the program that reads it.

    python -I confining.py BYTES_OF_MEMORY SECONDS_OF_PROCESSOR BYTES_OF_A_FILE PROGRAM [ARGUMENT …]
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys


def confine(memory: int, seconds: int, largest: int) -> None:
    """Bound memory, processor, files; leave the network where the system lets an ordinary process do so."""
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, largest), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))
    with contextlib.suppress(AttributeError, OSError):
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)


if __name__ == "__main__":
    confine(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606 - the caller's own program
