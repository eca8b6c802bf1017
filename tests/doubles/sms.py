"""A short message gateway that speaks Alibaba Cloud's SendSms (Dysmsapi 2017-05-25), over real HTTP: written from its documentation and
sharing no code with the product. It checks signature V3, time and nonce, and keeps what it took.

    with SmsGateway() as sms:
        …connect the product to sms.url with sms.key and sms.secret…
        sms.taken                               # [{"PhoneNumbers", "TemplateCode", "params": {…}, …}]
        sms.fail("isv.BUSINESS_LIMIT_CONTROL")  # the next answer
        sms.code("13912345678")                 # the newest code sent to a number
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import secrets
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, quote, urlsplit

SIGNED = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"


class Refusal(Exception):
    """Answered as {Code, Message}."""


class SmsGateway:
    """One account at the gateway."""

    def __init__(self) -> None:
        self.key, self.secret = "LTAI" + secrets.token_hex(8), secrets.token_hex(15)
        self.signs, self.templates = {"汇吉信息"}, {"SMS_10000001", "SMS_10000002", "SMS_10000003"}
        self.taken: list[dict[str, Any]] = []
        self.asked = 0
        self.faults: list[str] = []
        self.hangs = 0.0
        self._nonces: set[str] = set()
        self._lock = threading.Lock()

    def fail(self, *codes: str) -> None:
        """The next answers: a code of the gateway; `500` for a broken page."""
        self.faults.extend(codes)

    def code(self, number: str) -> str:
        """The newest code sent to this number."""
        return next(str(m["params"]["code"]) for m in reversed(self.taken) if m["PhoneNumbers"] == number and "code" in m["params"])

    def facts(self) -> dict[str, Any]:
        """What an administrator enters for this gateway."""
        return {"access_key": self.key, "secret": self.secret, "sign_name": "汇吉信息", "code_template": "SMS_10000001",
                "invitation_template": "SMS_10000002", "notice_template": "SMS_10000003", "most_a_day": 500, "endpoint": self.url}

    def take(self, query: str, headers: dict[str, str]) -> dict[str, str]:
        """One SendSms."""
        self._check(query, headers)
        given = dict(parse_qsl(query, keep_blank_values=True))
        if given.get("SignName") not in self.signs:
            raise Refusal("isv.SMS_SIGNATURE_ILLEGAL", "短信签名不合法")
        if given.get("TemplateCode") not in self.templates:
            raise Refusal("isv.SMS_TEMPLATE_ILLEGAL", "短信模板不合法")
        number = given.get("PhoneNumbers", "")
        if not (number.isdecimal() and len(number) == 11 and number[0] == "1"):
            raise Refusal("isv.MOBILE_NUMBER_ILLEGAL", "非法手机号")
        params = json.loads(given["TemplateParam"])
        if any(len(str(value)) > 35 for value in params.values()):
            raise Refusal("isv.PARAM_LENGTH_LIMIT", "参数超出长度限制")
        self.taken.append({**given, "params": params})
        return {"Code": "OK", "Message": "OK", "BizId": f"{len(self.taken)}^{secrets.token_hex(4)}", "RequestId": secrets.token_hex(8).upper()}

    def _check(self, query: str, headers: dict[str, str]) -> None:
        if (headers.get("x-acs-action"), headers.get("x-acs-version")) != ("SendSms", "2017-05-25"):
            raise Refusal("InvalidAction.NotFound", "Specified api is not found.")
        at = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs((datetime.now(UTC) - at).total_seconds()) > 900:
            raise Refusal("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
        if headers["x-acs-signature-nonce"] in self._nonces:
            raise Refusal("SignatureNonceUsed", "Specified signature nonce was used already.")
        self._nonces.add(headers["x-acs-signature-nonce"])
        pairs = sorted(parse_qsl(query, keep_blank_values=True))
        ordered = "&".join(quote(k, safe="-_.~") + "=" + quote(v, safe="-_.~") for k, v in pairs)
        head = "".join(f"{name}:{headers[name].strip()}\n" for name in SIGNED.split(";"))
        nothing = hashlib.sha256(b"").hexdigest()
        whole = f"POST\n/\n{ordered}\n{head}\n{SIGNED}\n{nothing}"
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(whole.encode()).hexdigest()
        wanted = hmac.new(self.secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        if headers.get("authorization") != f"ACS3-HMAC-SHA256 Credential={self.key},SignedHeaders={SIGNED},Signature={wanted}":
            raise Refusal("SignatureDoesNotMatch", "Specified signature is not matched with our calculation.")

    def __enter__(self) -> Self:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                with outer._lock:
                    outer.asked += 1
                    fault = outer.faults.pop(0) if outer.faults else ""
                if outer.hangs:
                    time.sleep(outer.hangs)
                if fault == "500":
                    return self._say(500, b"<html>broken</html>")
                try:
                    with outer._lock:
                        if fault:
                            raise Refusal(fault, "触发流控" if "LIMIT" in fault else "出错")
                        said = outer.take(urlsplit(self.path).query, {k.lower(): v for k, v in self.headers.items()})
                except Refusal as no:
                    said = {"Code": no.args[0], "Message": no.args[1], "RequestId": secrets.token_hex(8).upper()}
                return self._say(200 if said["Code"] == "OK" else 400, json.dumps(said).encode())

            def _say(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json;charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(BrokenPipeError):  # nobody waits any more
                    self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
