"""What every operation answers: who may, in what shape, and what errors look like."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.faces.api.v1 import api
from shouhou.foundation.access.registry import CAPABILITIES
from shouhou.foundation.accounts import tokens
from shouhou.foundation.accounts.models import Token


def operations():
    """(path, method, operation) of everything the API does."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield prefix + path, operation.methods[0], operation


def bearer(user, scopes=("*",)):
    return {"Authorization": "Bearer " + tokens.issue(user, "测试", list(scopes))}


def shaped(answer, status):
    assert answer.status_code == status, answer.content
    said = answer.json()
    assert set(said) == {"message", "fields"} and said["message"] and isinstance(said["fields"], dict)
    return said


def test_every_operation_names_declared_capabilities():
    bare = [f"{method} {path}" for path, method, operation in operations()
            if not set(getattr(operation.view_func, "capabilities", ())) or set(operation.view_func.capabilities) - set(CAPABILITIES)]
    assert len(list(operations())) >= 10 and not bare


def test_every_operation_wants_a_token(cast):
    client = cast.client(cast.admin)
    for path, method, _ in operations():
        answer = client.generic(method, "/api/v1" + re.sub(r"{int:\w+}", "1", path).replace("{number}", "OD1").replace("{token}", "x" * 22))
        shaped(answer, 401)
        assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.abuse(71)
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "Bearer " + "x" * 40, "Bearer " + "x" * 5000, "bearer\tx",
    "Bearer é\x00"])
def test_what_is_no_token_opens_nothing(cast, header):
    shaped(cast.client().get("/api/v1/tickets", headers={"Authorization": header}), 401)


@pytest.mark.abuse(71)
def test_revoked_expired_and_disabled_tokens_open_nothing(cast):
    client, headers = cast.client(), bearer(cast.guwen)
    assert client.get("/api/v1/tickets", headers=headers).status_code == 200
    token = Token.objects.get()
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    shaped(client.get("/api/v1/tickets", headers=headers), 401)
    Token.objects.update(expires_at=timezone.now() + timedelta(days=1))
    cast.guwen.is_active = False
    cast.guwen.save()
    shaped(client.get("/api/v1/tickets", headers=headers), 401)
    cast.guwen.is_active = True
    cast.guwen.save()
    assert client.get("/api/v1/tickets", headers=headers).status_code == 200
    tokens.revoke(token)
    shaped(client.get("/api/v1/tickets", headers=headers), 401)


@pytest.mark.abuse(71)
def test_scopes_narrow_what_the_owner_may(cast):
    """Each scope alone opens the operations that name it and no other; a scope its owner lacks opens nothing."""
    client = cast.client()
    reads = {"/api/v1/tickets": {"tickets.read_own", "tickets.desk"}, "/api/v1/products": {"products.read"}, "/api/v1/organizations": {"organizations.read"}}
    for scope in ("tickets.desk", "products.read", "organizations.read", "tickets.handle", "tickets.close", "accounts.manage", "", "tickets.*"):
        headers = bearer(cast.guwen, [scope])
        for address, wanted in reads.items():
            answer = client.get(address, headers=headers)
            assert answer.status_code == (200 if scope in wanted else 403), (scope, address)
            if scope not in wanted:
                shaped(answer, 403)
    shaped(client.get("/api/v1/organizations", headers=bearer(cast.jiahe, ["organizations.read"])), 403)


@pytest.mark.abuse(71)
def test_a_scope_without_the_rows_sees_no_rows(cast):
    """`tickets.desk` opens the list; which rows are in it is still for tickets.read_queue and read_all."""
    cast.ask()
    assert cast.client().get("/api/v1/tickets", headers=bearer(cast.guwen, ["tickets.desk"])).json()["items"] == []
    assert len(cast.client().get("/api/v1/tickets", headers=bearer(cast.guwen, ["tickets.desk", "tickets.read_queue"])).json()["items"]) == 1


def test_errors_have_one_shape(cast):
    client, headers = cast.client(), bearer(cast.jiahe)
    post = {"content_type": "application/json", "headers": headers}
    shaped(client.get("/api/v1/nothing", headers=headers), 404)
    shaped(client.get("/api/v1/tickets/OD999", headers=headers), 404)
    shaped(client.post("/api/v1/tickets/OD999/acceptance", "{}", **post), 403)
    shaped(client.post("/api/v1/tickets", "{", **post), 400)
    said = shaped(client.post("/api/v1/tickets", "{}", **post), 422)
    assert said["fields"]["title"] == "缺少这一项。"
    said = shaped(client.post("/api/v1/tickets", json.dumps({"title": 5, "titel": "x"}), **post), 422)
    assert said["fields"]["title"] == "应当是文字。" and said["fields"]["titel"] == "没有这一项。"
    assert shaped(client.get("/api/v1/tickets?limit=0", headers=headers), 422)["fields"].keys() == {"limit"}
    assert shaped(client.get("/api/v1/tickets?cursor=x", headers=headers), 422)["fields"].keys() == {"cursor"}
    assert client.put("/api/v1/tickets", "{}", **post).status_code == 405


def test_the_document_builds_and_names_every_operation(cast):
    answer = cast.client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    paths = answer.json()["paths"]
    assert {(path, method.lower()) for path, methods in paths.items() for method in methods} == {
        ("/api/v1" + path.replace("{int:", "{"), method.lower()) for path, method, _ in operations()}
    assert all(operation["summary"] for methods in paths.values() for operation in methods.values())
