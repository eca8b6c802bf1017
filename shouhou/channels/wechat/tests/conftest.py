"""A 公众号 that is connected, and WeChat's side of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client

from shouhou.aftercare.notifications.breaker import BREAKER
from shouhou.channels.wechat import account
from tests.doubles.wechat import WechatServer

CALLBACK = "/wechat/callback/"


@pytest.fixture
def wechat(db: None) -> Iterator[WechatServer]:
    """WeChat's server, connected."""
    account.forget()
    BREAKER.answered("wechat")
    with WechatServer() as server:
        account.connect(by=None, **facts(server))  # type: ignore[arg-type]
        yield server
    account.forget()


def facts(server: WechatServer) -> dict[str, str]:
    """What an administrator enters for this server."""
    return {"name": "汇吉信息", "appid": server.appid, "secret": server.secret, "token": server.token, "aes_key": server.aes_key,
            "mode": "encrypted", "way": "template", "api_base": server.url, "open_base": server.url, "accepted_template": "TPL-ACCEPTED",
            "resolved_template": "TPL-RESOLVED", "other_template": "TPL-OTHER"}


@pytest.fixture
def say(wechat: WechatServer, client: Client) -> Callable[..., object]:
    """`say(xml)`: WeChat's server posts this message to us."""

    def post(xml: str, *, body: bytes | None = None, query: dict[str, str] | None = None, **more: object) -> object:
        made, sealed = wechat.callback(xml, **more)  # type: ignore[arg-type]
        return client.post(f"{CALLBACK}?{urlencode(query or made)}", sealed if body is None else body, content_type="text/xml")

    return post
