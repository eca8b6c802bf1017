"""New input from old, by chance that can be repeated."""

from __future__ import annotations

from random import Random

ODD = [b"", b"\x00", b"\xff", b"\r\n", b"\"", b"'", b"<", b">", b"&", b"%", b"*", b"~", b"\\", b"/", b"..", b"=", b",", b"{", b"}", b"[", b"]", b"-1", b"0",
       b"9999999999999999999", b"1e400", b"NaN", b"null", "\u202e".encode(), "\u2028".encode(), "İ".encode(), "ß".encode(), "＊".encode(),
       b"\xed\xa0\x80", "𠮷".encode(),
       b"<script>", b"<!--", b"-->", b"<style>", b"<svg>", b"]]>", b"javascript:", b" ", b"\t", b"\x1b"]


def changed(random: Random, seeds: list[bytes], most: int = 2000) -> bytes:
    """One of the seeds with a few changes."""
    data = bytearray(random.choice(seeds))
    for _n in range(random.randint(1, 6)):
        place = random.randint(0, len(data))
        match random.randint(0, 5):
            case 0:
                data[place:place] = random.choice(ODD)
            case 1 if data:
                data[place % len(data)] = random.randrange(256)
            case 2:
                del data[place:place + random.randint(1, 8)]
            case 3:
                other = random.choice(seeds)
                begins = random.randint(0, len(other))
                data[place:place] = other[begins:begins + random.randint(1, 40)]
            case 4:
                piece = bytes(data[place:place + random.randint(1, 12)])
                data[place:place] = piece * random.choice([1, 2, 3, 30])
            case _:
                data[place:place + 1] = bytes(random.randrange(256) for _k in range(random.randint(1, 4)))
    return bytes(data[:most])
