"""Asking WeChat's server. The only place that speaks to it; nothing here writes a secret or a token into a log or an error."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.channels.wechat.models import AccessToken, Account

logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes whole addresses, and the token stands in them
CONNECT_WITHIN, ANSWER_WITHIN = 5, 10
"""Seconds."""
LEASE = timedelta(seconds=20)
STALE_TOKEN = frozenset({40001, 40014, 42001})
ONE = 1


class NotReached(Exception):
    """WeChat did not answer, or not as it should."""


class Silent(NotReached):
    """There was no answer at all within the time."""


class Declined(Exception):
    """WeChat answered with an error code."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}"[:200])
        self.code = code


class Unauthorized(Declined):
    """WeChat gives no access token: AppID, AppSecret or the list of allowed addresses is wrong."""


class Client:
    """WeChat's interfaces for one account. Every method raises `Declined` or `NotReached`."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def send_template(self, openid: str, template: str, data: dict[str, Any], *, url: str, dedup: str) -> str:
        """模板消息 to one follower; answers WeChat's msgid. `dedup` keeps a repetition from arriving twice."""
        body = {"touser": openid, "template_id": template, "url": url, "client_msg_id": dedup, "data": data}
        return str(self._call("/cgi-bin/message/template/send", body).get("msgid", ""))

    def send_subscribed(self, openid: str, template: str, data: dict[str, Any], *, url: str) -> str:
        """订阅通知 to one who subscribed to it. WeChat answers no number."""
        self._call("/cgi-bin/message/subscribe/bizsend", {"touser": openid, "template_id": template, "page": url, "data": data})
        return ""

    def create_scene(self, scene: str, seconds: int) -> tuple[str, int]:
        """A QR code that tells us `scene` when it is scanned: (what it says, seconds it holds). `scene` has 1-64 characters."""
        asked = {"expire_seconds": seconds, "action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}
        made = self._call("/cgi-bin/qrcode/create", asked)
        return str(made["url"]), int(made.get("expire_seconds", seconds))

    def openid_of(self, code: str) -> str:
        """Who came back from the authorization page with this code (网页授权, snsapi_base)."""
        asked = {"appid": self.account.appid, "secret": self.account.secret, "code": code, "grant_type": "authorization_code"}
        openid = self._asked("GET", "/sns/oauth2/access_token", params=asked).get("openid", "")
        if not isinstance(openid, str) or not 1 <= len(openid) <= 64:
            raise NotReached(_("没有返回 openid"))
        return openid

    def token(self, rejected: str = "") -> str:
        """The shared access token. One process fetches a new one, the others wait for it; `rejected` is one WeChat does not take any more."""
        until = time.monotonic() + 6
        while True:
            row = AccessToken.objects.filter(pk=ONE).first()
            if row and row.is_good and row.value != rejected:
                return row.value
            if self._lease():
                return self._fetch(rejected)
            if time.monotonic() > until:
                raise NotReached(_("另一个进程正在取 access_token"))
            time.sleep(0.2)

    def renew(self) -> None:
        """Ask for the token now, whatever is kept: shows whether WeChat knows us."""
        self._lease()
        self._fetch("")

    def _lease(self) -> bool:
        """Whether it is for us to fetch the token now."""
        now = timezone.now()
        AccessToken.objects.get_or_create(pk=ONE, defaults={"value": "", "expires_at": now})
        return bool(AccessToken.objects.filter(pk=ONE).filter(Q(leased_until=None) | Q(leased_until__lt=now)).update(leased_until=now + LEASE))

    def _fetch(self, rejected: str) -> str:
        """stable_token: an ordinary request does not end a token that still holds; a rejected one is replaced by force."""
        try:
            given = self._stable(force=False)
            if given["access_token"] == rejected:
                given = self._stable(force=True)
            ends = timezone.now() + timedelta(seconds=int(given.get("expires_in", 7200)))
            AccessToken.objects.filter(pk=ONE).update(value=given["access_token"], expires_at=ends)
            return str(given["access_token"])
        except Declined as no:
            raise Unauthorized(no.code, str(no).partition(" ")[2]) from None
        except (KeyError, TypeError, ValueError):
            raise NotReached(_("没有返回 access_token")) from None
        finally:
            AccessToken.objects.filter(pk=ONE).update(leased_until=None)

    def _stable(self, *, force: bool) -> dict[str, Any]:
        return self._asked("POST", "/cgi-bin/stable_token", json={
            "grant_type": "client_credential", "appid": self.account.appid, "secret": self.account.secret, "force_refresh": force})

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A call with the access token; with a new one when WeChat does not take it any more, once."""
        token = self.token()
        try:
            return self._asked("POST", path, params={"access_token": token}, json=body)
        except Declined as no:
            if no.code not in STALE_TOKEN:
                raise
        return self._asked("POST", path, params={"access_token": self.token(rejected=token)}, json=body)

    def _asked(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        import httpx  # a tenth of the start, and most installations have no 公众号

        try:
            answer = httpx.request(method, self.account.api_base + path, timeout=httpx.Timeout(ANSWER_WITHIN, connect=CONNECT_WITHIN),
                                   follow_redirects=False, **given)
            if answer.status_code != 200:
                raise NotReached(f"HTTP {answer.status_code}")
            said = answer.json()
        except httpx.TransportError as no:
            raise Silent(type(no).__name__) from None
        except (httpx.HTTPError, httpx.InvalidURL) as no:
            raise NotReached(type(no).__name__) from None
        except ValueError:
            raise NotReached(_("回答不是 JSON")) from None
        if not isinstance(said, dict):
            raise NotReached(_("回答不是 JSON 对象"))
        if code := int(said.get("errcode") or 0):
            raise Declined(code, str(said.get("errmsg", "")))
        return said
