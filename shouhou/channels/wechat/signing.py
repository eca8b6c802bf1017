"""WeChat's signatures and its encryption of messages (消息加解密, AES-256-CBC)."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import sha1
from hmac import compare_digest

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
"""Bytes to which WeChat pads, although AES has blocks of 16."""


class NotGenuine(Exception):
    """It was not sealed with our key for this receiver."""


def signature(*parts: str) -> str:
    """SHA-1, in hex, over the parts put into order and joined without a separator."""
    return sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def is_signed(given: str, *parts: str) -> bool:
    """Whether `given` is the signature of the parts, in constant time."""
    return compare_digest(given.encode("utf-8", "replace"), signature(*parts).encode())


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    """`aes_key` is the EncodingAESKey: 43 characters of base64, 32 bytes."""
    try:
        key = b64decode(aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
    except (NotBase64, ValueError):
        raise NotGenuine("EncodingAESKey") from None


def encrypt(aes_key: str, message: bytes, receiver: str) -> str:
    """`message` for `receiver` (an AppID), in base64."""
    plain = secrets.token_bytes(16) + len(message).to_bytes(4, "big") + message + receiver.encode()
    missing = BLOCK - len(plain) % BLOCK
    sealer = _cipher(aes_key).encryptor()
    return b64encode(sealer.update(plain + bytes([missing]) * missing) + sealer.finalize()).decode()


def decrypt(aes_key: str, sealed: str, receiver: str) -> bytes:
    """The message inside. Raises `NotGenuine` when it cannot be opened or was meant for another receiver (security row 42)."""
    opener = _cipher(aes_key).decryptor()
    try:
        plain = opener.update(b64decode(sealed, validate=True)) + opener.finalize()
    except ValueError:
        raise NotGenuine("cipher") from None
    padding = plain[-1] if plain else 0
    if not 1 <= padding <= BLOCK or len(plain) < 20 + padding:
        raise NotGenuine("padding")
    plain = plain[:-padding]
    length = int.from_bytes(plain[16:20], "big")
    if 20 + length > len(plain) or not compare_digest(plain[20 + length :], receiver.encode()):
        raise NotGenuine("receiver")
    return plain[20 : 20 + length]
