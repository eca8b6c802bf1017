"""Payloads, and filling in every form of the product with them as a person would who means harm."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from html.parser import HTMLParser

CALL = "xssCanary(1)"
MARK = "<x-canary>"
PAYLOADS = [part.replace("CALL", CALL) + MARK for part in (
    "<script>CALL</script>", "\"><script>CALL</script>", "'><script>CALL</script>", "</title><script>CALL</script>", "</textarea><script>CALL</script>",
    "</script><script>CALL</script>", "<img src=x onerror=CALL>", "\"><img src=x onerror=CALL>", "<img/src=x/onerror=CALL>", "<svg onload=CALL>",
    "<svg><script>CALL</script></svg>", "<svg><animate onbegin=CALL attributeName=x dur=1s>", "<math><mtext><table><mglyph><style><img src=x onerror=CALL>",
    "<iframe srcdoc=\"<script>parent.CALL</script>\">", "<iframe src=javascript:CALL>", "<a href=javascript:CALL>x</a>", "<a href=\"java\tscript:CALL\">x</a>",
    "<form action=javascript:CALL><button>x</button></form>", "<details open ontoggle=CALL>", "<video><source onerror=CALL>", "<audio src=x onerror=CALL>",
    "<body onload=CALL>", "<input autofocus onfocus=CALL>", "<select autofocus onfocus=CALL>", "<marquee onstart=CALL>", "<object data=javascript:CALL>",
    "<embed src=javascript:CALL>", "<link rel=stylesheet href=javascript:CALL>", "<meta http-equiv=refresh content=\"0;url=javascript:CALL\">",

    "<base href=//127.0.0.1:9/>", "<style>@import 'javascript:CALL'</style>", "<noscript><p title=\"</noscript><img src=x onerror=CALL>\">",
    "<!--<img src=\"--><img src=x onerror=CALL>\">", "<![CDATA[><script>CALL</script>]]>", "&lt;img src=x onerror=CALL&gt;",
    "\\u003cimg src=x onerror=CALL\\u003e",
    "{{constructor.constructor('CALL')()}}", "${CALL}", "';CALL;//", "\";CALL;//", "`${CALL}`", "\" onmouseover=CALL autofocus onfocus=CALL x=\"",
    "javascript:CALL", "data:text/html,<script>CALL</script>", "%3Cscript%3ECALL%3C/script%3E")]
FORBIDDEN = re.compile(r"logout|password|second|passkey|removal|remove|/me/erasure|closing|disabl|suspen|recovery|/jobs/|/tokens/|grids/|drafts|/setup|devices|"
                       r"kingdee|wechat|email|/roles/|language|theme|preferences|merge|/register|/login|data/|end/|closure|merging|search", re.I)
"""Forms that would end the walk, not enrich it."""
STAIN = """
from itertools import cycle
from django.apps import apps
from django.db import models
payloads = cycle(PAYLOADS)
names = set("name short_name label title note reason text brief contact_name company said word problem address sign_in_hint advice remark".split())
for model in apps.get_models():
    for field in model._meta.fields:
        usable = isinstance(field, (models.CharField, models.TextField)) and field.name in names and not field.choices
        if not usable or not model.__module__.startswith('shouhou.') or model.__name__ == 'Job':
            continue
        for pk in list(model._default_manager.order_by('pk').values_list('pk', flat=True)[:6]):
            fit = next((p for p in (next(payloads) for _n in range(50)) if len(p) <= (field.max_length or 999)), SHORT[: field.max_length or 99])
            try:
                model._default_manager.filter(pk=pk).update(**{field.name: fit})
            except Exception as why:
                print(model.__name__, field.name, why)
            else:
                print('stained', model.__name__, field.name)
"""
"""Run inside the product: payloads past every form, in the first rows of everything that has a name."""
SHORT = "<img src=x onerror=xssCanary(1)>"
USUAL = {"phone": "13800138000", "contact_phone": "13800138000", "mobile": "13800138000", "email": "a@example.com", "website": "https://example.com",
         "address_email": "a@example.com", "prefix": "8", "colour": "#2f6fde"}
"""What fields want that take nothing else."""


class Forms(HTMLParser):
    """The forms of a page that post: (action, fields); a field is (name, value, whether people write into it)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str, bool]], bool]] = []
        self.links: list[str] = []
        self.limits: dict[str, int] = {}
        self._fields: list[tuple[str, str, bool]] | None = None
        self._select = ""
        self._outside: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "a" and have.get("href", "").startswith("/"):
            self.links.append(have["href"])
        elif tag == "form":
            self._fields = [] if have.get("method", "").lower() == "post" else None
            if self._fields is not None:
                self.found.append((have.get("action", ""), self._fields, "multipart" in have.get("enctype", "")))
        if self._fields is None:
            return
        name, kind = have.get("name", ""), have.get("type", "text")
        if have.get("maxlength", "").isdigit():
            self.limits[name] = int(have["maxlength"])
        if tag == "textarea" and name:
            self._fields.append((name, "", True))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and have.get("value"):
            self._fields.append((self._select, have["value"], False))
            self._select = ""
        elif tag == "input" and name and kind in {"text", "search", "url"}:
            self._fields.append((name, have.get("value", ""), True))
        elif tag == "input" and name and kind in {"hidden", "email", "tel", "number", "date"}:
            usual = {"email": f"{uuid.uuid4().hex[:8]}@example.com", "tel": "13800138000", "number": "1", "date": "2030-01-01"}
            self._fields.append((name, have.get("value") or usual.get(kind, ""), False))
        elif tag == "input" and name and kind in {"radio", "checkbox"} and ("checked" in have or "required" in have):
            self._fields.append((name, have.get("value", "on"), False))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
        elif tag == "select":
            self._select = ""


def part_of(line: str, fields: list[tuple[str, str]]) -> str:
    """Fields as parts of a multipart body."""
    return "".join(f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields)


class Intruder:
    """Somebody signed in without a browser."""

    def __init__(self, base: str, username: str = "", password: str = "demo2026") -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), urllib.request.ProxyHandler({}))
        self.accepted: list[str] = []
        self.broken: list[str] = []
        self.tried: set[str] = set()
        if username:
            token = self.token(self.read("/login"))
            self.send("/login", [("username", username), ("password", password), ("csrfmiddlewaretoken", token)])

    @staticmethod
    def token(page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        return found[1] if found else ""

    def read(self, path: str) -> str:
        try:
            with self.opener.open(self.base + path, timeout=30) as answer:
                return str(answer.read().decode("utf-8", "replace")) if "html" in answer.headers.get("Content-Type", "") else ""
        except urllib.error.HTTPError as no:
            if no.code >= 500:
                self.broken.append(f"GET {path} {no.code}")
            return ""

    def send(self, path: str, fields: list[tuple[str, str]], *, parts: bool = False) -> int:
        headers = {"Origin": self.base, "Referer": self.base + path}
        if parts:
            line = uuid.uuid4().hex
            body = (part_of(line, fields) + f"--{line}--\r\n").encode()
            headers["Content-Type"] = f"multipart/form-data; boundary={line}"
        else:
            body = urllib.parse.urlencode(fields).encode()
        try:
            with self.opener.open(urllib.request.Request(self.base + path, body, headers), timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as no:
            if no.code >= 500:
                self.broken.append(f"POST {path} {no.code}")
            return no.code

    def upload(self, path: str, token: str, name: str, content: bytes, fields: list[tuple[str, str]]) -> str:
        """A file under this name; the answer's text."""
        line = uuid.uuid4().hex
        before = part_of(line, [("csrfmiddlewaretoken", token), *fields])
        quoted = name.replace('"', "%22").replace("\n", "%0A")
        body = (before + f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\nContent-Type: text/plain\r\n\r\n').encode() + content
        request = urllib.request.Request(self.base + path, body + f"\r\n--{line}--\r\n".encode(), {
            "Origin": self.base, "X-CSRFToken": token, "Content-Type": f"multipart/form-data; boundary={line}", "Accept": "application/json"})
        try:
            with self.opener.open(request, timeout=30) as answer:
                return str(answer.read().decode("utf-8", "replace"))
        except urllib.error.HTTPError as no:
            if no.code >= 500:
                self.broken.append(f"POST {path} {no.code}")
            return ""

    def walk(self, starts: list[str], most: int) -> Iterator[tuple[str, str]]:
        """(path, page): from these pages along the links, three of a kind, addresses of nobody's harm."""
        waiting, seen, kinds = list(starts), set(starts), dict[str, int]()
        while waiting and most:
            path = waiting.pop(0)
            page = self.read(path)
            if not page:
                continue
            most -= 1
            yield path, page
            forms = Forms()
            forms.feed(page)
            for link in forms.links:
                link = link.partition("#")[0]
                kind = re.sub(r"\d+|=[^&]*", "N", link)
                if link in seen or kinds.get(kind, 0) >= 2 or re.search(r"logout|/files/|\.csv|/file/|/static/|export", link):
                    continue
                kinds[kind] = kinds.get(kind, 0) + 1
                seen.add(link)
                waiting.append(link)

    def fill_in(self, path: str, page: str, turn: int) -> int:
        """Send each form of a page with payloads in whatever people write into; the next payload each time."""
        forms = Forms()
        forms.feed(page)
        limits = forms.limits
        for action, fields, parts in forms.found:
            if FORBIDDEN.search((action or path).partition("?")[0]):
                continue
            sent = []
            for name, value, is_written in fields:
                if is_written:
                    longest = limits.get(name, 0)
                    payload = PAYLOADS[turn % len(PAYLOADS)]
                    payload = payload if not longest or len(payload) <= longest else SHORT[:longest]
                    turn += 1
                    value = next((usual for word, usual in USUAL.items() if name.rpartition("-")[2] == word), payload)
                sent.append((name, value))
            if any(is_written for _name, _value, is_written in fields):
                where = action if action.startswith("/") else path
                if self.send(where, sent, parts=parts) < 400:
                    self.accepted.append(where)
                elif (kind := re.sub(r"\d+", "N", where)) not in self.tried:
                    self.tried.add(kind)
                    self.one_by_one(where, fields, limits, parts)
        return turn

    def one_by_one(self, where: str, fields: list[tuple[str, str, bool]], limits: dict[str, int], parts: bool) -> None:
        """A form that took nothing with a payload in every field: again with one in each field alone, the others as they stood."""
        for place, (_name, _value, is_written) in enumerate(fields):
            if is_written and place < 14:
                sent = [(name, SHORT[:limits.get(name) or 99] if n == place else value) for n, (name, value, _is) in enumerate(fields)]
                if self.send(where, sent, parts=parts) < 400:
                    self.accepted.append(where)
