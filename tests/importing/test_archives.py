"""Archives are read member by member, and none can harm who opens it."""

from __future__ import annotations

import io
import json
import random
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mkdocs_dialogues.containers import limits
from mkdocs_dialogues.errors import DialogueError, Problems
from mkdocs_dialogues.model import Dialogue, Text
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.source import MOST_WHOLE, Source

from .exports import chatgpt, claude_ai, packed

GOOD = {"conversations.json": [chatgpt("c-1", "Is it on?", "It sings.")]}


def read(folder: Path, data: bytes, sidecar: str = "") -> tuple[list[Dialogue], Problems]:
    (folder / "export.zip").write_bytes(data)
    if sidecar:
        (folder / "export.zip.meta.yml").write_text(sidecar, encoding="utf-8")
    pipeline = Pipeline(folder, folder)
    return pipeline.read(folder / "export.zip"), pipeline.problems


def said(problems: Problems) -> list[str]:
    return [str(problem).partition("\n")[0] for problem in problems]


def test_the_split_files_of_one_export_are_read_in_their_order(tmp_path: Path) -> None:
    numbers = (*range(9, 12), 0, 100)
    files: dict[str, Any] = {
        f"conversations-{number:03}.json": [chatgpt(f"c-{number}", f"{number}?", "Yes.", title=None)]
        for number in numbers
    }
    files |= {"chat.html": "<p>", "user.json": {"id": "user-1"}, "file-1.png": b"\x89PNG"}
    dialogues, problems = read(tmp_path, packed(files))
    assert said(problems) == []
    assert [dialogue.title for dialogue in dialogues] == ["0?", "9?", "10?", "11?", "100?"]
    assert [dialogue.id for dialogue in dialogues] == ["export", "export-2", "export-3", "export-4", "export-5"]
    assert {dialogue.source.path for dialogue in dialogues} == {"export.zip"}
    assert dialogues[0].turns[0].location.path == "export.zip/conversations-000.json"


def test_exports_of_several_programs_stand_in_one_archive(tmp_path: Path) -> None:
    files = {
        "Takeout/a/conversations.json": [claude_ai("a", "Is it on?", "It sings.")],
        "b/notes.md": "---\ntitle: ignored\n---\n**Ada:** Is it on?\n\n**Bo:** It sings.\n",
        "b/WhatsApp Chat.txt": "13/01/2023, 08:14 - Ada: Is it on?\n13/01/2023, 08:15 - Bo: It sings.\n",
        "__MACOSX/b/._notes.md": b"\x00\x05\x16\x07",
    }
    dialogues, problems = read(tmp_path, packed(files), "status: unlisted\n")
    assert said(problems) == []
    assert [dialogue.metadata.format for dialogue in dialogues] == ["claude-ai", "whatsapp", "labelled"]
    assert {dialogue.metadata.status for dialogue in dialogues} == {"unlisted"}


def test_a_member_that_is_broken_stops_no_other(tmp_path: Path) -> None:
    files = {
        "a.json": '[{"uuid": "c", "chat_messages": [\n',
        "b.json": "",
        "c.json": {"milk": 2},
        **GOOD,
    }
    dialogues, problems = read(tmp_path, packed(files))
    assert len(dialogues) == 1
    heads = said(problems)
    assert {head.rpartition(" ")[2] for head in heads if "a.json" in head} == {"[bad-json]", "[no-turns]"}
    assert "export.zip/b.json:1: 'b.json' is empty [empty-file]" in heads
    assert "export.zip:1: no reader takes 'c.json' [skipped-member]" in heads


def test_the_named_format_alone_is_read(tmp_path: Path) -> None:
    files = {"a.json": [claude_ai("a", "Is it on?", "It sings.")], **GOOD}
    dialogues, problems = read(tmp_path, packed(files), "format: chatgpt\n")
    assert said(problems) == []
    assert [dialogue.metadata.format for dialogue in dialogues] == ["chatgpt"]


def test_an_archive_without_a_transcript_is_an_error(tmp_path: Path) -> None:
    assert read(tmp_path, packed({"holiday.png": b"\x89PNG"}))[1].errors[0].code == "no-reader"
    (problem,) = read(tmp_path, packed({"list.txt": "milk", "user.json": "{}"}))[1]
    assert problem.what == "no reader takes anything in 'export.zip': 'list.txt'"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../conversations.json", "its name leads out of the archive"),
        ("/etc/conversations.json", "its name leads out of the archive"),
        ("a/../../b.json", "its name leads out of the archive"),
        ("C:/b.json", "its name leads out of the archive"),
        ("..\\b.json", "its name leads out of the archive"),
        ("inner.zip", "it is an archive itself"),
        ("inner.tar.gz", "it is an archive itself"),
    ],
)
def test_members_by_name_that_are_refused(name: str, why: str, tmp_path: Path) -> None:
    dialogues, problems = read(tmp_path, packed({name: "[]", **GOOD}))
    assert len(dialogues) == 1
    assert said(problems) == [f"export.zip:1: '{name}' is not read: {why} [refused-member]"]


def odd(change: str) -> bytes:
    """A good archive with one more member that has something odd about it."""
    held = io.BytesIO(packed(GOOD))
    with zipfile.ZipFile(held, "a") as archive:
        info = zipfile.ZipInfo("b.json")
        match change:
            case "link":
                info.external_attr = 0o120777 << 16
                archive.writestr(info, "/etc/passwd")
            case "lzma":
                archive.writestr(info, "[]", zipfile.ZIP_LZMA)
            case "ratio":
                archive.writestr(info, b" " * (limits.FREE + 1), zipfile.ZIP_DEFLATED)
            case _:
                archive.writestr(info, "[]")
    data = bytearray(held.getvalue())
    if change == "locked":
        data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("link", "it is a link or a device, not a file"),
        ("locked", "it is encrypted"),
        ("lzma", "it is packed in a way that is not read"),
        ("ratio", "it would grow to 1,028 times its size"),
    ],
)
def test_members_by_nature_that_are_refused(change: str, why: str, tmp_path: Path) -> None:
    dialogues, problems = read(tmp_path, odd(change))
    assert len(dialogues) == 1
    assert said(problems) == [f"export.zip:1: 'b.json' is not read: {why} [refused-member]"]


def test_of_two_members_with_one_name_one_is_read_and_the_other_named(tmp_path: Path) -> None:
    held = io.BytesIO(packed(GOOD))
    with zipfile.ZipFile(held, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("conversations.json", "[]")
    dialogues, problems = read(tmp_path, held.getvalue())
    assert len(dialogues) == 1
    assert [problem.code for problem in problems] == ["refused-member"]


def test_all_together_may_not_be_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 2000)
    files = {**GOOD, "d.json": [chatgpt("d", "x" * 3000, "It sings.")]}
    dialogues, problems = read(tmp_path, packed(files))
    assert len(dialogues) == 1
    assert "'d.json' is not read: all together would be over 2,000 bytes" in said(problems)[0]


def test_too_many_members_are_refused_in_bounded_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed({f"{number}.json": "[]" for number in range(300)})
    monkeypatch.setattr(limits, "MOST_MEMBERS", 299)
    assert "it has 300 members, more than 299" in said(read(tmp_path, data)[1])[0]
    monkeypatch.setattr(limits, "MOST_MEMBERS", 500)
    monkeypatch.setattr(limits, "MOST_DIRECTORY", 10_000)
    assert "it has more than 500 members" in said(read(tmp_path, data)[1])[0]


def test_many_refused_members_are_counted(tmp_path: Path) -> None:
    _, problems = read(tmp_path, packed({f"../{number}.json": "[]" for number in range(50)} | GOOD))
    assert len(problems) == 21
    assert any("30 more members are not read" in line for line in said(problems))


def test_a_damaged_member_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(packed({"a.json": [chatgpt("a", "Is it on?", "It sings.")], "b.json": GOOD["conversations.json"]}))
    data[60:64] = b"\x00\x00\x00\x00"
    dialogues, problems = read(tmp_path, bytes(data))
    assert len(dialogues) == 1
    assert {problem.location.path for problem in problems} == {"export.zip/a.json"}
    assert "'a.json' in 'export.zip' is damaged: " in "".join(said(problems))


@pytest.mark.parametrize("data", [b"\x00", b"PK\x03\x04", packed(GOOD)[:20], packed(GOOD)[-30:], b"<html>"])
def test_what_is_no_whole_archive_is_an_error(data: bytes, tmp_path: Path) -> None:
    dialogues, problems = read(tmp_path, data)
    assert dialogues == []
    assert [problem.code for problem in problems] == ["bad-archive"]


class Pipe(io.BytesIO):
    """What cannot be gone back in: so sizes are written behind the data, as by those who pack while they send."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


@pytest.mark.parametrize("sent", [False, True])
@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_of_an_archive_that_was_cut_off_the_members_before_are_read(sent: bool, packing: int, tmp_path: Path) -> None:
    held = Pipe() if sent else io.BytesIO()
    talks = [chatgpt(f"c-{number}", f"{number}?", "Yes. " * 50, title=f"No {number}") for number in range(9)]
    with zipfile.ZipFile(held, "w", packing) as archive:
        for number in range(3):
            archive.writestr(f"é{number}.json", json.dumps(talks[3 * number : 3 * number + 3]))
    data = held.getvalue()
    third, directory = data.index("é2.json".encode()), data.index(b"PK\x01\x02")
    for size, whole, cut in ((directory, 9, False), ((third + directory) // 2, 6, True), (third - 9, 6, False)):
        dialogues, problems = read(tmp_path, data[:size])
        heads = said(problems)
        if sent and packing == zipfile.ZIP_STORED:  # nothing says where the first of them ends
            assert heads[0].startswith("export.zip:1: 'export.zip' cannot be opened")
            continue
        assert [dialogue.title for dialogue in dialogues][:whole] == [f"No {number}" for number in range(whole)]
        assert "export.zip:1: 'export.zip' has lost its end, with the list of its members [bad-archive]" in heads
        assert any("'é2.json' in 'export.zip' is damaged: its end is missing" in head for head in heads) is cut


def test_a_bomb_that_was_cut_off_is_no_less_one(tmp_path: Path) -> None:
    def cut(size: int) -> bytes:
        held = Pipe()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.json", b" " * size)
        return held.getvalue()[:-200]

    read(tmp_path, cut(100_000))  # what that needs is loaded
    bomb = cut(100_000_000)
    tracemalloc.start()
    dialogues, problems = read(tmp_path, bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert dialogues == []
    assert problems.errors
    assert peak < 5_000_000


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    assert [problem.code for problem in read(tmp_path, b"")[1]] == ["empty-file"]


def test_no_broken_archive_ends_in_a_traceback(tmp_path: Path) -> None:
    whole = packed({"a.json": [chatgpt("a", "Is it on?", "It sings.")], "b.txt": "Ada: on?\n", **GOOD})
    dice = random.Random(7)  # noqa: S311 - the same each time
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(dice.choice((1, 2, 8))):
            at = dice.choice((dice.randrange(len(data)), dice.randrange(len(data) * 3 // 4, len(data))))
            data[at] = dice.choice((0, 1, 0x7F, 0xFF, dice.randrange(256)))
        dialogues, problems = read(tmp_path, bytes(data[: dice.choice((None, None, dice.randrange(len(data))))]))
        assert dialogues or problems.errors


def test_a_bomb_costs_no_memory(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.json", "w") as file:
        for _ in range(50):
            file.write(b" " * 1_000_000)
    data = bytearray(held.getvalue())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 1000)  # it says that it is small
    tracemalloc.start()
    dialogues, problems = read(tmp_path, bytes(data))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert dialogues == []
    assert problems.errors
    assert peak < 10_000_000


def test_a_file_larger_than_memory_should_hold_is_refused_before_it_is_read() -> None:
    source = Source("big.md", None, blocks=lambda: iter(()), size=MOST_WHOLE + 1)
    with pytest.raises(DialogueError, match=r"'big.md' has 512,000,001 bytes \[too-large\]"):
        _ = source.data


def test_text_of_members_is_whole(tmp_path: Path) -> None:
    text = "Ä" * 700_000
    dialogues, _ = read(tmp_path, packed({"a.json": [chatgpt("a", text, "It sings.")]}))
    assert dialogues[0].turns[0].parts == (Text(text),)
