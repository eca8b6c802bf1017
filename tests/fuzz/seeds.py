"""Where each target begins: well-formed input, and old acquaintances."""

from __future__ import annotations

import base64
import json
import zipfile
from io import BytesIO

from shouhou.channels.kingdee import signatures
from shouhou.channels.wechat import signing

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


def workbook() -> bytes:
    """The smallest package that passes for a workbook."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>")
        package.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


def ud() -> bytes:
    said = {"dbid": "1", "username": "u", "appid": "a", "timestamp": "1700000000",
            "signeddata": signatures.k3_signature("1", "u", "a", "s", "1700000000", algorithm="sha1")}
    return base64.b64encode(json.dumps(said).encode())


MESSAGE = (b"<xml><ToUserName>a</ToUserName><FromUserName><![CDATA[b]]></FromUserName><CreateTime>1700000000</CreateTime><MsgType>text</MsgType>"
           b"<Content><![CDATA[1]]></Content><MsgId>5</MsgId></xml>")
SEEDS: dict[str, list[bytes]] = {
    "table": [b"\x00a,b\n1,2\n", "\x00标题,状态\n\"a\n,b\",=1+1\n".encode("gb18030"), b"\x00\xff\xfea\x00,\x00b\x00\n\x001\x00", b"\x01{\"a\": 1}\n[1]\n{",
              b"\x02[{\"a\": [1, {\"b\": null}]}]", b"\x03a\tb\n1\t'=2\n", b"\x00\xef\xbb\xbfa;a;\n\"1;2\n",
              b"\x01{\"\\ud800\": \"\\u0000\"}", b"\x00a,b\r1,\x002\r\n"],
    "workbook": [workbook(), b"PK\x03\x04", workbook()[:-8], workbook() + b"\x00" * 9],
    "rich_text": [b"<p>a<br><b>b</b></p>", b"<a href=\"javascript:1\">x</a>", b"<img src=\"/files/aaaaaaaaaaaaaaaaaaaaaa/x.png\" onerror=1>",
                  b"<svg><p><style><a id=\"</style><img src=1 onerror=1>\">", b"<table><td colspan=2>1<!--", b"<math><mtext><table><mglyph><style><!--</style>",
                  b"<i a=1><p><i a=2><p>", b"&lt;script&gt;&#x6a;avascript:", "<p>​‮</p>".encode(), b"<noscript><p title=\"</noscript><img src=x>\">"],
    "wildcard": [b"2by*5084*4*1\n2BY1250846412", b"a*b\nxAyBz", b"100%\n100%", b"_\\%\n_\\%", "ß*Ä\nßä".encode(), b"K\nK", b"[*]?\n[]?",
                 "İ\ni̇".encode(), "＊总账\n期末总账".encode(), "ſ\ns".encode()],
    "question": [bytes([n]) + tail for n in range(8) for tail in (
        b"q=a*b&sort=-created&group=organization&size=50&cols=number,title", b"c=title~has~a&c=or~created~between~2026-01-01..2026-02-01&path=%250~x",
        b"view=3&after=abc&before=&open=a~b&w=title:100&merge=title")],
    "saved_view": [bytes([n]) + json.dumps({"words": "a", "conditions": [["and", "title", "has", "x"], ["or", "number", "is", "1"]], "sort": ["-created"],
                                            "groups": ["organization"], "columns": ["title"], "widths": {"title": 99}, "merged": [], "size": 20}).encode()
                   for n in range(8)],
    "file_name": [b"..\\..\\a.exe", b".htaccess", "发票\u202egpj.exe".encode(), b"CON.txt", b"a" * 300 + b".xlsx", b"a\x00b\r\n.png", b"x. . .", b"small",
                  "é.txt".encode(), b"\xed\xa0\x80.png", "\u3000.　．a".encode()],
    "byte_range": [b"\x00\x10\x00bytes=0-9", b"\x00\x10\x00bytes=-5", b"\x00\x10\x00bytes=5-", b"\x00\x00\x00bytes=0-",
                   b"\x00\x10\x00bytes=9-1", b"\x00\x10\x00bytes=0-1,3-4"],
    "signed_link": [ud(), b"|1|u|a|ff|1700000000|2052", b"%7C1%7Cu%7Ca%7Cff%7C1700000000", b"1700000000", b"[[[[", ud()[:-3]],
    "callback": [MESSAGE, b"<xml><Encrypt>" + signing.encrypt(KEY, MESSAGE, "wx2").encode() + b"</Encrypt></xml>",
                 b"<!DOCTYPE x [<!ENTITY a \"b\">]><xml>&a;</xml>", b"<?xml version='1.0' encoding='utf-7'?><xml/>"],
    "next_page": [b"/tickets/open/?a=1", b"//evil", b"/\\evil", b"/%2f/evil", b"https:evil", b"/tickets/\xe2\x80\xa8", b"/logout", b"/[",
                  b"/tickets/open/;@evil"],
    "cell": [b"2018-01-23T08:15:42Z", b"2023/8/28", "2023年8月28日 下午 3:05".encode(), b"29-02-2016 01:16", b"13800138000", b"+86 0755-2671 0000 x12",
             b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-23:59", "２０２３-１-1".encode(), b"2023-01-01T24:00:00"],
}
