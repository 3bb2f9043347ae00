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
    "is_scattered",
]

_PLACEHOLDER: Final = re.compile(
    rb"(.)\1{5,}|\.\.\.|\xe2\x80\xa6|\*{3}|x{4}|X{4}|[<>{}$]|"
    rb"(?i:example|sample|placeholder|dummy|fake|redact|mask|change[_-]?(?:me|this)|replace|insert|your[_-]|yourapi|yoursecret|"
    rb"my[_-]?(?:api|secret|super|token|key|pass)|secret[_-]?key|api[_-]?key|password|qwerty|abcabc|foobar|foo[_-]bar|"
    rb"dead[_-]?beef|lorem|ipsum|here$|goes[_-]?here|not[_-]?a?[_-]?real|do[_-]not|1234abcd|abcd1234|"
    rb"test[_-](?:key|token|secret|api)|(?:key|token|secret)[_-]?(?:value|name|goes)|^abc123|^123abc|16C7e42F292c6912)"
)
_RUN: Final = 6
_REST: Final = 20  # letters: with so many beside its runs a value may still be random
# The pairs of letters that make up two thirds of English text, and more of the names in programs.
_PAIRS: Final = frozenset(
    b"th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se le sa si ar ve ra "
    b"ld ur ic ri ro ll be ma om io ne me co li ca el la ta us ec no ns il pe na ac ss so ce ge ut em wa di lo ad ai "
    b"tr un po mo id ot ct ol wh im ir ee pr ke ie op su ex ey pi ch sh ck ow ay am ap ab fo ru up ub ue tu".split()
)
_SEPARATORS: Final = re.compile(rb"[^A-Za-z0-9]+")
_HEX: Final = re.compile(rb"(?:0x)?(?:[0-9a-f]+|[0-9A-F]+)")
_UUID: Final = re.compile(rb"(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_GROUPS: Final = re.compile(rb"(?:[A-Z0-9]{4,12}-){2,6}[A-Z0-9]{4,12}")
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
    rest = _beside_runs(value)
    return rest is not None and (len(rest) < _REST or entropy(rest) < 3.5)


def _beside_runs(value: bytes) -> bytes | None:
    """What is left without the runs, where it counts or spells the alphabet, up or down: ``123456``, ``fedcba``.

    None when there is no such run.
    """
    runs: set[int] = set()
    for step in (1, -1):
        start = 0
        for at in range(1, len(value) + 1):
            if at == len(value) or value[at] - value[at - 1] != step:
                if at - start >= _RUN:
                    runs.update(range(start, at))
                start = at
    return bytes(byte for at, byte in enumerate(value) if at not in runs) if runs else None


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
    if not bare and _GROUPS.fullmatch(value):
        return sum(48 <= byte < 58 for byte in value) * 5 >= len(value)
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
        return len(longest) >= 20 and (_changes(longest) >= 0.38 or not _is_spelt(longest))
    return _changes(longest) >= (0.26 if len(longest) < 28 else 0.2) or (len(longest) >= 20 and not _is_spelt(longest))


def _is_spelt(value: bytes) -> bool:
    """Whether its letters follow each other as in words: two pairs in five; of random ones every fifth would."""
    pairs = [bytes(pair) for pair in pairwise(value.lower()) if bytes(pair).isalpha()]
    return len(pairs) < 12 or sum(pair in _PAIRS for pair in pairs) >= 0.4 * len(pairs)


def is_mixed(password: bytes) -> bool:
    """Whether capitals, small letters, digits and signs change as nobody would type them: a generator's password."""
    classes = [_class(byte) for byte in password]
    return len(password) >= 10 and len(set(classes)) >= 3 and _changes(password) >= 0.4


def is_scattered(value: bytes) -> bool:
    """Whether capitals and small letters stand among each other as in no word."""
    return _changes(value) >= 0.38


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
