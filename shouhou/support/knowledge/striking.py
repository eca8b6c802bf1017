"""Personal data in a text: found by what it looks like and by the names that are known, and struck out.

Telephone and identity numbers, mail addresses, companies, and names of people: those given, and a family name before a title (王经理).
What stands between tags is looked at, never a tag itself, so that the markup stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

FAMILY = ("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔"
          "白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文褚卫")
TITLE = "经理|主管|会计|总监|工程师|老师|先生|女士|小姐|厂长|主任|科长|部长|总|工|顾问|出纳"
COMPANY = (r"[\u4e00-\u9fffA-Za-z0-9（）()·]{2,24}?(?:有限责任公司|股份有限公司|集团有限公司|有限公司|集团公司|分公司|集团)")
SPACE = r"[ \-‐-―−.·]?"
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("mail", re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")),
    ("id", re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")),
    ("id", re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])")),
    ("phone", re.compile(rf"(?<!\d)(?:(?:\+|00)?86{SPACE})?1[3-9]\d{SPACE}\d{{4}}{SPACE}\d{{4}}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)[(（]?0[1-9]\d{1,2}[)）]?[ \-‐-―−]?[2-9]\d{6,7}(?:(?:[ \-]|转|分机)\d{1,6})?(?!\d)")),
    ("phone", re.compile(r"(?<!\d)[48]00[ \-]?\d{3,4}[ \-]?\d{3,4}(?!\d)")),
    ("card", re.compile(r"(?<!\d)[3-6]\d{3}(?:[ \-]?\d{4}){3}(?:[ \-]?\d{1,3})?(?!\d)")),
    ("company", re.compile(COMPANY)),
    ("name", re.compile(rf"(?<![\u4e00-\u9fff])[{FAMILY}](?:{TITLE})|(?<=[请找问与和是由叫为])[{FAMILY}](?:{TITLE})")),
    ("name", re.compile(rf"(?:(?<=联系人[:：])|(?<=姓名[:：])|(?<=我叫)|(?<=我是))[ ]?[{FAMILY}][\u4e00-\u9fff]{{1,2}}")),
)
WORDS = {"mail": _("邮箱"), "id": _("证件号码"), "phone": _("电话"), "card": _("银行卡号"), "company": _("单位名称"), "name": _("姓名")}
BETWEEN = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True, slots=True)
class Struck:
    """One thing that was found: which kind, and as it stood."""

    kind: str
    text: str

    @property
    def label(self) -> str:
        return str(WORDS[self.kind])

    @property
    def instead(self) -> str:
        return f"【{self.label}】"


def _found(text: str, known: Iterable[tuple[str, str]]) -> list[tuple[int, int, str]]:
    """Places (start, end, kind) in a text without tags, longest first where they overlap."""
    places = [(m.start(), m.end(), kind) for kind, pattern in PATTERNS for m in pattern.finditer(text)]
    for kind, word in known:
        if len(word) >= 2:
            places += [(m.start(), m.end(), kind) for m in re.finditer(re.escape(word), text)]
    kept: list[tuple[int, int, str]] = []
    for place in sorted(places, key=lambda p: (-(p[1] - p[0]), p[0])):
        if all(place[1] <= other[0] or place[0] >= other[1] for other in kept):
            kept.append(place)
    return sorted(kept)


def personal(text: str, known: Iterable[tuple[str, str]] = ()) -> list[Struck]:
    """What of a plain text may be personal data, each once. `known` are (kind, word) pairs such as ("name", "王敏")."""
    return list(dict.fromkeys(Struck(kind, text[start:end]) for start, end, kind in _found(text, list(known))))


def strike(markup: str, known: Iterable[tuple[str, str]] = ()) -> tuple[str, list[Struck]]:
    """A text or cleaned HTML with personal data replaced by what it was, such as 【电话】; and what was struck, each once."""
    words, struck, out = list(known), [], []
    for part in BETWEEN.split(markup):
        if part.startswith("<") and part.endswith(">"):
            out.append(part)
            continue
        last = 0
        for start, end, kind in _found(part, words):
            one = Struck(kind, part[start:end])
            struck.append(one)
            out += [part[last:start], one.instead]
            last = end
        out.append(part[last:])
    return "".join(out), list(dict.fromkeys(struck))
