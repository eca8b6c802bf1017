"""Sort keys for Chinese names: the same order on every database, whatever its collation.

Digits come first, by the size of the number; then Latin letters without case and accents; then Chinese characters by pinyin and
tone, characters of one reading by their place in GB 2312 (by strokes within a reading, for the common ones). Punctuation
comes before everything, other scripts between Latin and Chinese. Spaces do not count.

A key is made of `0-9a-z` and one space, so that byte order and the usual collations agree on it. After the space stands the plain
pinyin: a column with keys can be searched by `letters`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
PIECE = re.compile(rf"[{HAN}]+|\d+|[a-z]+|\S", re.I | re.A)
LONGEST, LONGEST_LETTERS = 280, 110
"""Characters of the two parts of a key; both and the space fit a column of 400."""

SURNAMES = {"曾": "zeng1", "仇": "qiu2", "单": "shan4", "解": "xie4", "查": "zha1", "盖": "ge3", "区": "ou1", "朴": "piao2", "翟": "zhai2",
            "缪": "miao4", "冼": "xian3", "覃": "qin2", "尉": "wei4", "逄": "pang2", "繁": "po2", "祭": "zhai4", "郇": "huan2", "洗": "xian3",
            "晟": "cheng2", "佴": "nai4", "钭": "tou3", "么": "yao1", "黑": "he4", "秘": "bi4", "召": "shao4", "乜": "nie4", "任": "ren2",
            "燕": "yan1", "尹": "yin3", "纪": "ji3", "宓": "mi4", "訾": "zi1"}
"""How a character is read as a surname, in short names that no word of the dictionary begins."""
COMPOUND = {"尉迟": "yu4 chi2", "万俟": "mo4 qi2", "单于": "chan2 yu2", "长孙": "zhang3 sun1", "澹台": "tan2 tai2", "宰父": "zai3 fu3",
            "亓官": "qi2 guan1", "鲜于": "xian1 yu2", "皇甫": "huang2 fu3", "令狐": "ling2 hu2", "夏侯": "xia4 hou2", "中行": "zhong1 hang2",
            "冼马": "xian3 ma3", "濮阳": "pu2 yang2"}
"""Surnames of two characters."""
PLACES = {"单县": "shan4 xian4", "曾都": "zeng1 du1"}
"""Places whose reading the dictionary lacks, anywhere in a name."""
OPENING = frozenset("曾仇缪翟冼覃逄郇佴钭")
"""Surnames that hardly begin a name as anything else: companies that are called after a person begin with them too."""
CLAN = "氏"
UNREAD = "zzz5"
"""Stands for a character whose reading nobody knows: last."""
SHORT = 4
"""Characters of a name that may begin with a surname; longer ones are companies, in which 解 and 单 are ordinary words."""


def sort_key(text: str) -> str:
    """The key of a name, at most 391 characters."""
    units: list[str] = []
    size = 0
    for unit in _units(text):
        size += len(unit)
        if size > LONGEST:
            break
        units.append(unit)
    return f"{''.join(units)} {letters(text)[:LONGEST_LETTERS]}"


def letters(text: str) -> str:
    """What a person types to find a name: plain pinyin, Latin letters without case, digits; nothing between them."""
    found = []
    for piece in _pieces(text):
        if _is_han(piece[0]):
            found += [syllable.rstrip("012345") for syllable in _readings(piece, alone=len(text.strip()) == len(piece))]
        elif piece.isascii() and piece.isalnum():
            found.append(piece)
    return "".join(found)


def _units(text: str) -> Iterator[str]:
    for piece in _pieces(text):
        if _is_han(piece[0]):
            for character, syllable in zip(piece, _readings(piece, alone=len(text.strip()) == len(piece)), strict=True):
                yield f"zz{syllable}{_place(character)}"
        elif piece.isascii() and piece.isdigit():
            number = piece.lstrip("0")[:40]
            yield f"1{len(number):02}{number}"
        elif piece.isascii() and piece.isalpha():
            yield piece
        else:
            yield f"{'zy' if piece.isalnum() else '00'}{ord(piece):07}"


def _pieces(text: str) -> list[str]:
    """Runs of Chinese, of digits, of letters, and single other characters; folded, without accents on Latin letters."""
    folded = unicodedata.normalize("NFKD", text[:200]).casefold()
    return PIECE.findall("".join(c for c in folded if not unicodedata.combining(c)))


def _is_han(character: str) -> bool:
    return character >= "\u3007" and re.match(f"[{HAN}]", character) is not None


@lru_cache(maxsize=8192)
def _readings(run: str, *, alone: bool) -> list[str]:
    """A syllable with its tone for each character, such as zeng1. `alone`: the run is the whole name. Only read: 有限公司 is asked for often."""
    from pypinyin.seg.mmseg import seg  # 15 MB, for those processes only that save a name

    if run[:2] in COMPOUND:
        return COMPOUND[run[:2]].split() + (_readings(run[2:], alone=False) if run[2:] else [])
    parts = list(seg.cut(run))
    spelt = [one for part in parts for one in _spelt(part)]
    found = [one if one.isascii() and one[-1:] in "12345" else UNREAD for one in spelt]
    found = (found + [UNREAD] * len(run))[: len(run)]
    is_name = (alone and len(run) <= SHORT) or run[0] in OPENING
    if run[0] in SURNAMES and is_name and len(parts[0]) == 1:
        found[0] = SURNAMES[run[0]]
    for at, character in enumerate(run[:-1]):
        if run[at + 1] == CLAN and character in SURNAMES:
            found[at] = SURNAMES[character]
        if (pair := run[at : at + 2]) in PLACES:
            found[at : at + 2] = PLACES[pair].split()
    return found


@lru_cache(maxsize=16384)
def _spelt(word: str) -> list[str]:
    """A word of the dictionary, or what lies between two. A title is made of words that were read before, so it costs a tenth."""
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors=lambda part: [UNREAD] * len(part))  # type: ignore


def _place(character: str) -> str:
    """Five digits that part characters of one reading: common ones as GB 2312 has them, then the others by code point."""
    code = character.encode("gb2312", "ignore")
    return f"{int.from_bytes(code):05}" if code else f"{70000 + ord(character) % 29999:05}"
