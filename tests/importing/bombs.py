"""Archives that want to be more than they are, and metadata and JSON that do."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable

__all__ = ["LARGE_TALK", "nested", "overlapping", "packed"]

LARGE_TALK = json.dumps([{"role": "user", "content": "x" * 15_000_000}, {"role": "assistant", "content": "y"}]).encode()


def packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def nested(depth: int) -> bytes:
    """Archives in archives, eight in each."""
    data = packed([("a.json", b'[{"role":"user","content":"x"}]')])
    for _ in range(depth):
        data = packed((f"{number}.zip", data) for number in range(8))
    return data


def overlapping(copies: int, text: bytes) -> bytes:
    """An archive whose list names one member's bytes again and again, under names of their own."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(text) + packer.flush()
    sizes = zlib.crc32(text), len(body), len(text)
    name = b"000000.json"
    data = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, *sizes, len(name), 0) + name + body
    listed = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 33, *sizes, 11, 0, 0, 0, 0, 0, 0) + b"%06d.json" % number
        for number in range(copies)
    )
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, copies, copies, len(listed), len(data), 0)
    return data + listed + end
