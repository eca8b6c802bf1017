"""Small films: WebM as the demo company has them, and the boxes of an MP4."""

from __future__ import annotations

from struct import pack

from shouhou.demo.filming import element, webm

__all__ = ["box", "element", "film", "mp4", "webm"]


def film(seconds: int = 60, *, codec: str = "V_VP9", is_indexed: bool = True, bytes_each: int = 400) -> bytes:
    """A WebM file with a key frame each second; what stands in the frames no decoder would take."""
    frames = [(1000 * at, bytes([at % 251]) * bytes_each, True) for at in range(seconds)]
    return webm(frames, length=1000 * seconds, codec=codec, is_indexed=is_indexed)


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return pack(">I", len(content) + 8) + kind + content


def mp4(*, codec: bytes = b"avc1", sound: bytes = b"mp4a", seconds: int = 60, profile: int = 100, brand: bytes = b"isom", is_last: bool = False,
        fragments: bool = False, samples: int = 25) -> bytes:
    """The boxes of a film of 1280 × 720; with `is_last` its head stands behind its pictures."""
    settings = box(b"avcC", bytes([1, profile, 0, 31, 0xFF])) if codec == b"avc1" else b""

    def track(handler: bytes, entry: bytes, size: tuple[int, int], more: bytes) -> bytes:
        sample = box(entry, bytes(6), b"\0\1", bytes(70), more)
        table = box(b"stbl", box(b"stsd", bytes(4), pack(">I", 1), sample), box(b"stsz", bytes(4), pack(">II", 0, samples)))
        return box(b"trak", box(b"tkhd", bytes(76), pack(">II", size[0] << 16, size[1] << 16)),
                   box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(13)), box(b"minf", box(b"hdlr", bytes(8), b"alis", bytes(13)), table)))

    length = 0 if fragments else seconds * 1000
    parts = [box(b"mvhd", bytes(12), pack(">II", 1000, length), bytes(80))]
    if codec:
        parts.append(track(b"vide", codec, (1280, 720), settings))
    if sound:
        parts.append(track(b"soun", sound, (0, 0), b""))
    if fragments:
        parts.append(box(b"mvex", box(b"mehd", bytes(4), pack(">I", seconds * 1000))))
    head, pictures = box(b"moov", *parts), box(b"moof", bytes(8)) * fragments + box(b"mdat", bytes(5000))
    return box(b"ftyp", brand, bytes(4)) + (pictures + head if is_last else head + pictures)
