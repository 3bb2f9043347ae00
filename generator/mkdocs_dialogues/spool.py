"""Bytes that are wanted later in a build, kept on the disk until then."""

from __future__ import annotations

import tempfile
import threading
from typing import Any

__all__ = ["Place", "Spool"]

Place = tuple[int, int]
"""Where bytes stand in a spool: start and length."""


class Spool:
    """Bytes in a temporary file without a name: gone when the process is, however it ends. Threads may share it."""

    def __init__(self) -> None:
        self._file: Any = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the spool lives
        self._end = 0
        self._lock = threading.Lock()

    def put(self, data: bytes) -> Place:
        with self._lock:
            self._file.seek(self._end)
            self._file.write(data)
            place = self._end, len(data)
            self._end += len(data)
        return place

    def get(self, place: Place) -> bytes:
        with self._lock:
            self._file.seek(place[0])
            data: bytes = self._file.read(place[1])
        return data
