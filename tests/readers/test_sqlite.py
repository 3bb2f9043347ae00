"""Databases that somebody else wrote: read as far as they are whole, and never run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mkdocs_dialogues.errors import DialogueError, Problems
from mkdocs_dialogues.model import Aside, Dialogue, Turn
from mkdocs_dialogues.readers.registry import choose, readers
from mkdocs_dialogues.source import Source
from tests.readers.files import database, file_of

CASES = Path(__file__).parent / "cases"
RESPONSES = """
CREATE TABLE _llm_migrations (name TEXT);
CREATE TABLE responses (id TEXT PRIMARY KEY, model TEXT, prompt TEXT, response TEXT, conversation_id TEXT);
"""


def read(data: bytes, **more: str) -> tuple[list[Dialogue], list[str]]:
    """The dialogues of a database, and the codes of the problems."""
    source = Source("logs.db", data, Problems(), **more)  # type: ignore[arg-type]
    assert choose(source).name == "llm-sqlite"
    dialogues: list[Dialogue] = []
    try:
        dialogues.extend(readers()["llm-sqlite"].read(source))
    except DialogueError as error:
        source.problems.add(error.problem)
    return dialogues, [problem.code for problem in source.problems]


def case(reader: str, name: str) -> list[Dialogue]:
    name, data = file_of(CASES / reader / name)
    return list(readers()[reader].read(Source(name, data, Problems())))


def told(turn: Turn) -> object:
    """A turn without its place, and without what the JSON alone has (it is of a later version)."""
    parts = [part for part in turn.parts if getattr(part, "name", "") != "web_search"]
    return turn.participant, turn.id, turn.time, parts


def test_the_database_is_read_as_its_own_log_in_json() -> None:
    ours, twins = case("llm-sqlite", "responses"), case("llm-json", "conversations")
    assert [(one.id, one.title, one.participants) for one in ours] == [
        (one.id, one.title, one.participants) for one in twins
    ]
    assert [list(map(told, one.turns)) for one in ours] == [list(map(told, one.turns)) for one in twins]


def test_another_answer_to_a_prompt_is_a_branch() -> None:
    _, data = file_of(CASES / "llm-sqlite" / "threads")
    dialogues, problems = read(data, branch="u3")
    assert dialogues[0].turns[-1].parts[0].text == "Sencha."  # type: ignore[union-attr]
    assert dialogues[0].participants[-1].model == "wren-1"
    assert problems == []


def test_a_database_with_a_journal_beside_it_is_read() -> None:
    """A database in WAL mode asks for a second file, which nobody copies."""
    data = bytearray(database(RESPONSES + "INSERT INTO responses VALUES ('1', 'quill', 'Is it on?', 'Yes.', 'c');"))
    data[18:20] = b"\x02\x02"
    dialogues, problems = read(bytes(data))
    assert len(dialogues[0].turns) == 2
    assert problems == []


def test_a_cut_database_is_read_as_far_as_it_goes() -> None:
    rows = ", ".join(f"('{number:04}', 'quill', 'Is it on? {'x' * 900}', 'Yes.', 'c')" for number in range(200))
    data = database(RESPONSES + f"INSERT INTO responses VALUES {rows};")
    dialogues, problems = read(data[: len(data) * 2 // 3])
    assert 50 < len(dialogues[0].turns) < 400
    assert set(problems) == {"bad-database"}


@pytest.mark.parametrize("data", [b"SQLite format 3\x00", b"SQLite format 3\x00" + b"\xff" * 5000 + b"_llm_migrations"])
def test_what_only_begins_like_a_database_is_a_problem(data: bytes) -> None:
    source = Source("logs.db", data, Problems())
    with pytest.raises(DialogueError, match=r"bad-database|no-turns"):
        list(readers()["llm-sqlite"].read(source))


def test_an_empty_log_is_an_error() -> None:
    assert read(database(RESPONSES)) == ([], ["no-turns"])


HOSTILE = {
    "a view that never ends": "CREATE VIEW tools AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
    "SELECT id, 'x' AS name FROM n;",
    "a view in place of the log": "ALTER TABLE responses RENAME TO kept; CREATE VIEW responses AS "
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT i AS id, '' AS model, '' AS prompt, '' AS response, '' AS conversation_id FROM n;",
    "a column that computes": "CREATE TABLE conversations (id TEXT, name AS (hex(zeroblob(400000000))));",
    "a virtual table": "CREATE VIRTUAL TABLE conversations USING fts5(id, name);",
    "a table without row ids": "CREATE TABLE conversations (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON responses BEGIN DELETE FROM responses; END;",
    "an index that computes": "CREATE INDEX i ON responses (hex(model));",
}


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_in_a_database_is_run(script: str) -> None:
    rows = "INSERT INTO responses VALUES ('1', 'quill', 'Is it on?', 'Yes.', 'c');"
    begun = time.monotonic()
    dialogues, problems = read(database(RESPONSES + rows + script))
    assert time.monotonic() - begun < 5
    assert dialogues or "no-turns" in problems


def test_pages_that_refer_to_each_other_come_to_an_end() -> None:
    """Pages that name one page below again and again have more rows than any file has room for."""
    rows = ", ".join(f"('{number:05}', 'quill', '{'x' * 400}', 'Yes.', 'c')" for number in range(4000))
    data = bytearray(database(RESPONSES + f"INSERT INTO responses VALUES {rows};"))
    size = int.from_bytes(data[16:18], "big")
    pages = [data[at : at + size] for at in range(0, len(data), size)]
    inner = max((page for page in pages if page[0] == 5), key=lambda page: int.from_bytes(page[3:5], "big"))
    (root,) = (number for number in (2, 3, 4) if pages[number - 1][0] == 5)
    leaf = int.from_bytes(inner[8:12], "big")
    for _ in range(4):
        pages.append(_all_to(inner, leaf))
        leaf = len(pages)
    pages[root - 1] = _all_to(pages[root - 1], leaf)
    pages[0][28:32] = len(pages).to_bytes(4, "big")
    begun = time.monotonic()
    _, problems = read(bytes(b"".join(pages)))
    assert time.monotonic() - begun < 5
    assert "bad-database" in problems


def _all_to(page: bytearray, child: int) -> bytearray:
    """A page of a tree, each of whose children is the same page."""
    page = bytearray(page)
    page[8:12] = child.to_bytes(4, "big")
    for cell in range(int.from_bytes(page[3:5], "big")):
        at = int.from_bytes(page[12 + 2 * cell : 14 + 2 * cell], "big")
        page[at : at + 4] = child.to_bytes(4, "big")
    return page


def test_text_that_is_no_utf_8_is_shown_and_reported() -> None:
    rows = "INSERT INTO responses VALUES ('1', 'quill', CAST(x'4b65ff' AS TEXT), 'Yes.', 'c');"
    dialogues, problems = read(database(RESPONSES + rows))
    assert dialogues[0].turns[0].parts[0].text == "Ke\N{REPLACEMENT CHARACTER}"  # type: ignore[union-attr]
    assert problems == ["bad-encoding"]


def test_options_that_are_no_json_are_kept() -> None:
    script = "ALTER TABLE responses ADD COLUMN options_json TEXT; "
    rows = "INSERT INTO responses VALUES ('1', 'quill', 'Is it on?', 'Yes.', 'c', '{\"temperature\"');"
    dialogues, _ = read(database(RESPONSES + script + rows))
    assert Aside("options", '{"temperature"') in dialogues[0].turns[0].parts
