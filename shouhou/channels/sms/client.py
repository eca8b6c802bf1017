"""Asking the gateway: SendSms of Dysmsapi 2017-05-25. The only place that speaks to it; no secret and no code gets into a log or an error."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from shouhou.channels.sms.models import Gateway
from shouhou.channels.sms.signing import query_of, signed

logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes whole addresses, and the code stands in them
ACTION, VERSION = "SendSms", "2017-05-25"
CONNECT_WITHIN, ANSWER_WITHIN = 5, 10
"""Seconds."""


class NotReached(Exception):
    """The gateway did not answer, or not as it should."""


class Silent(NotReached):
    """There was no answer at all within the time."""


class Declined(Exception):
    """The gateway answered with another code than OK."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{code} {words}".strip()[:200])
        self.code = code


def send(gateway: Gateway, number: str, template: str, facts: Mapping[str, str], *, mark: str = "") -> str:
    """Hand one message over and answer the gateway's BizId. `mark` goes along as OutId. Raises `Declined` or `NotReached`."""
    import httpx  # a tenth of the start, and many installations have no gateway

    asked = {"PhoneNumbers": number, "SignName": gateway.sign_name, "TemplateCode": template,
             "TemplateParam": json.dumps(dict(facts), ensure_ascii=False, separators=(",", ":"))}
    if mark:
        asked["OutId"] = mark
    host = urlsplit(gateway.endpoint).netloc
    headers = signed(host, ACTION, VERSION, asked, key=gateway.access_key, secret=gateway.secret,
                     date=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), nonce=secrets.token_hex(16))
    try:
        answer = httpx.post(f"{gateway.endpoint}/?{query_of(asked)}", headers=headers | {"accept": "application/json"}, follow_redirects=False,
                            timeout=httpx.Timeout(ANSWER_WITHIN, connect=CONNECT_WITHIN))
        said = answer.json()
    except httpx.TransportError as no:
        raise Silent(type(no).__name__) from None
    except (httpx.HTTPError, httpx.InvalidURL) as no:
        raise NotReached(type(no).__name__) from None
    except ValueError:
        raise NotReached(_("回答不是 JSON（HTTP %d）") % answer.status_code) from None
    if not isinstance(said, dict) or "Code" not in said:
        raise NotReached(f"HTTP {answer.status_code}")
    if said["Code"] != "OK":
        raise Declined(str(said["Code"])[:80], str(said.get("Message", "")))
    return str(said.get("BizId", ""))[:80]
