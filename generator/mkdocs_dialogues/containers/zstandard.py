"""Members of zip archives that are packed with Zstandard, as Inspect packs its logs.

Python's own zipfile reads them from 3.14 on, and of several frames the first alone.
"""

from __future__ import annotations

import copy
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["ZIP_ZSTANDARD", "ZstdError", "zstandard_blocks"]

ZIP_ZSTANDARD: Final = 93
ZstdError = zstd.ZstdError
# What is kept at hand to copy from: 128 MB is the most that the command zstd makes without being told to.
_OPTIONS: Final[dict[int, int]] = {zstd.DecompressionParameter.window_log_max: 27}
_BLOCK: Final = 1 << 18


def zstandard_blocks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The data of a member. Raises ZstdError, EOFError, or BadZipFile when it is not what the archive says it is."""
    packed = copy.copy(info)
    packed.compress_type, packed.file_size = zipfile.ZIP_STORED, info.compress_size
    del packed.CRC  # is that of the data, not of what they are packed into
    size = check = 0
    with archive.open(packed) as raw, zstd.ZstdFile(raw, options=_OPTIONS) as file:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > info.file_size:
                raise zipfile.BadZipFile(f"it is larger than the {info.file_size:,} bytes that the archive says")
            check = zlib.crc32(block, check)
            yield block
    if check != info.CRC:
        raise zipfile.BadZipFile("its data are not those that were packed")
