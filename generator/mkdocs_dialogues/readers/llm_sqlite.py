"""The database of Simon Willison's *llm*, ``logs.db``: tables of every version up to 0.36.

Until 0.31 a conversation is rows of ``responses``, with calls, results, fragments and attachments in tables beside
them (before 0.5 it is rows of ``logs``). Since 0.32 it is a row of ``threads``, whose messages are a chain
(``llm_threads``). Rows of before stay where they are, and a conversation that went on after the change is in both.
https://llm.datasette.io/en/stable/logging.html, and ``llm/migrations.py``. ``prompt_json`` and ``response_json``, what
went to the provider and came back, say all of it once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from mkdocs_dialogues.model import Aside, Dialogue, Part, Reasoning, Text
from mkdocs_dialogues.readers.llm_entries import (
    Entry,
    fragments_apart,
    in_order,
    in_utc,
    laid_out,
    options,
    tool_result,
)
from mkdocs_dialogues.readers.llm_threads import Threads
from mkdocs_dialogues.readers.shapes.blocks import tool_call
from mkdocs_dialogues.readers.shapes.gathering import Gathering
from mkdocs_dialogues.readers.shapes.sqlite import MAGIC, Database
from mkdocs_dialogues.readers.shapes.text import plain, pretty
from mkdocs_dialogues.readers.shapes.times import moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["LLMSQLiteReader"]

_TABLES: Final = (
    "log", "logs", "conversations", "responses", "schemas", "fragments", "prompt_fragments", "system_fragments",
    "attachments", "prompt_attachments", "tools", "tool_responses", "tool_calls", "tool_results",
    "tool_results_attachments", "threads", "turns", "messages", "parts", "turn_tools",
)  # fmt: skip
_BESIDE: Final = (
    "prompt_fragments", "system_fragments", "prompt_attachments", "tool_responses", "tool_calls", "tool_results",
)  # fmt: skip
_TIMES: Final = ("datetime_utc", "timestamp_utc", "timestamp")
# What a database of llm has within its first pages; the names of tables stand there as they are.
_SIGNS: Final = (b"_llm_migrations", b"responses_fts", b"prompt_fragments", b"turn_search")
_GLANCE: Final = 1024 * 1024


class LLMSQLiteReader:
    """Reads a database; each conversation in it is a dialogue."""

    name = "llm-sqlite"
    title = "llm"
    about = "the database of `llm`"
    suffixes = (".db", ".sqlite", ".sqlite3")
    generic = False

    def detect(self, source: Source) -> bool:
        """SQLite, with names of llm's own tables."""
        return source.data.startswith(MAGIC) and any(sign in source.data[:_GLANCE] for sign in _SIGNS)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The conversations in the order in which they begin."""
        if not source.data.startswith(MAGIC):
            raise source.error(
                "bad-database",
                1,
                f"'{source.name}' is no SQLite database",
                "Expected llm's logs.db ('llm logs path' says where it is).",
                "Copy it once more, or name another format in the metadata.",
            )
        wire = Wire(source)
        with Database(source, _TABLES) as database:
            log = _Log(database, wire)
            found = False
            for id_, title in log.conversations():
                gathering = Gathering(source, self.name, 1, title, id_)
                log.threads.gather(gathering, id_, log.entries(id_))
                if gathering.drafts:
                    found = True
                    yield gathering.build()
                else:
                    wire.empty(Record(b"", 1), gathering.title, lost=gathering.lost)
            if not found:
                raise source.error(
                    "no-turns",
                    1,
                    f"no prompt is logged in '{source.name}'",
                    "Expected rows in 'responses', or in 'threads' and 'messages'.",
                    "Look whether it is whole, and whether llm was told not to log ('llm logs status').",
                )
        wire.report()


class _Log:
    """Which rows belong together; the rows themselves are read when their conversation is."""

    def __init__(self, database: Database, wire: Wire) -> None:
        self.database = database
        self.wire = wire
        self.names = {str(id_): name or "" for _, id_, name in database.rows("conversations", "id", "name")}
        self.beside = {table: _by(database, table, "response_id") for table in _BESIDE}
        self.result_files = _by(database, "tool_results_attachments", "tool_result_id")
        self.rows_of = {table: _ids(database, table) for table in ("fragments", "attachments", "tools", "schemas")}
        self.threads = Threads(database, wire, self.rows_of)
        self.responses: dict[str, list[tuple[str, str | None]]] = {}
        self.begins: dict[str, float] = {}
        for table in ("log", "logs", "responses"):
            self._find(table)
        for id_, time in self.threads.begins.items():
            self._begin(id_, time)

    def conversations(self) -> Iterator[tuple[str, str]]:
        """``(id, title)`` of every conversation, the oldest first."""
        for id_ in sorted(self.begins, key=lambda one: self.begins[one]):
            yield id_, self.names.get(id_) or self.threads.names.get(id_, "")

    def entries(self, conversation: str) -> list[Entry]:
        """The prompts of a conversation that are logged in the tables of before 0.32, by time."""
        listed = self.responses.get(conversation, [])
        return in_order(self._entry(table, row) for table, row in listed)

    def _find(self, table: str) -> None:
        for row, id_, conversation, chat, *times in self.database.rows(
            table, "id", "conversation_id", "chat_id", *_TIMES
        ):
            if id_ is not None and id_ in self.threads.turns:
                continue  # logged in both ways
            # A prompt without a conversation is one; in the first versions those that went on with it name its id.
            key = conversation or chat or id_ or f"{table} {row}"
            self.responses.setdefault(key, []).append((table, row))
            when = in_utc(moment(next((time for time in times if time), None)))
            self._begin(key, when.timestamp() if when else None)

    def _begin(self, conversation: str, time: float | None) -> None:
        known = self.begins.get(conversation)
        if known is None or (time is not None and time < known):
            self.begins[conversation] = time if time is not None else 0.0

    def _entry(self, table: str, row: str | None) -> Entry:
        columns = ("id", "model", "resolved_model", "prompt", "system", "response", "reasoning", *_TIMES)
        told = self.database.row(table, row, *columns, "options_json", "schema_id")
        id_ = told["id"] or f"{table} {row}"
        schema = self.threads.schema(told["schema_id"])
        asked = fragments_apart(told["prompt"] or "", self._fragments("prompt_fragments", id_), "prompt fragments")
        asked += [self.threads.file(file) for file in self._told("prompt_attachments", id_, "attachment_id")]
        settings = options(plain((told["options_json"] or "null").encode("utf-8", "replace")))
        if schema:
            settings.append(Aside("schema", f"```json\n{pretty(schema)}\n```"))
        system = fragments_apart(told["system"] or "", self._fragments("system_fragments", id_), "system fragments")
        answered: list[Part] = [Reasoning(one) for one in (told["reasoning"],) if one and one.strip()]
        answered += [Text(laid_out(one, schema)) for one in (told["response"],) if one and one.strip()]
        key = next((key for key in _TIMES if told[key]), _TIMES[0])
        entry = Entry(
            id_,
            1,
            told["resolved_model"] or told["model"],
            in_utc(self.wire.time(Record(b"", 1, f"{table} '{id_}'"), told[key], key)),
            asked,
            settings,
            system,
            ", ".join(self.threads.tool(tool) for tool in self._told("tool_responses", id_, "tool_id")),
            answered=answered,
        )
        self._add_tools(entry)
        return entry

    def _add_tools(self, entry: Entry) -> None:
        for row in self.beside["tool_calls"].get(entry.id, ()):
            call = self.database.row("tool_calls", row, "name", "arguments", "tool_call_id")
            entry.answered.append(tool_call(call["name"] or "tool", call["arguments"], call["tool_call_id"]))
        for row in self.beside["tool_results"].get(entry.id, ()):
            told = self.database.row("tool_results", row, "id", "name", "output", "tool_call_id", "exception")
            rows = self.result_files.get(told["id"] or "", ())
            ids = [self.database.row("tool_results_attachments", one, "attachment_id") for one in rows]
            entry.results.append(tool_result(told, [self.threads.file(one["attachment_id"]) for one in ids]))

    def _told(self, table: str, response: str, column: str) -> list[str | None]:
        """A column of the rows that a table beside the responses has for one of them."""
        return [self.database.row(table, row, column)[column] for row in self.beside[table].get(response, ())]

    def _fragments(self, table: str, response: str) -> list[str]:
        return [self.threads.fragment(one) for one in self._told(table, response, "fragment_id")]


def _by(database: Database, table: str, column: str) -> Mapping[str, list[str | None]]:
    """The row ids of a table by what a column names, in their order."""
    found: dict[str, list[str | None]] = {}
    for row, id_ in database.rows(table, column, order="order"):
        found.setdefault(id_ or "", []).append(row)
    return found


def _ids(database: Database, table: str) -> Mapping[str, str | None]:
    return {id_ or "": row for row, id_ in database.rows(table, "id")}
