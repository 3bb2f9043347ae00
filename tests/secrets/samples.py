"""Secrets made up when a test runs: the repository holds nothing that looks like one."""

from __future__ import annotations

import random
import re
import string
import uuid

ALPHABETS = {
    "a": string.ascii_lowercase + string.digits,
    "A": string.ascii_letters + string.digits,
    "U": string.ascii_uppercase + string.digits,
    "l": string.ascii_lowercase,
    "L": string.ascii_letters,
    "d": string.digits,
    "x": "0123456789abcdef",
    "w": string.ascii_letters + string.digits + "_-",
    "b": string.ascii_letters + string.digits + "+/",
    "t": string.ascii_uppercase + "234567",
    "r": string.ascii_lowercase + "234567",
    "q": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}
_PIECE = re.compile(r"\{(?:(?P<alphabet>[a-zA-Z])(?P<length>\d+)|uuid)\}")


def made_up(template: str, seed: str = "") -> str:
    """A template of ``rules.toml`` with random letters for its ``{…}``; the same in every run."""
    source = random.Random(template + seed)  # noqa: S311 - no secret is made here

    def fill(match: re.Match[str]) -> str:
        if match["alphabet"] is None:
            return str(uuid.UUID(int=source.getrandbits(128), version=4))
        alphabet, length = ALPHABETS[match["alphabet"]], int(match["length"])
        ends = alphabet.replace("_", "").replace("-", "")  # a token that ends in - is one that was cut off
        inner = "".join(source.choice(alphabet) for _ in range(length - 1))
        return inner + source.choice(ends)

    return _PIECE.sub(fill, template)


def left_open(template: str) -> str:
    """The same with ``x`` for every letter: what a handbook would print."""
    return _PIECE.sub(lambda match: "x" * int(match["length"] or 36), template)
