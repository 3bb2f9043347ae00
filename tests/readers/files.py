"""The file of a case: as it lies there, or a SQLite database built from the SQL that stands for it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

__all__ = ["database", "file_of"]


def file_of(case: Path) -> tuple[str, bytes]:
    """Name and bytes of ``input.…``; of ``input.db.sql`` those of the database ``input.db``."""
    path = next(case.glob("input*"))
    if path.suffix != ".sql":
        return path.name, path.read_bytes()
    return path.stem, database(path.read_text(encoding="utf-8"))


def database(sql: str) -> bytes:
    """The bytes of a new SQLite database in which a script was run."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(sql)
        return connection.serialize()
    finally:
        connection.close()
