"""Doors that other products left open are not there (security rows 11, 74), and no method or number breaks a page (row 112)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.abuse.addresses import plain
from tests.abuse.world import World

WELL_KNOWN_TEXT = """
admin admin/ admin/login/ django-admin/ __debug__/ debug/ debug/default/view _debugbar/open silk/ profiler/ console/ rq/ flower/ tasks/
jobs/ docs/ redoc/ swagger/ swagger.json swagger-ui.html openapi.json api-docs api/docs api/v1/docs api/v1/redoc api/swagger graphql
graphiql phpinfo.php info.php index.php wp-login.php wp-admin/ xmlrpc.php config.php web.config server-status server-info .env .env.local
.git/config .git/HEAD .svn/entries .hg/ .DS_Store .htaccess .htpasswd .ssh/id_rsa .aws/credentials .well-known/security actuator
actuator/env actuator/health manage.py settings.py shouhou.sqlite3 data/shouhou.sqlite3 db.sqlite3 backup.sql backup.zip dump.sql
secret_key data/secret_key static/../secret_key static/%2e%2e/secret_key package.json package-lock.json pyproject.toml requirements.txt
Dockerfile docker-compose.yml id_rsa trace metrics.json env heapdump jolokia solr/ jenkins/ cgi-bin/test.cgi owa/
autodiscover/autodiscover.xml remote/login
"""
WELL_KNOWN = WELL_KNOWN_TEXT.split()
ECHO = "eine-Kopfzeile-als-Echo"
SETUP_TEXT = """
setup setup/ setup/x setup/admin/ SETUP/ //setup/ setup//start setup/../setup setup;x %73etup/ setup/%2e/ install install/ wizard/
"""
SETUP = SETUP_TEXT.split()


@pytest.mark.abuse(74)
def test_nothing_stands_at_well_known_places(world: World) -> None:
    for client in (Client(raise_request_exception=False), world.cast.client(world.cast.jiahe)):
        missing = client.get("/there-is-nothing-here/")
        assert missing.status_code == 404
        for path in WELL_KNOWN:
            answer = client.get("/" + path)
            assert answer.status_code == 404, path
            if not path.startswith(("static/", "api/")):
                assert answer.content == missing.content, path


@pytest.mark.abuse(11)
def test_the_wizard_is_gone_once_there_are_people(world: World) -> None:
    client = Client(raise_request_exception=False)
    for path in SETUP:
        for answer in (client.get("/" + path), client.post("/" + path, {"username": "evil", "password": "evil-password-9"})):
            assert answer.status_code in {301, 404, 405}, f"{path}: {answer.status_code}"
            if answer.status_code == 301:
                assert client.get(answer.headers["Location"]).status_code == 404


@pytest.mark.abuse(74)
def test_figures_of_the_machine_are_not_for_strangers(world: World) -> None:
    answer = Client().get("/metrics", REMOTE_ADDR="203.0.113.9")
    assert answer.status_code in {401, 403, 404}


def test_no_method_breaks_a_page(world: World) -> None:
    wrong = []
    for route in world.routes():
        address = world.fill(route, real=True)
        for name in ("jiahe", "zhuguan", "admin"):
            for method in ("head", "options", "post", "put", "trace"):
                answer = world.ask(name, route, address, method, HTTP_X_CANARY=ECHO)
                if answer.status_code >= 500 or ECHO.encode() in answer.read:
                    wrong.append(f"{name or 'a visitor'}: {method.upper()} {address} {answer.status_code}")
    assert not wrong, "\n".join(wrong)


ODD = ["page=-1", "page=0", "page=99999999999999999999", "page=x", "size=1000000000", "limit=-5", "limit=1e9", "limit=NaN", "after=%00", "after=../..",
       "after=eyJ4IjoxfQ", "next=%ff", "cursor=0", "offset=9223372036854775808", "year=99999", "month=13", "from=0000-00-00", "to=9999-12-31",
       "from=2026-02-30", "product=9223372036854775808", "product=-1", "product=x", "state=%27", "kind[]=1", "q=" + "a" * 5000, "q=%00", "q=" + "*" * 200,
       "__proto__[x]=1", "sort=-", "sort=" + "x," * 500, "group=1", "tab=<script>", "number=%F0%9F%92%A9", "q=%ED%A0%80"]


def together() -> list[str]:
    """ODD in as few queries as possible: no key stands twice in one."""
    queries: list[dict[str, str]] = []
    for part in ODD:
        key = part.split("=", 1)[0]
        home = next((query for query in queries if key not in query), None)
        if home is None:
            queries.append(home := {})
        home[key] = part
    return ["&".join(query.values()) for query in queries]


@pytest.mark.abuse(95, 112)
@pytest.mark.parametrize("query", [pytest.param(query, id=str(number)) for number, query in enumerate(together())])
def test_odd_parameters_break_no_list(query: str, world: World) -> None:
    wrong = []
    for route in plain():
        for name in ("jiahe", "zhuguan", "admin"):
            status = world.ask(name, route, f"{route.pattern}?{query}").status_code
            if status >= 500:
                wrong.append(f"{name}: {route}?{query[:300]} {status}")
    assert not wrong, "\n".join(wrong)
