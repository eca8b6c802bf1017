from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.db import transaction

from shouhou.foundation.live.hub import HUB


def signed_out(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """A person signs out: the sockets of that session close at once."""
    if user is not None and request.session.session_key:
        key = request.session.session_key
        transaction.on_commit(lambda: HUB.drop(user.pk, key), robust=True)


class Live(AppConfig):
    name = "shouhou.foundation.live"
    label = "live"

    def ready(self) -> None:
        user_logged_out.connect(signed_out, dispatch_uid="live")
