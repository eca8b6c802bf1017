"""A list is no oracle: keys of the query reach the database only through what the list declares (security row 65)."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse

from tests.abuse.addresses import plain
from tests.abuse.world import World

FIELDS = ("asker", "assignee", "organization__consultant", "entries__author", "user", "owner", "by", "created_by")
SECRETS = ("password", "password__startswith", "tokens__digest", "username_key", "email__contains", "phone__regex", "is_active")
KEYS = [f"{field}__{secret}=a" for field in FIELDS for secret in SECRETS] + [
    "_connector=OR", "_negated=1", "pk__in=1,2,3", "id=1", "id__gt=0", "pk=2", "organization_id=3", "organization__name=远方公司", "is_private=1",
    "is_internal=1", "entries__body__contains=榴莲", "or=1", "filter=1", "where=1=1", "raw=select", "fields=password", "include=asker", "expand=all",
    "select_related=asker", "order_by=asker__password", "ordering=asker__password", "orderby=asker__password", "o=asker__password",
]
SORTS = ["sort=asker__password", "sort=-asker__password", "sort=password", "sort=organization__consultant__password", "sort=?", "sort=random()",
         "sort=id;select", "sort=-", "sort=__class__"]


TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.S)


def words(answer: HttpResponse) -> str:
    """What a reader reads: the text without addresses, which may carry the query on."""
    return " ".join(TAGS.sub(" ", answer.content.decode("utf-8", "replace")).split())


@pytest.mark.abuse(65)
def test_unknown_keys_change_nothing(world: World) -> None:
    wrong = []
    for route in plain():
        for name in ("jiahe", "guwen"):
            plainly = world.ask(name, route, route.pattern)
            if plainly.status_code != 200 or plainly.streaming or not plainly.headers["Content-Type"].startswith(("text/html", "application/json")):
                continue
            for key in ["&".join(KEYS), *SORTS]:  # all unknown keys at once, which is the same as none
                answer = world.ask(name, route, f"{route.pattern}?{key}")
                if answer.status_code in {400, 422}:
                    continue  # refused aloud is as good
                if answer.status_code != 200 or words(answer) != words(plainly):
                    wrong.append(f"{name}: {route}?{key[:80]}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
