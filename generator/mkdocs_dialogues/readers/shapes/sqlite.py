"""SQLite files, read in memory and trusted in nothing: plain columns of plain tables, and no program of the file's own.

A schema can hold views, triggers, virtual tables and computed columns, which run when something is read; none of them
is. What is broken is reported as ``bad-database``, and what can be read of the rest is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, Final

from mkdocs_dialogues.errors import DialogueError, Problem, Severity
from mkdocs_dialogues.readers.shapes.text import beginning
from mkdocs_dialogues.source import Source

__all__ = ["MAGIC", "Database"]

MAGIC: Final = b"SQLite format 3\x00"

# Bytes 18 and 19 say whether changes may stand in a file beside it, which SQLite would look for.
_JOURNAL: Final = slice(18, 20)
_ROLLBACK: Final = b"\x01\x01"
# Where the first page says how long a page is, how many there are, and whether it may be believed.
_PAGE_SIZE: Final = slice(16, 18)
_CHANGES: Final = slice(24, 28)
_PAGES: Final = slice(28, 32)
_PAGES_VALID_FOR: Final = slice(92, 96)
_STEPS: Final = 10_000
_FEWEST_STEPS: Final = 2_000_000
_STEPS_A_BYTE: Final = 4
_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})


class Database:
    """A SQLite file with some tables in it; a table or a column that is not there has no rows and no values.

    Values are text, or None: a number as it is written, bytes that should be text as well as may be. Raises
    DialogueError ``bad-database`` when the file cannot be opened at all. Close it (``with``).
    """

    def __init__(self, source: Source, tables: Iterable[str]) -> None:
        self.source = source
        self._steps = 0
        self._said: set[str] = set()
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            self._open()
            self._columns = self._schema(frozenset(tables))
        except sqlite3.Error as error:
            self._connection.close()
            raise self._broken(str(error)) from None

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        return bool(self._columns.get(table))

    def rows(self, table: str, *columns: str, order: str = "rowid") -> Iterator[tuple[str | None, ...]]:
        """``(row id, value, …)`` of every row, by a column; those before a fault where the table is broken."""
        known = self._columns.get(table, frozenset())
        if not known:
            return
        chosen = ", ".join(_quoted(column) if column in known else "NULL" for column in columns)
        met: set[str | None] = set()
        for by in (order, "rowid") if order in known else ("rowid",):
            try:
                for row in self._select(f'SELECT rowid, {chosen} FROM "{table}" ORDER BY {_quoted(by)}'):  # noqa: S608
                    id_, *values = (self._text(table, value) for value in row)
                    if id_ in met:  # pages that refer to each other have more rows than a file has room for
                        self._report(table, f"row {id_} comes again and again")
                        return
                    met.add(id_)
                    yield id_, *values
            except (sqlite3.Error, OverflowError, MemoryError) as error:
                self._report(table, str(error))
                if met:
                    return
            else:
                return

    def row(self, table: str, id_: str | None, *columns: str, sizes: Iterable[str] = ()) -> dict[str, str | None]:
        """Values of one row by its row id, and the size of those in ``sizes``; all None when it cannot be had."""
        known = self._columns.get(table, frozenset())
        empty: dict[str, str | None] = dict.fromkeys((*columns, *sizes))
        wanted = [column for column in columns if column in known]
        sized = [column for column in sizes if column in known]
        if id_ is None or not (wanted or sized):
            return empty
        chosen = ", ".join([*map(_quoted, wanted), *(f"length({_quoted(column)})" for column in sized)])
        try:
            found = next(iter(self._select(f'SELECT {chosen} FROM "{table}" WHERE rowid = ?', id_)), None)  # noqa: S608
        except (sqlite3.Error, OverflowError, MemoryError) as error:
            self._report(table, str(error))
            return empty
        values = [self._text(table, value) for value in found or ()]
        return empty | dict(zip([*wanted, *sized], values, strict=bool(found)))

    def blob(self, table: str, id_: str | None, column: str, most: int) -> bytes | None:
        """The bytes of one value by its row id; None where there are none, or more than ``most``."""
        if id_ is None or column not in self._columns.get(table, frozenset()):
            return None
        quoted = _quoted(column)
        query = f'SELECT {quoted} FROM "{table}" WHERE rowid = ? AND length({quoted}) <= {most}'  # noqa: S608
        try:
            found = next(iter(self._select(query, id_)), None)
        except (sqlite3.Error, OverflowError, MemoryError) as error:
            self._report(table, str(error))
            return None
        return found[0] if found and isinstance(found[0], bytes) else None

    def _open(self) -> None:
        if not hasattr(self._connection, "deserialize"):  # SQLite may be built without
            raise self._broken("this Python's SQLite cannot read a database from memory")
        data = self._whole(self.source.data)
        if data[_JOURNAL] != _ROLLBACK:
            data = data[: _JOURNAL.start] + _ROLLBACK + data[_JOURNAL.stop :]
        connection = self._connection
        connection.deserialize(data)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(len(data), 1_000_000))  # nothing in it can be longer
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        connection.text_factory = self._decoded
        connection.set_progress_handler(self._is_too_long, _STEPS)

    def _whole(self, data: bytes) -> bytes:
        """The database as if it had no more pages than there are: SQLite refuses one that was cut, all of it."""
        size = int.from_bytes(data[_PAGE_SIZE], "big") or 1
        size = 65536 if size == 1 else size
        claimed = int.from_bytes(data[_PAGES], "big") if data[_CHANGES] == data[_PAGES_VALID_FOR] else 0
        if len(data) >= claimed * size:
            return data
        self._report("", f"it ends in the middle: {len(data):,} of {claimed * size:,} bytes are there")
        pages = len(data) // size
        return (data[: _PAGES.start] + pages.to_bytes(4, "big") + data[_PAGES.stop :])[: pages * size]

    def _schema(self, tables: frozenset[str]) -> dict[str, frozenset[str]]:
        """The plain columns of the plain tables."""
        found = {}
        for name, sql in self._select("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
            if name in tables and isinstance(sql, str) and sql[:12].upper() == "CREATE TABLE":
                listed = self._select(f'PRAGMA table_xinfo("{name}")')
                found[name] = frozenset(str(column[1]) for column in listed if column[6] == 0)
        self._connection.set_authorizer(_may)
        return found

    def _select(self, sql: str, *values: str) -> Iterable[tuple[Any, ...]]:
        self._steps = 0
        return self._connection.execute(sql, values)

    def _is_too_long(self) -> bool:
        """Whether a statement has taken more steps than so many bytes can be worth: pages that refer to each other."""
        self._steps += _STEPS
        return self._steps > _FEWEST_STEPS + _STEPS_A_BYTE * len(self.source.data)

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            if "encoding" not in self._said:
                self._said.add("encoding")
                self.source.warn(
                    "bad-encoding",
                    1,
                    f"byte '{data[error.start]:02x}' in a text of the database is not UTF-8",
                    "Expected UTF-8 text.",
                    "It is shown as \N{REPLACEMENT CHARACTER}.",
                )
        return data.decode("utf-8", "replace")

    def _text(self, table: str, value: Any) -> str | None:
        if isinstance(value, bytes):
            self._report_type(table)
            return value.decode("utf-8", "replace")
        return value if value is None or isinstance(value, str) else str(value)

    def _report_type(self, table: str) -> None:
        if f"type {table}" not in self._said:
            self._said.add(f"type {table}")
            self.source.warn(
                "bad-field",
                1,
                f"a text in the table '{table}' is a sequence of bytes",
                "Expected text.",
                "It is shown as the text that the bytes are.",
            )

    def _report(self, table: str, fault: str) -> None:
        if table not in self._said:
            self._said.add(table)
            error = self._broken(fault, f"table '{table}' of the " if table else "")
            self.source.problems.add(error.problem)

    def _broken(self, fault: str, where: str = "") -> DialogueError:
        return DialogueError(
            Problem(
                "bad-database",
                self.source.at(1),
                f"the {where}database cannot be read: {beginning(fault, 120)}",
                "Expected a whole SQLite database.",
                "Copy it once more, while no program writes to it; what could be read is shown.",
                Severity.ERROR,
            )
        )


def _quoted(column: str) -> str:
    return f'"{column}"'


def _may(action: int, first: str | None, second: str | None, *_: object) -> int:
    """Reading alone is allowed, and the one function that measures a value."""
    allowed = action in _ALLOWED or (action == sqlite3.SQLITE_FUNCTION and (first or second) == "length")
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
