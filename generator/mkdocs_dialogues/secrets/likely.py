"""Whether a string is likely a secret, or a placeholder, a hash, a name: what a pattern alone cannot tell."""

from __future__ import annotations

import base64
import binascii
import math
import re
import zlib
from collections import Counter
from itertools import pairwise
from typing import Final

__all__ = [
    "base62_checksum",
    "checksum_holds",
    "entropy",
    "is_example_token",
    "is_mixed",
    "is_placeholder",
    "is_random",
]

_PLACEHOLDER: Final = re.compile(
    rb"(.)\1{5,}|\.\.\.|\xe2\x80\xa6|\*{3}|x{4}|X{4}|[<>{}$]|"
    rb"(?i:example|sample|placeholder|dummy|fake|redact|mask|change[_-]?(?:me|this)|replace|insert|your[_-]|yourapi|yoursecret|"
    rb"my[_-]?(?:api|secret|super|token|key|pass)|secret[_-]?key|api[_-]?key|password|qwerty|abcabc|foobar|foo[_-]bar|"
    rb"dead[_-]?beef|lorem|ipsum|here$|goes[_-]?here|not[_-]?a?[_-]?real|do[_-]not|1234abcd|abcd1234|"
    rb"test[_-](?:key|token|secret|api)|(?:key|token|secret)[_-]?(?:value|name|goes)|^abc123|^123abc|16C7e42F292c6912)"
)
_RUN: Final = 6
_SEPARATORS: Final = re.compile(rb"[^A-Za-z0-9]+")
_HEX: Final = re.compile(rb"(?:0x)?(?:[0-9a-f]+|[0-9A-F]+)")
_UUID: Final = re.compile(rb"(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_NOT_RANDOM: Final = re.compile(
    rb"[$~@%#/]|.*://|0x[0-9a-fA-F]{40}$|\d{4}-\d\d-\d\d|[\d.,:+-]+$|sha\d{3}|"
    rb".*\.(?:png|jpe?g|gif|svg|webp|md|txt|json|ya?ml|toml|py|tsx?|jsx?|mjs|go|rs|html?|css|pem|key|crt|log|csv|pdf|com|org|net|io|dev)\b",
    re.DOTALL,
)
_BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def entropy(value: bytes) -> float:
    """Shannon's entropy in bits a byte, of the value's own bytes."""
    total = len(value)
    return -sum(count / total * math.log2(count / total) for count in Counter(value).values()) if total else 0.0


def is_placeholder(value: bytes) -> bool:
    """Whether somebody wrote this where a secret would stand: ``your-key``, ``xxxx``, ``abcdef123456``."""
    if not value or _PLACEHOLDER.search(value) or (len(value) >= 12 and len(set(value)) < 6):
        return True
    return _has_run(value)


def _has_run(value: bytes) -> bool:
    """Whether the value counts or spells the alphabet somewhere, up or down: ``123456``, ``fedcba``."""
    up = down = 1
    for first, second in pairwise(value):
        up = up + 1 if second - first == 1 else 1
        down = down + 1 if first - second == 1 else 1
        if up >= _RUN or down >= _RUN:
            return True
    return False


def is_random(value: bytes, *, bare: bool = True) -> bool:
    """Whether the value looks as if a machine had made it up.

    ``bare`` is True where nothing around it says that it is one: then hashes and UUIDs, which are everywhere, are not.
    """
    if _NOT_RANDOM.match(value) or is_placeholder(value):
        return False
    if _UUID.fullmatch(value):
        return not bare
    if _HEX.fullmatch(value):
        return not bare and len(value) >= 24 and entropy(value) >= 3.0 and _changes(value) >= 0.25
    longest = max(_SEPARATORS.split(value), key=len)
    if len(longest) < 10 or len(value) < 16:
        return False
    if b"." in value and re.fullmatch(rb"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", value) and len(longest) < 20:
        return False  # a name within a name, in code
    digits = sum(48 <= byte < 58 for byte in value)
    if digits > len(value) * 0.8 or entropy(value) < (3.3 if len(value) < 24 else 3.6):
        return False
    if digits and len(longest) >= 40 and longest.islower():
        return True
    if digits < 2:  # then only capitals and small letters in no order tell it from names
        return len(longest) >= 20 and _changes(longest) >= 0.38
    return _changes(longest) >= (0.26 if len(longest) < 28 else 0.2)


def is_mixed(password: bytes) -> bool:
    """Whether capitals, small letters, digits and signs change as nobody would type them: a generator's password."""
    classes = [_class(byte) for byte in password]
    return len(password) >= 10 and len(set(classes)) >= 3 and _changes(password) >= 0.4


def _class(byte: int) -> int:
    return 1 if 48 <= byte < 58 else 2 if 97 <= byte < 123 else 3 if 65 <= byte < 91 else 4


def _changes(value: bytes) -> float:
    """How often small letters, capitals and digits change: in words seldom, in random strings every other time."""
    classes = [_class(byte) for byte in value]
    return sum(a != b for a, b in pairwise(classes)) / max(1, len(classes) - 1)


def checksum_holds(token: bytes) -> bool:
    """Whether a token ends in the checksum of what stands between its prefix and that: so do GitHub's and npm's."""
    _, _, body = token.rpartition(b"_")
    return base62_checksum(body[:-6]) == body[-6:]


def base62_checksum(body: bytes) -> bytes:
    """The CRC32 in base 62, as six letters."""
    number = zlib.crc32(body)
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return digits.rjust(6, "0").encode()


def is_example_token(token: bytes) -> bool:
    """Whether a JSON Web Token is none (no JSON in it), or a handbook's, or one that Supabase means to be public."""
    header, payload, *_ = token.split(b".")
    try:
        texts = [base64.urlsafe_b64decode(piece + b"=" * (-len(piece) % 4)) for piece in (header, payload)]
    except (binascii.Error, ValueError):
        return True
    public = (b"John Doe", b"supabase-demo", b'"role":"anon"', b"1234567890")
    return b'"alg"' not in texts[0] or not texts[1].startswith(b"{") or any(piece in texts[1] for piece in public)
