"""For pages that cannot hold a socket: ask every few seconds what was said."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from shouhou.foundation.access import SIGNED_IN, allow
from shouhou.foundation.live.hub import HUB
from shouhou.foundation.live.policy import may_listen
from shouhou.foundation.live.sockets import MOST_TOPICS


@require_GET
@never_cache
def poll(request: HttpRequest) -> JsonResponse:
    """?topics=me,ticket:12&after=<mark> → {"mark", "missed", "messages": [{"topic", "message"}], "refused"}.

    `missed` says that not everything since `after` is known here: fetch anew what is shown.
    """
    user: Any = request.user
    own = f"user:{user.pk}"
    wanted = list(dict.fromkeys(name for name in request.GET.get("topics", "").split(",") if name))[:MOST_TOPICS]
    names = {(own if name == "me" else name): name for name in wanted}
    allowed = {topic for topic in names if may_listen(user, topic)}
    number = HUB.number
    said, incomplete = HUB.since(request.GET.get("after", ""), allowed)
    return JsonResponse({
        "mark": HUB.mark_of(max([number, *(one.number for one in said)])),
        "missed": incomplete,
        "messages": [{"topic": names[one.topic], "message": json.loads(one.text)} for one in said],
        "refused": [name for topic, name in names.items() if topic not in allowed],
    })


urlpatterns = [path("live/poll", allow(SIGNED_IN, poll), name="live-poll")]
