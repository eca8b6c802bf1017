"""Notices by WeChat, and a worker that carries them, to be killed.

    python -m tests.crash.postmen write N URL APPID SECRET OPENID     N notices to one person, who is bound to OPENID
    python -m tests.crash.postmen carry                               a worker
"""

from __future__ import annotations

import os
import sys

import django

LEASE = 1.5


def write(number: int, url: str, appid: str, secret: str, openid: str) -> None:
    """Connect the 公众号 and tell one person `number` things."""
    from shouhou.aftercare.notifications import tell
    from shouhou.channels.wechat.models import Account, Binding
    from shouhou.foundation.accounts.models import User

    Account.objects.create(pk=1, appid=appid, secret=secret, api_base=url, accepted_template="TPL-ACCEPTED")
    user = User.objects.create(username="wang", username_key="wang", name="王敏")
    Binding.objects.create(openid=openid, user=user)
    for n in range(number):
        tell([user], "ticket.accepted", title=f"提单 {n} 已被接收", dedup=f"crash:{n}")


def carry() -> None:
    """Work until killed. Whoever is killed gives its jobs free after LEASE seconds."""
    from shouhou.foundation.jobs import running, working
    from shouhou.foundation.jobs.declaring import RECURRENCES

    running.LEASE = working.LEASE = LEASE
    RECURRENCES.clear()
    working.Worker(threads=3, poll=0.1).run()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouhou.config.settings")
    django.setup()
    if sys.argv[1] == "write":
        write(int(sys.argv[2]), *sys.argv[3:7])
    else:
        carry()
