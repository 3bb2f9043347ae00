"""What is left of a zip archive whose end is missing: the members that stand before it, found by their own headers.

An archive has its directory at the end, so a download that broke off has none. Each member has a header too; where it
leaves the size open, as programs do that pack while they send, the end of the packed data tells it.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from mkdocs_dialogues.containers.limits import grows_too_much

__all__ = ["Remnant", "remnants", "unpack"]

_HEADER: Final = struct.Struct("<4s5H3L2H")
_SIGN: Final = b"PK\x03\x04"
_LONG: Final = 0xFFFFFFFF
_BLOCK: Final = 1 << 18
_SIZES_FOLLOW: Final = 8  # a flag
_LOCKED: Final = 1
_UTF_8: Final = 0x800


@dataclass(frozen=True, slots=True)
class Remnant:
    """A member, and where its packed data stand in the file; it is not ``whole`` where the file ends before they do."""

    info: zipfile.ZipInfo
    start: int
    whole: bool


def remnants(path: Path, most: int) -> Iterator[Remnant]:
    """The members of an archive from its beginning, as far as they can be followed: to ``most`` bytes unpacked.

    Raises OSError.
    """
    end = path.stat().st_size
    with path.open("rb") as file:
        at = 0
        while (found := _header(file, at)) is not None:
            info, start = found
            open_ended = bool(info.flag_bits & _SIZES_FOLLOW)
            if open_ended and not _measure(file, info, start, most):
                return
            most -= info.file_size
            stop = start + info.compress_size
            yield Remnant(info, start, stop <= end)
            at = _next_header(file, stop) if open_ended else stop


def unpack(path: Path, remnant: Remnant) -> Iterator[bytes]:
    """The data of a member, to its end or that of the file. Raises OSError, zlib.error and BadZipFile."""
    if remnant.info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("it is packed in a way that is read in whole archives alone")
    left = remnant.info.compress_size
    deflated = remnant.info.compress_type == zipfile.ZIP_DEFLATED
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if deflated else None
    with path.open("rb") as file:
        file.seek(remnant.start)
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            yield from _unpacked(unpacker, block) if unpacker else (block,)


def _unpacked(unpacker: zlib._Decompress, block: bytes) -> Iterator[bytes]:
    while block and not unpacker.eof:
        if data := unpacker.decompress(block, _BLOCK):
            yield data
        block = unpacker.unconsumed_tail


def _header(file: BinaryIO, at: int) -> tuple[zipfile.ZipInfo, int] | None:
    """The member whose header stands at a place, and where its data begin."""
    file.seek(at)
    fixed = file.read(_HEADER.size)
    if len(fixed) < _HEADER.size or not fixed.startswith(_SIGN):
        return None
    _, _, flags, packing, _, _, crc, packed, size, name_length, extra_length = _HEADER.unpack(fixed)
    name = file.read(name_length)
    extra = file.read(extra_length)
    if not name or len(name) < name_length or len(extra) < extra_length or _LONG in (packed, size):
        return None
    info = zipfile.ZipInfo(name.decode("utf-8" if flags & _UTF_8 else "cp437", "replace"))
    info.flag_bits, info.compress_type, info.CRC = flags, packing, crc
    info.compress_size, info.file_size = packed, size
    return info, at + _HEADER.size + name_length + extra_length


def _measure(file: BinaryIO, info: zipfile.ZipInfo, start: int, most: int) -> bool:
    """Find the sizes of a member that its header leaves open; False when that cannot be, or it is too much."""
    if info.compress_type != zipfile.ZIP_DEFLATED or info.flag_bits & _LOCKED:
        return False
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    size = packed = 0
    file.seek(start)
    try:
        while not unpacker.eof and (block := file.read(_BLOCK)):
            packed += len(block)
            size += sum(map(len, _unpacked(unpacker, block)))
            if size > most or grows_too_much(packed, size):
                return False
    except zlib.error:
        return False
    # One byte more than there is says that the data go on behind the end of the file.
    info.compress_size = packed - len(unpacker.unused_data) if unpacker.eof else packed + 1
    info.file_size = size
    return True


def _next_header(file: BinaryIO, at: int) -> int:
    """Where the next header stands, behind the sizes that follow a member's data in one of four forms."""
    file.seek(at)
    behind = file.read(28)
    return at + next((gap for gap in (16, 12, 24, 20) if behind[gap:].startswith(_SIGN)), 16)
