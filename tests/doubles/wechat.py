"""WeChat's server, as far as we speak with it: over real HTTP, written from its documentation and sharing no code with the product.

    with WechatServer() as wechat:
        wechat.followers.add("oAAA")
        …connect the product to wechat.url…
        wechat.sent                                  # what arrived: touser, template_id, data …
        wechat.fail("/cgi-bin/message/template/send", 45009)
        query, body = wechat.callback(event("oAAA", "subscribe"))   # a signed callback, for any HTTP client

Documents: 获取稳定版接口调用凭据, 发送模板消息, 发送订阅通知, 生成带参数的二维码, 网页授权, 消息加解密说明.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import threading
import time
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

WORDS = {-1: "system error", 40001: "invalid credential, access_token is invalid or not latest", 40003: "invalid openid", 40013: "invalid appid",
         40014: "invalid access_token", 40029: "invalid code", 40037: "invalid template_id", 40125: "invalid appsecret", 40163: "code been used",
         42001: "access_token expired", 43004: "require subscribe", 43101: "user refuse to accept the msg", 45009: "reach max api daily quota limit"}


class Refusal(Exception):
    """Answered as {errcode, errmsg}."""


def event(openid: str, name: str, key: str = "", at: int | None = None, **more: str) -> str:
    """The XML of an event of this follower."""
    given = {"EventKey": key, **more} if key else more
    extra = "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in given.items())
    return (f"<xml><ToUserName><![CDATA[gh_double]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
            f"<CreateTime>{at or int(time.time())}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{name}]]></Event>{extra}</xml>")


def text(openid: str, words: str, number: int) -> str:
    """The XML of a text this follower wrote."""
    return (f"<xml><ToUserName><![CDATA[gh_double]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
            f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{words}]]></Content>"
            f"<MsgId>{number}</MsgId></xml>")


class WechatServer:
    """One 公众号 at WeChat. Set `plain = True` for 明文模式."""

    def __init__(self) -> None:
        self.appid = "wx" + secrets.token_hex(8)
        self.secret = secrets.token_hex(16)
        self.token = "tok" + secrets.token_hex(8)
        self.aes_key = b64encode(secrets.token_bytes(32)).decode().rstrip("=").replace("+", "p").replace("/", "s")[:42] + "A"
        self.plain = False
        self.templates = {"TPL-ACCEPTED", "TPL-RESOLVED", "TPL-OTHER"}
        self.followers: set[str] = set()
        self.visitor = "oVisitor0000000000000000001"
        self.sent: list[dict[str, Any]] = []
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.codes: dict[str, str] = {}
        self.used: set[str] = set()
        self.access_token = ""
        self.failures: dict[str, list[int]] = defaultdict(list)
        self.taken: Callable[[], None] = lambda: None
        """Called when a push was taken and before that is answered: where a test lets the sender die."""
        self.lock = threading.Lock()
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                double.answer(self, b"")

            def do_POST(self) -> None:
                double.answer(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.http.shutdown()
        self.http.server_close()

    def fail(self, path: str, *codes: int) -> None:
        """The next calls of `path` are answered with these error codes; 500 is an HTTP status."""
        self.failures[path].extend(codes)

    def code_for(self, openid: str) -> str:
        """A code of the authorization page for this person."""
        code = secrets.token_hex(16)
        self.codes[code] = openid
        return code

    # what is asked of it

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        parts = urlsplit(handler.path)
        query = {k: v[-1] for k, v in parse_qs(parts.query).items()}
        with self.lock:
            if parts.path == "/connect/oauth2/authorize":
                handler.send_response(302)
                handler.send_header("Location", f"{query['redirect_uri']}?code={self.code_for(self.visitor)}&state={query['state']}")
                handler.end_headers()
                return
            given = json.loads(body) if body else query
            self.asked.append((parts.path, given))
            failure = self.failures[parts.path].pop(0) if self.failures[parts.path] else 0
            try:
                if failure and failure != 500:
                    raise Refusal(failure)
                said = {"errcode": 0, "errmsg": "ok"} | self.do(parts.path, query, given)
            except Refusal as no:
                said = {"errcode": no.args[0], "errmsg": WORDS.get(no.args[0], "error") + " rid: 0"}
        data = json.dumps(said).encode()
        with contextlib.suppress(ConnectionError):  # whoever asked may be gone
            handler.send_response(500 if failure == 500 else 200)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data)

    def do(self, path: str, query: dict[str, str], given: dict[str, Any]) -> dict[str, Any]:
        """One interface: what it answers beside errcode 0. Raises `Refusal`."""
        if path in {"/cgi-bin/stable_token", "/sns/oauth2/access_token"}:
            if given.get("appid") != self.appid:
                raise Refusal(40013)
            if given.get("secret") != self.secret:
                raise Refusal(40125)
        if path == "/cgi-bin/stable_token":
            if not self.access_token or given.get("force_refresh"):
                self.access_token = secrets.token_hex(32)
            return {"access_token": self.access_token, "expires_in": 7200}
        if path == "/sns/oauth2/access_token":
            code = given.get("code", "")
            if code in self.used:
                raise Refusal(40163)
            if code not in self.codes:
                raise Refusal(40029)
            self.used.add(code)
            return {"access_token": secrets.token_hex(16), "expires_in": 7200, "openid": self.codes[code], "scope": "snsapi_base"}
        if query.get("access_token") != self.access_token or not self.access_token:
            raise Refusal(40001)
        if path == "/cgi-bin/qrcode/create":
            scene = given["action_info"]["scene"]["scene_str"]
            assert given["action_name"] == "QR_STR_SCENE" and 1 <= len(scene) <= 64 and given["expire_seconds"] <= 2_592_000
            return {"ticket": secrets.token_hex(20), "expire_seconds": given["expire_seconds"], "url": f"http://weixin.qq.com/q/{scene}-{self.appid}"}
        if path in {"/cgi-bin/message/template/send", "/cgi-bin/message/subscribe/bizsend"}:
            return self.push(path, given)
        raise Refusal(-1)

    def push(self, path: str, given: dict[str, Any]) -> dict[str, Any]:
        """A message to one follower. The same client_msg_id arrives once."""
        if not str(given.get("touser", "")).startswith("o"):
            raise Refusal(40003)
        if given.get("template_id") not in self.templates:
            raise Refusal(40037)
        if given["touser"] not in self.followers:
            raise Refusal(43004 if "template" in path else 43101)
        known = [m for m in self.sent if given.get("client_msg_id") and (m["touser"], m.get("client_msg_id")) == (given["touser"], given["client_msg_id"])]
        if not known:
            self.sent.append(given | {"path": path, "msgid": 200_000_000_000_000_000 + len(self.sent)})
        self.taken()
        return {"msgid": (known or self.sent)[-1]["msgid"]} if "template" in path else {}

    # what it says to us

    def sign(self, *parts: str) -> str:
        return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()

    def seal(self, xml: str, appid: str = "") -> str:
        """The Encrypt of a message."""
        key = b64decode(self.aes_key + "=")
        data = secrets.token_bytes(16) + len(xml.encode()).to_bytes(4, "big") + xml.encode() + (appid or self.appid).encode()
        padder = padding.PKCS7(256).padder()
        data = padder.update(data) + padder.finalize()
        sealer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        return b64encode(sealer.update(data) + sealer.finalize()).decode()

    def unseal(self, body: bytes) -> str:
        """Our encrypted reply, checked and opened as WeChat does it."""
        reply = {child.tag: child.text or "" for child in ElementTree.fromstring(body)}
        assert reply["MsgSignature"] == self.sign(self.token, reply["TimeStamp"], reply["Nonce"], reply["Encrypt"])
        key = b64decode(self.aes_key + "=")
        opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        unpadder = padding.PKCS7(256).unpadder()
        data = unpadder.update(opener.update(b64decode(reply["Encrypt"])) + opener.finalize()) + unpadder.finalize()
        length = int.from_bytes(data[16:20], "big")
        assert data[20 + length:].decode() == self.appid
        return data[20 : 20 + length].decode()

    def address(self, at: float | None = None, **more: str) -> dict[str, str]:
        """The signed query of a callback."""
        stamp, nonce = str(int(at if at is not None else time.time())), str(secrets.randbelow(10**10))
        return {"signature": self.sign(self.token, stamp, nonce), "timestamp": stamp, "nonce": nonce, **more}

    def callback(self, xml: str, *, at: float | None = None, appid: str = "") -> tuple[dict[str, str], bytes]:
        """Query and body of a callback with this message, as this account is set up."""
        query = self.address(at)
        if self.plain:
            return query, xml.encode()
        inside = self.seal(xml, appid)
        query |= {"encrypt_type": "aes", "msg_signature": self.sign(self.token, query["timestamp"], query["nonce"], inside)}
        return query, f"<xml><ToUserName><![CDATA[gh_double]]></ToUserName><Encrypt><![CDATA[{inside}]]></Encrypt></xml>".encode()
