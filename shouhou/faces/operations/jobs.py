"""The daily backup, and one that an administrator asked for: `shouhou backup` in a process of its own, so that pages do not feel it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from shouhou.foundation.jobs import GiveUp, job, schedule

COMMAND = [sys.executable, "-m", "shouhou", "backup", "--progress"]
AT = "02:30"


@schedule("operations.backup_daily", label=word("每日备份"), at=AT, tries=3, long=True)
def daily(payload: dict[str, Any], progress: Any) -> dict[str, str]:
    """Nothing where the operator has a way of his own (BACKUP_KEEP=0)."""
    return back_up(payload, progress) if settings.BACKUP_KEEP else {"said": "BACKUP_KEEP=0"}


@job("operations.backup", label=word("立即备份"), tries=1, long=True)
def back_up(payload: dict[str, Any], progress: Any) -> dict[str, str]:
    """Make a backup in BACKUP_DIR. A backup that cannot be made is told with the command's own sentence."""
    made = subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said = "".join(words(made.stdout, progress))
    except BaseException:  # cancelled, or the process ends
        made.terminate()
        made.communicate()
        raise
    wrong = made.communicate()[1]
    if made.returncode != 0:
        raise GiveUp(wrong.strip()[-500:] or _("备份没有做成。"))
    return {"said": said.strip()}


def words(lines: Any, progress: Any) -> Iterator[str]:
    """What the command says at its end; what it says on the way is progress."""
    for line in lines:
        done, _gap, rest = line.partition(" ")
        total, _gap, sentence = rest.partition(" ")
        if done.isdigit() and total.isdigit():
            progress(int(done) >> 20, max(1, int(total) >> 20), sentence.strip())
        else:
            yield line
