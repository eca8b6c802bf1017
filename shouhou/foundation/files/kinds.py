"""What a file is, by its content; its name only has to agree."""

from __future__ import annotations

from dataclasses import dataclass

REFUSED_ENDINGS = frozenset([
    "exe", "dll", "com", "scr", "pif", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh",
    "hta", "msi", "msp", "mst", "cpl", "jar", "sh", "bash", "csh", "app", "apk", "dmg", "pkg", "reg", "lnk", "inf",
    "php", "php3", "php5", "phtml", "pht", "phar", "asp", "aspx", "jsp", "jspx", "cgi", "pl", "py", "rb", "htaccess",
    "url", "scf", "ade", "adp", "appref-ms", "application", "appx", "appxbundle", "chm", "command", "desktop",
    "diagcab", "gadget", "hlp", "iqy", "isp", "job", "library-ms", "mde", "msc", "msh", "msix", "ocx", "ps1xml",
    "psc1", "psd1", "rpm", "deb", "sct", "search-ms", "settingcontent-ms", "shb", "shs", "slk", "sys", "theme", "vb",
    "website", "ws", "wsc", "xbap", "xll", "zsh",
])
"""Endings that run when opened. Refused whatever is inside."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`kind` is the group people see, `mime` what we say when we serve it, `endings` the names it may have."""

    kind: str
    mime: str
    endings: frozenset[str]


def _kind(kind: str, mime: str, endings: str) -> Kind:
    return Kind(kind, mime, frozenset(endings.split()))


MARKUP = ("html", "htm", "xhtml", "svg", "xml", "shtml", "mht", "mhtml")
PNG, JPEG = _kind("image", "image/png", "png"), _kind("image", "image/jpeg", "jpg jpeg jpe jfif")
GIF, WEBP = _kind("image", "image/gif", "gif"), _kind("image", "image/webp", "webp")
PDF = _kind("pdf", "application/pdf", "pdf")
ZIP = _kind("archive", "application/zip", "zip")
OFFICE = _kind("office", "application/octet-stream", "docx xlsx pptx docm xlsm pptm dotx xltx odt ods odp wps et dps ofd vsdx")
OLE = _kind("office", "application/octet-stream", "doc xls ppt wps et dps vsd msg mpp")
TEXT = _kind("text", "text/plain", "")
OTHER, WEB = _kind("other", "application/octet-stream", ""), _kind("other", "application/octet-stream", " ".join(MARKUP))

MAGIC: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", PNG), (0, b"\xff\xd8\xff", JPEG), (0, b"GIF87a", GIF), (0, b"GIF89a", GIF),
    (0, b"BM", _kind("other", "image/bmp", "bmp")), (0, b"%PDF-", PDF), (0, b"PK\x03\x04", ZIP), (0, b"PK\x05\x06", ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE), (0, b"7z\xbc\xaf\x27\x1c", _kind("archive", "application/octet-stream", "7z")),
    (0, b"Rar!\x1a\x07", _kind("archive", "application/octet-stream", "rar")), (0, b"\x1f\x8b", _kind("archive", "application/octet-stream", "gz tgz")),
    (0, b"{\\rtf", _kind("office", "application/octet-stream", "rtf doc wps")), (0, b"ID3", _kind("audio", "audio/mpeg", "mp3")),
    (0, b"#!AMR", _kind("audio", "application/octet-stream", "amr")), (0, b"OggS", _kind("audio", "audio/ogg", "ogg oga opus ogv")),
    (0, b"\x1aE\xdf\xa3", _kind("video", "video/webm", "webm mkv")),
)
MP4, PHOTO = _kind("video", "video/mp4", "mp4 m4v mov 3gp"), _kind("other", "application/octet-stream", "heic heif hif avif")
BRANDS = {b"M4A ": _kind("audio", "audio/mp4", "m4a"), b"M4B ": _kind("audio", "audio/mp4", "m4a m4b"),
          b"qt  ": _kind("video", "video/quicktime", "mov"), **dict.fromkeys((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1",
                                                                              b"avif", b"avis", b"miaf", b"1pic"), PHOTO)}
"""What a file of the ISO container family is, by its major brand: photographs of telephones look like films there."""
PROGRAMS = (b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"#!/",
            b"L\x00\x00\x00\x01\x14\x02\x00")


def of_content(head: bytes, ending: str) -> Kind:
    """The kind of what begins with `head`; the ending only tells office documents from other zips and markup from text."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:4] == b"RIFF" and head[8:12] in (b"WAVE", b"AVI "):
        return _kind("audio" if head[8:12] == b"WAVE" else "video", "audio/wav" if head[8:12] == b"WAVE" else "video/x-msvideo", "wav avi")
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], MP4)
    for place, mark, kind in MAGIC:
        if head[place : place + len(mark)] == mark:
            return OFFICE if kind is ZIP and ending in OFFICE.endings else kind
    if b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return WEB if ending in MARKUP or head.lstrip()[:1] == b"<" else TEXT
    return OTHER


def is_program(head: bytes, ending: str) -> bool:
    """Whether it would run when somebody opens it."""
    return ending in REFUSED_ENDINGS or head.startswith(PROGRAMS) or (head.startswith(b"MZ") and b"\x00" in head)


CLAIMS = PNG.endings | JPEG.endings | GIF.endings | WEBP.endings | PDF.endings | OFFICE.endings | OLE.endings | frozenset({"zip"})
"""Endings that promise a kind: the content must keep the promise (security row 82)."""
EXPORTED = frozenset({"xls", "et", "doc"})
"""Older systems export tables and reports as text or a web page under these endings; only office programs open them."""


def agrees(kind: Kind, ending: str) -> bool:
    """Whether a name with this ending may hold this content."""
    if ending not in CLAIMS:
        return kind.kind not in ("image", "pdf") or not ending
    if ending in EXPORTED and (kind is TEXT or kind is WEB):
        return True
    return ending in kind.endings or (ending in OFFICE.endings | OLE.endings and kind.kind == "office")
