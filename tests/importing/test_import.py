"""``dialogues import``: what is chosen is written once, and what the author did with it stays."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mkdocs_dialogues import whole_files
from mkdocs_dialogues.cli import main
from mkdocs_dialogues.errors import Problems
from mkdocs_dialogues.importing import writing
from mkdocs_dialogues.importing.found import find, size_of
from mkdocs_dialogues.importing.manifest import fingerprint
from mkdocs_dialogues.metadata import IMPORTED
from mkdocs_dialogues.model import Attachment
from mkdocs_dialogues.pipeline import Pipeline, transcripts
from tests.secrets.samples import made_up

from .exports import chatgpt, claude_ai, packed

INTO = "content/dialogues"
KETTLE = chatgpt("c-1", "Is it on?", "It sings.", title="The kettle")
WELL = chatgpt("c-2", "How deep?", "Nobody knows.", title="The well: 漢字", model="gpt-4o", time=1_772_000_000.0)
LAMP = claude_ai("c-3", "Who lit it?", "She did.", name="A lamp", created="2025-11-30T08:00:00Z")


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def export(*conversations: Any, name: str = "conversations.json") -> str:
    Path(name).write_text(json.dumps(conversations), encoding="utf-8")
    return name


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["import", *arguments])
    assert result.exit_code == code, result.output
    return result


def take_all(name: str, *arguments: str) -> str:
    return run(name, "--into", INTO, "--all", *arguments).output


def written() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(Path(INTO).glob("[!.]*"))}


# What is written


def test_each_dialogue_becomes_a_draft_that_reads_as_the_export_does() -> None:
    take_all(export(KETTLE, WELL))
    assert list(written()) == ["2026-01-04-the-kettle.md", "2026-02-25-the-well-漢字.md"]
    pipeline = Pipeline(Path.cwd(), Path("content").absolute())
    read = [one for path in transcripts(Path(INTO).absolute()) for one in pipeline.read(path)]
    assert list(map(str, pipeline.problems)) == []
    assert [(one.title, one.metadata.status) for one in read] == [("The kettle", "draft"), ("The well: 漢字", "draft")]
    original = Pipeline(Path.cwd(), Path.cwd()).read(Path("conversations.json").absolute())
    for mine, theirs in zip(read, original, strict=True):
        assert [replace(turn, location=mine.source) for turn in mine.turns] == [
            replace(turn, location=mine.source) for turn in theirs.turns
        ]
        assert mine.participants == theirs.participants
        assert mine.metadata.date == theirs.metadata.date


def test_what_it_came_from_stands_in_the_metadata() -> None:
    take_all(export(KETTLE))
    (text,) = written().values()
    assert "\nstatus: draft\nimported:\n  format: chatgpt\n  id: c-1\n---\n" in text


def test_names_are_distinct_stable_and_not_too_long() -> None:
    long = chatgpt("c-9", "a", "b", title="永" * 300)
    Path(INTO).mkdir(parents=True)
    (Path(INTO) / "2026-01-04-The-Kettle.md").write_text("**Ada:** mine\n\n**Bo:** yours\n")
    take_all(export(KETTLE, chatgpt("c-4", "Another?", "Yes.", title="The kettle"), long))
    names = list(written())
    assert [name for name in names if "ettle" in name] == [
        "2026-01-04-The-Kettle.md",
        "2026-01-04-the-kettle-2.md",
        "2026-01-04-the-kettle-3.md",
    ]
    assert all(len(name.encode()) <= 220 for name in names)
    take_all(export(chatgpt("c-4", "Another?", "Yes.", "And?", title="Renamed")))
    assert "And?" in written()["2026-01-04-the-kettle-3.md"]


def test_an_archive_and_a_folder_are_exports_too() -> None:
    Path("export.zip").write_bytes(packed({"conversations-000.json": [KETTLE], "conversations-001.json": [WELL]}))
    Path("unpacked").mkdir()
    export(LAMP, name="unpacked/conversations.json")
    Path("unpacked/user.json").write_text("{}")
    Path("unpacked/chat.html").write_text("<p>")
    Path("unpacked/notes.json").write_text("[]")
    result = run("export.zip", "unpacked", "--into", INTO, "--all")
    assert result.output.startswith(f"3 dialogue(s) into '{INTO}': 3 new")
    assert "unpacked/notes.json:1: no reader takes 'notes.json'" in result.output


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def pictured() -> Any:
    """A conversation that shows a picture, comes with a PDF, and names a page and a file that is not there."""
    talk = chatgpt("c-6", "Look.", "I see.", title="A picture")
    message = talk["mapping"]["c-6-0"]["message"]
    message["content"]["content_type"] = "multimodal_text"
    for pointer in ("sediment://file_0000c4", "file-service://file-gone", "file-service://conversations"):
        message["content"]["parts"].append({"content_type": "image_asset_pointer", "asset_pointer": pointer})
    names = {"file-9Zx8": "list.pdf", "file-html": "page.html"}
    message["metadata"]["attachments"] = [{"id": id_, "name": name} for id_, name in names.items()]
    return talk


@pytest.mark.parametrize("packing", ["zip", "cut zip", "folder"])
def test_files_that_the_export_holds_are_written_beside(packing: str) -> None:
    members = {
        "conversations.json": [pictured()],
        "file-9Zx8-list.pdf": b"%PDF-1.7\n",
        "file-9Zx8y-other.png": PNG + b"other",
        "file-html-page.html": "<script>",
        "user-1/file_0000c4-sanitized.png": PNG,
    }
    if packing == "folder":
        for name, value in members.items():
            Path("export", name).parent.mkdir(parents=True, exist_ok=True)
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            Path("export", name).write_bytes(data)
    else:
        data = packed(members)
        Path("export.zip").write_bytes(data if packing == "zip" else data[: data.index(b"PK\x01\x02")])
    name = "export" if packing == "folder" else "export.zip"
    output = run(name, "--into", INTO, "--all", code=int(packing == "cut zip")).output
    assert "1 new" in output
    stored = {path.name: path.read_bytes() for path in Path(INTO, "attachments").iterdir()}
    assert sorted(stored.values()) == [b"%PDF-1.7\n", PNG]
    pipeline = Pipeline(Path.cwd(), Path("content").absolute())
    (dialogue,) = pipeline.read(Path(INTO, "2026-01-04-a-picture.md").absolute())
    files = [part for part in dialogue.turns[0].parts if isinstance(part, Attachment)]
    assert [(part.name, (part.target or "")[-4:]) for part in files] == [
        ("list.pdf", ".pdf"), ("page.html", ""), ("file_0000c4", ".png"), ("file-gone", ""), ("conversations", ""),
    ]  # fmt: skip
    assert all((Path(INTO) / part.target).is_file() for part in files if part.target)
    assert "1 as they were" in run(name, "--into", INTO, "--all", code=int(packing == "cut zip")).output


def test_whoever_watches_is_told_of_all_bytes() -> None:
    Path("export.zip").write_bytes(packed({"a.json": [KETTLE], "b.json": [WELL], "c.png": "x"}))
    export(LAMP, name="lamp.json")
    exports = [Path("export.zip"), Path("lamp.json")]
    told: list[int] = []
    assert len(list(find(exports, Problems(), told.append))) == 3
    assert sum(told) == size_of(exports) - len("x")


def test_of_a_key_in_what_is_written_one_is_warned() -> None:
    key = made_up("ghp_{A36}")
    name = export(KETTLE, chatgpt("c-9", f"Use {key}", f"With {key}, ada.lovelace@engines.org.uk?", title="Keys"))
    said = run(name, "--all", "--into", INTO).stderr
    (warning,) = [line for line in said.splitlines() if "[likely-secret]" in line or "[personal-data]" in line]
    path, line, _ = warning.split(":", 2)
    assert key in Path(path).read_text().splitlines()[int(line) - 1]
    assert "a key of GitHub" in warning
    assert key not in said
    assert "likely-secret" not in run(name, "--all", "--into", INTO).stderr  # nothing was written


def test_in_a_site_its_folder_is_taken() -> None:
    Path("mkdocs.yml").write_text("site_name: x\ndocs_dir: content\nplugins:\n  - dialogues:\n      path: talks\n")
    run(export(KETTLE), "--all")
    assert [path.name for path in Path("content/talks").glob("*.md")] == ["2026-01-04-the-kettle.md"]
    Path("mkdocs.yml").unlink()
    assert "there is no mkdocs.yml here" in run("conversations.json", "--all", code=2).output


def test_dialogues_without_ids_are_known_by_how_they_begin() -> None:
    def talks(*lists: Sequence[str]) -> str:
        lines = [json.dumps({"messages": [{"role": "user", "content": one} for one in said]}) for said in lists]
        Path("talks.jsonl").write_text("\n".join(lines))
        return "talks.jsonl"

    take_all(talks(["Hi", "one"], ["Hi", "two"], ["Ho"]))
    assert take_all(talks(["Hi", "one", "more"], ["Hi", "two"], ["Ho"])).endswith("0 new, 1 updated, 2 as they were\n")


def test_dialogues_that_share_an_id_do_not_overwrite_each_other() -> None:
    other = chatgpt("c-1", "And the pot?", "It is full.", title="The pot")
    assert ": 2 new" in take_all(export(KETTLE, other, KETTLE))
    assert list(written()) == ["2026-01-04-the-kettle.md", "2026-01-04-the-pot.md"]
    assert "2 as they were" in take_all("conversations.json")


@pytest.mark.parametrize("id_", [" ", "a\nb", "x" * 5000, "--- >", "é: '#"])
def test_any_id_can_be_written_and_found_again(id_: str) -> None:
    take_all(export({**KETTLE, "conversation_id": id_}))
    (path,) = Path(INTO).glob("*.md")
    pipeline = Pipeline(Path.cwd(), Path("content").absolute())
    assert len(pipeline.read(path.absolute())) == 1
    assert list(map(str, pipeline.problems)) == []
    (Path(INTO) / IMPORTED).unlink()
    assert "1 as they were" in take_all("conversations.json")


# Again


def _moved(path: Path) -> Path:
    return path.rename(path.parent / "my" / "own.md")


EDIT: Mapping[str, Callable[[Path], object]] = {
    "nothing": lambda _path: None,
    "edited": lambda path: path.write_text(path.read_text().replace("status: draft\n", "themes: [tea]\n")),
    "deleted": os.unlink,
    "moved": _moved,
    "moved and edited": lambda path: _moved(path).open("a").write("!"),
    "other line ends": lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")),
}
LATER = chatgpt("c-1", "Is it on?", "It sings.", "Pour.", "Gladly.", title="The kettle")


@pytest.mark.parametrize(
    ("edit", "changed", "said", "kept"),
    [
        ("nothing", False, "0 new, 0 updated, 2 as they were", True),
        ("nothing", True, "0 new, 1 updated, 1 as they were", False),
        ("edited", False, "1 edited by you, and left alone:\n  2026-01-04-the-kettle.md", True),
        ("edited", True, "1 edited by you, and newer in the export; left alone", True),
        ("deleted", False, "1 deleted by you, and not written again", True),
        ("deleted", True, "1 deleted by you, and not written again", True),
        ("moved", False, "0 new, 0 updated, 2 as they were", True),
        ("moved", True, "0 new, 1 updated, 1 as they were", False),
        ("moved and edited", True, "1 edited by you, and newer in the export; left alone", True),
        ("other line ends", False, "0 new, 0 updated, 2 as they were", True),
        ("other line ends", True, "0 new, 1 updated, 1 as they were", False),
    ],
)
def test_what_the_author_did_stays(edit: str, said: str, *, changed: bool, kept: bool) -> None:
    take_all(export(KETTLE, WELL))
    (Path(INTO) / "my").mkdir()
    EDIT[edit](Path(INTO) / "2026-01-04-the-kettle.md")
    before = {path: path.read_bytes() for path in Path(INTO).rglob("*.md")}
    times = {path: path.stat().st_mtime_ns for path in before}
    output = take_all(export(LATER if changed else KETTLE, WELL))
    assert said in output
    after = {path: path.read_bytes() for path in Path(INTO).rglob("*.md")}
    assert after.keys() == before.keys()
    assert (after == before) is kept
    assert all(path.stat().st_mtime_ns == times[path] for path in before if after[path] == before[path])
    again = take_all("conversations.json")
    assert {path: path.read_bytes() for path in Path(INTO).rglob("*.md")} == after
    assert "0 new, 0 updated" in again


@pytest.mark.parametrize(
    ("edit", "changed", "said"),
    [
        ("nothing", False, "0 new, 0 updated, 2 as they were"),
        ("moved", False, "0 new, 0 updated, 2 as they were"),
        ("nothing", True, "1 edited by you, and newer in the export; left alone"),  # for all that one can know
        ("edited", False, "1 edited by you, and newer in the export; left alone"),
    ],
)
def test_without_the_manifest_transcripts_are_known_by_their_metadata(edit: str, said: str, *, changed: bool) -> None:
    take_all(export(KETTLE, WELL))
    (Path(INTO) / "my").mkdir()
    EDIT[edit](Path(INTO) / "2026-01-04-the-kettle.md")
    (Path(INTO) / IMPORTED).unlink()
    before = {path: path.read_bytes() for path in Path(INTO).rglob("*.md")}
    assert said in take_all(export(LATER if changed else KETTLE, WELL))
    assert {path: path.read_bytes() for path in Path(INTO).rglob("*.md")} == before


def test_what_was_deleted_is_written_again_when_asked() -> None:
    take_all(export(KETTLE))
    (path,) = Path(INTO).glob("*.md")
    text = path.read_text()
    path.unlink()
    assert "1 restored" in take_all("conversations.json", "--restore")
    assert path.read_text() == text
    assert "1 as they were" in take_all("conversations.json")


def test_the_new_version_of_what_was_edited_is_written_beside() -> None:
    take_all(export(KETTLE))
    (path,) = Path(INTO).glob("*.md")
    path.write_text(path.read_text() + "\nMine.\n")
    output = take_all(export(LATER), "--write-beside", "newer")
    assert "(the new version is in 'newer'):\n  2026-01-04-the-kettle.md" in output
    assert "Gladly." in Path("newer/2026-01-04-the-kettle.md").read_text()
    assert path.read_text().endswith("Mine.\n")
    assert "1 edited by you, and left alone" in take_all("conversations.json")


OLD = claude_ai("u-1", "Is it on?", "It sings.", updated="2026-01-04T21:14:00Z")
NEWER = claude_ai("u-1", "Is it on?", "It sings.", "Then pour.", updated="2026-02-04T08:00:00Z")


@pytest.mark.parametrize(
    ("old", "newer"),
    [(OLD, NEWER), (chatgpt("u-1", "Is it on?", "It sings."), chatgpt("u-1", "Is it on?", "It sings.", "Then pour."))],
    ids=["as the export says", "by the last turn"],
)
@pytest.mark.parametrize("way", ["two runs", "one run", "one run, the other order", "one folder", "one file"])
def test_the_newer_version_stays_whatever_the_order(way: str, old: Any, newer: Any) -> None:
    match way:
        case "two runs":
            take_all(export(newer))
            said = take_all(export(old))
            assert "0 new, 0 updated, 0 as they were, 1 older\n1 older in the export than what was written" in said
            assert "\n  2026-01-04-the-kettle.md" in said
        case "one folder":
            Path("exports").mkdir()
            export(newer, name="exports/a.json")
            export(old, name="exports/b.json")
            take_all("exports")
        case "one file":
            take_all(export(newer, old))
        case _:
            names = [export(newer, name="new.json"), export(old, name="old.json")]
            take_all(*(names if way == "one run" else reversed(names)))
    assert list(written()) == ["2026-01-04-the-kettle.md"]
    assert "Then pour." in written()["2026-01-04-the-kettle.md"]


def test_of_two_versions_the_newer_is_listed_and_an_older_one_named() -> None:
    listed = run(export(NEWER, OLD), "--into", INTO, "--list").output.splitlines()
    assert [line.split()[-3:] for line in listed[1:]] == [["3", "7", "new"]]
    take_all("conversations.json")
    assert run(export(OLD), "--into", INTO, "--list").output.splitlines()[1].endswith("older")


def test_an_older_version_is_not_taken_for_a_newer_one_of_what_was_edited() -> None:
    take_all(export(NEWER))
    path = Path(INTO, "2026-01-04-the-kettle.md")
    path.write_text(path.read_text() + "Mine.\n")
    assert "newer in the export" not in take_all(export(OLD), "--write-beside", "beside")
    assert not Path("beside").exists()
    assert path.read_text().endswith("Mine.\n")


def test_a_dialogue_that_begins_at_another_time_is_another_one() -> None:
    other = claude_ai("u-1", "Who?", "She.", created="2025-01-04T21:13:12Z", updated="2025-01-04T21:13:12Z")
    take_all(export(NEWER, other))
    assert len(written()) == 2


def test_a_run_that_is_killed_leaves_whole_files_and_the_next_one_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def put(path: Path, data: str | bytes) -> None:
        if path.name == IMPORTED or "lamp" in path.name:
            path.with_name(f".{path.name}.unfinished").write_text("half")
            raise Killed
        whole_files.write_whole(path, data)

    name = export(KETTLE, WELL)
    export(LAMP, name="lamp.json")
    with monkeypatch.context() as patched:
        patched.setattr(writing, "write_whole", put)
        patched.setattr("mkdocs_dialogues.importing.manifest.write_whole", put)
        with pytest.raises(Killed):
            CliRunner().invoke(main, ["import", name, "lamp.json", "--into", INTO, "--all"])
    assert sorted(written()) == ["2026-01-04-the-kettle.md", "2026-02-25-the-well-漢字.md"]
    output = run(name, "lamp.json", "--into", INTO, "--all").output
    assert output == f"3 dialogue(s) into '{INTO}': 1 new, 0 updated, 2 as they were\n"
    assert list(Path(INTO).glob(whole_files.LEFTOVERS)) == []


@pytest.mark.parametrize("target", ["conversations.json", "conversations.json/deeper", "gone"])
@pytest.mark.parametrize("option", ["--into", "--write-beside"])
def test_what_is_no_folder_is_named(option: str, target: str) -> None:
    export(KETTLE)
    Path("gone").symlink_to("nowhere")
    other = ["--into", INTO] if option != "--into" else []
    said = run("conversations.json", *other, option, target, "--all", code=2).output
    assert f"'{target.partition('/')[0]}' is no folder" in said


def test_a_manifest_that_cannot_be_read_stops_everything() -> None:
    take_all(export(KETTLE))
    (Path(INTO) / IMPORTED).write_text('{"version": 1, "dialogues": {"a": {"fi')
    output = run("conversations.json", "--into", INTO, "--all", code=1).output
    assert "[bad-manifest]" in output
    (Path(INTO) / IMPORTED).write_text('{"version": 2, "dialogues": {}}')
    assert "it is of version 2" in run("conversations.json", "--into", INTO, "--all", code=1).output


def test_a_manifest_cannot_lead_out_of_its_folder(site: Path) -> None:
    take_all(export(KETTLE))
    victim = site / "victim.md"
    victim.write_text("mine")
    entry = {"file": "../../victim.md", "written": fingerprint("mine")}
    (Path(INTO) / IMPORTED).write_text(json.dumps({"version": 1, "dialogues": {"chatgpt c-1": entry}}))
    take_all(export(LATER))
    assert victim.read_text() == "mine"


def test_the_manifest_is_no_transcript_and_has_a_line_a_dialogue() -> None:
    take_all(export(KETTLE, WELL))
    lines = (Path(INTO) / IMPORTED).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if '"file"' in line] == lines[3:5]
    assert [path.suffix for path in transcripts(Path(INTO))] == [".md", ".md"]


# Choosing


@pytest.mark.parametrize(
    ("selections", "chosen"),
    [
        (["title:kettle"], "k"),
        (["title:KETT"], "k"),
        (['title:"the well"'], "w"),
        (["date:2026"], "kw"),
        (["date:2026-02"], "w"),
        (["date:2026-01-04"], "k"),
        (["date:2025-11..2026-01"], "kl"),
        (["date:..2025"], "l"),
        (["date:2026-01-05.."], "w"),
        (["model:gpt-4o"], "w"),
        (["model:gpt"], "kw"),
        (["model:GPT-5"], "k"),
        (["id:c-3"], "l"),
        (["turns:3.."], ""),
        (["words:..100"], "kwl"),
        (["-model:gpt"], "l"),
        (["date:2026 -title:kettle"], "w"),
        (["title:kettle", "title:lamp"], "kl"),
    ],
)
def test_selections(selections: Sequence[str], chosen: str) -> None:
    export(LAMP, name="lamp.json")
    options = [word for selection in selections for word in ("--select", selection)]
    run(export(KETTLE, WELL), "lamp.json", "--into", INTO, *options)
    names = {"k": "2026-01-04-the-kettle.md", "w": "2026-02-25-the-well-漢字.md", "l": "2025-11-30-a-lamp.md"}
    assert set(written()) == {names[letter] for letter in chosen}


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        ("kettle", "'kettle' is no selection; expected KEY:VALUE, with one of the keys date, model, title, id"),
        ("colour:red", "'colour:red' is no selection"),
        ("title:", "'title:' says no value"),
        ("date:yesterday", "'yesterday' is no date; expected 2026, 2026-01 or 2026-01-04"),
        ("date:2026-13", "'2026-13' is no date"),
        ("words:many", "'many' is no number"),
        ('title:"a', "a quotation mark has no second one"),
        (" ", "a selection is empty"),
    ],
)
def test_selections_that_say_nothing(selection: str, said: str) -> None:
    result = run(export(KETTLE), "--into", INTO, "--select", selection, code=2)
    assert said in " ".join(result.output.split())
    assert not Path(INTO).exists()


def test_without_a_choice_everything_is_listed_and_nothing_written() -> None:
    take_all(export(KETTLE))
    result = run(export(KETTLE, WELL), "--into", INTO, code=3)
    assert result.output.splitlines() == [
        "   date        title           model   turns  words",
        "1  2026-01-04  The kettle      gpt-5       2      5  there",
        "2  2026-02-25  The well: 漢字  gpt-4o      2      4  new",
    ]
    assert len(written()) == 1
    assert run("conversations.json", "--into", INTO, "--list", "--select", "title:well").output.count("\n") == 2


def test_text_of_an_export_cannot_drive_the_terminal() -> None:
    name = export(chatgpt("c", "a", "b", title="\x1b[2Jgone\u202e", model="x\x1b[2J"))
    assert "\x1b" not in run(name, "--into", INTO, "--list").output
    assert "\x1b" not in take_all(name)


def at_a_terminal(*arguments: str, answers: Sequence[str]) -> tuple[int, str]:
    """What the command says to somebody at a terminal of 60 columns, and its exit code."""
    mine, theirs = pty.openpty()
    line = [sys.executable, "-c", "from mkdocs_dialogues.cli import main; main()", "import", *arguments]
    environment = {**os.environ, "COLUMNS": "60", "TERM": "dumb"}
    with subprocess.Popen(line, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        os.write(mine, "".join(answer + "\n" for answer in answers).encode())
        said = b""
        while True:
            try:
                said += (block := os.read(mine, 4096))
            except OSError:
                break
            if not block:
                break
    os.close(mine)
    return process.returncode, said.decode().replace("\r\n", "\n")


def test_at_a_terminal_one_narrows_down_and_chooses_by_number() -> None:
    long = chatgpt("c-5", "a", "b", title="A title that is much longer than this terminal is wide " * 3)
    name = export(KETTLE, WELL, long)
    code, said = at_a_terminal(name, "--into", INTO, answers=["colour:red", "title:the", "9", "2"])
    assert code == 0, said
    assert "'colour:red' is no selection" in said
    assert "There is no such number: there are 1 to 2." in said
    assert list(written()) == ["2026-02-25-the-well-漢字.md"]
    rows = [line for line in said.splitlines() if line.startswith("3  ")]
    assert "…" in rows[0]
    assert len(rows[0]) <= 60


@pytest.mark.parametrize(("answers", "count"), [([""], 0), (["all"], 3), (["title:kettle", "back", "1-2 3"], 3)])
def test_answers_at_a_terminal(answers: Sequence[str], count: int) -> None:
    export(LAMP, name="lamp.json")
    code, said = at_a_terminal(export(KETTLE, WELL), "lamp.json", "--into", INTO, answers=answers)
    assert code == 0, said
    assert len(written()) == count


def test_a_broken_export_is_told_and_the_rest_imported() -> None:
    Path("conversations.json").write_text(json.dumps([KETTLE, WELL])[:-40])
    result = run("conversations.json", "--into", INTO, "--all", code=1)
    assert "[bad-json]" in result.output
    assert "2026-01-04-the-kettle.md" in written()
