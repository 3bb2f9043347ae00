"""Files that are written whole or not at all: beside their place first, and then put there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

__all__ = ["LEFTOVERS", "write_whole"]

_UNFINISHED: Final = ".unfinished"
LEFTOVERS: Final = f".*{_UNFINISHED}"
"""A pattern for what a program that was killed may have left in a folder."""


def write_whole(path: Path, data: str | bytes) -> None:
    """Write a file with the rights that it had, or those of a new one. Nobody ever sees half of it. Raises OSError."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=_UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
        Path(aside).chmod(mode)
        Path(aside).replace(path)
    finally:
        Path(aside).unlink(missing_ok=True)  # there when something failed


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
