"""What lies beyond this machine: the certificate people's browsers get, the mail server, WeChat. Asked at most once in five minutes.

Only addresses that the operator or the administrator has written down are asked, and nothing but a connection is made.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shouhou.channels.email.posting import configured
from shouhou.channels.wechat.account import current
from shouhou.faces.operations.findings import Finding, Level

WITHIN = 3.0
KEPT = 300.0
SOON, URGENT = 14, 3
"""Days before a certificate ends."""
_lock = threading.Lock()
_kept: dict[str, tuple[float, list[Finding]]] = {}


def findings() -> list[Finding]:
    """All of them; those of the last five minutes are not asked again. One page asks at a time."""
    language = get_language() or ""
    with _lock:
        at, known = _kept.get(language, (0.0, []))
        if not known or time.monotonic() - at > KEPT:
            known = [*certificate(), *mail(), *wechat()]
            _kept[language] = (time.monotonic(), known)
        return known


def forget() -> None:
    """The next question asks anew."""
    with _lock:
        _kept.clear()


def certificate(open_tls: Callable[[str, int], datetime] | None = None) -> Iterator[Finding]:
    """Until when the certificate of PUBLIC_URL is good; `open_tls` answers that for a host and port."""
    parts, title = urlsplit(settings.PUBLIC_URL), _("证书")
    if parts.scheme != "https" or not parts.hostname:
        return
    try:
        days = ((open_tls or ends_at)(parts.hostname, parts.port or 443) - datetime.now(UTC)).days
    except ssl.SSLCertVerificationError as error:
        yield Finding("certificate", Level.BAD, title, _("浏览器不会接受：%s") % error.verify_message, _("换上有效的证书，并确认包含中间证书。"))
        return
    except (OSError, ValueError, KeyError):
        yield Finding("certificate", Level.LOOK, title, _("从服务器连不上 %s") % parts.netloc,
                      _("如果内网本来就不能访问这个地址，可以不管；否则检查反向代理和域名解析。"))
        return
    level = Level.BAD if days < URGENT else Level.LOOK if days < SOON else Level.GOOD
    yield Finding("certificate", level, title, _("还有 %s 天到期") % days, _("续期证书，并检查自动续期为什么没有执行。") if level else "")


def ends_at(host: str, port: int) -> datetime:
    """The end of the certificate that a browser would get there. Raises OSError or ssl.SSLError."""
    with socket.create_connection((host, port), timeout=WITHIN) as wire, ssl.create_default_context().wrap_socket(wire, server_hostname=host) as tls:
        found = tls.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)


def mail() -> Iterator[Finding]:
    server, title = configured(), _("邮件服务器")
    if server is None:
        yield Finding("mail", Level.LOOK, title, _("没有配置，不会发出邮件"),
                      _("需要邮件通知时，设置环境变量 EMAIL_URL 后重新启动。"), "/workbench/settings/email/")
    elif reaches(server.host, server.port):
        yield Finding("mail", Level.GOOD, title, _("可以连接"), "", "/workbench/settings/email/")
    else:
        yield Finding("mail", Level.BAD, title, _("连不上 %s") % f"{server.host}:{server.port}", _("邮件会留在队列里等待。检查网络、防火墙和 EMAIL_URL。"),
                      "/workbench/settings/email/")


def wechat() -> Iterator[Finding]:
    account, title = current(), _("微信公众号")
    if account is None or not account.is_ready:
        return
    parts = urlsplit(account.api_base)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if reaches(host, port):
        yield Finding("wechat", Level.GOOD, title, _("可以连接"), "", "/workbench/settings/wechat/")
    else:
        yield Finding("wechat", Level.BAD, title, _("连不上 %s") % host, _("微信通知会留在队列里等待。检查服务器能否访问外网。"), "/workbench/settings/wechat/")


def reaches(host: str, port: int) -> bool:
    """Whether somebody answers there within three seconds."""
    try:
        with socket.create_connection((host, port), timeout=WITHIN):
            return True
    except OSError:
        return False
