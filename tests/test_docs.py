"""The guide says what is there, and nothing else: options, keys, commands, problems, formats, and its own examples."""

from __future__ import annotations

import importlib.util
import json
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from click import Choice, Command, Group, Option
from click.testing import CliRunner

from mkdocs_dialogues import cli
from mkdocs_dialogues.addresses import distinct
from mkdocs_dialogues.author_keys import keys_of
from mkdocs_dialogues.config import DialoguesConfig
from mkdocs_dialogues.dialogue_form import FACTS
from mkdocs_dialogues.errors import CODES, DialogueError, Problems
from mkdocs_dialogues.importing.manifest import Manifest
from mkdocs_dialogues.metadata import (
    IMPORTED,
    AllowEntry,
    AuthorMetadata,
    ImportedEntry,
    NoteEntry,
    OmitEntry,
    ParticipantEntry,
    RedactEntry,
    merge,
)
from mkdocs_dialogues.model import Status, Text
from mkdocs_dialogues.pipeline import Pipeline, transcripts
from mkdocs_dialogues.readers import Reader, readers
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.render.page import render_page
from mkdocs_dialogues.render.templating import load_templates
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.starting.site import new_site
from mkdocs_dialogues.strict_yaml import load

from .importing.exports import packed

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "content" / "guide"
PAGES = sorted(path.name for path in GUIDE.glob("*.md"))
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")


class Block(NamedTuple):
    """A fenced block: its language, its ``title`` (a file's name) or ``""``, and its text."""

    language: str
    title: str
    text: str


def page(name: str) -> str:
    return (GUIDE / name).read_text(encoding="utf-8")


def blocks(markdown: str) -> Iterator[Block]:
    fence = re.compile(
        r'^(?P<in> *)```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^(?P=in)```$',
        re.MULTILINE | re.DOTALL,
    )
    for match in fence.finditer(markdown):
        lines = match["text"].splitlines(keepends=True)
        yield Block(match["language"], match["title"] or "", "".join(line.removeprefix(match["in"]) for line in lines))


def prose(markdown: str) -> str:
    """A page without its fenced blocks, whose lines are nobody's headings or links."""
    return re.sub(r"^( *)```.*?^\1```$", "", markdown, flags=re.MULTILINE | re.DOTALL)


def sections(markdown: str) -> dict[str, str]:
    """Text by heading, for headings that are one piece of code, such as ``## `path` ``."""
    parts = re.split(r"^#{2,3} (.+)\n", markdown, flags=re.MULTILINE)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {heading.strip("`"): text for heading, text in pairs if re.fullmatch("`[^`]+`", heading)}


def first_column(markdown: str) -> set[str]:
    """The pieces of code in the first column of tables."""
    rows = re.findall(r"^\| (`[^|]+) \|", prose(markdown), re.MULTILINE)
    return {code for row in rows for code in re.findall("`([^`]+)`", row)}


# What there is, and what is documented


def test_every_option_is_documented_with_its_default() -> None:
    documented = sections(page("options.md"))
    options = dict(DialoguesConfig()._schema)
    assert set(documented) == set(options)
    for name, option in options.items():
        match = re.search(r"^Default: (.+)$", documented[name], re.MULTILINE)
        assert match, name
        value = None if match[1] == "none" else yaml.safe_load(match[1].strip("`"))
        assert value == option.default, name


def test_every_metadata_key_is_documented() -> None:
    assert set(sections(page("metadata.md"))) == set(keys_of(AuthorMetadata))


@pytest.mark.parametrize(
    ("key", "entry"),
    [
        ("participants", ParticipantEntry),
        ("notes", NoteEntry),
        ("omit", OmitEntry),
        ("redact", RedactEntry),
        ("allow", AllowEntry),
        ("imported", ImportedEntry),
    ],
)
def test_every_key_within_a_value_is_documented(key: str, entry: type[Any]) -> None:
    assert first_column(sections(page("metadata.md"))[key]) == set(keys_of(entry))


def test_what_is_said_of_participants_elsewhere_is_complete() -> None:
    assert first_column(page("speakers.md").partition("## For a whole folder")[0]) == set(keys_of(ParticipantEntry))


def test_the_readme_names_every_metadata_key_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Say more about a dialogue")[2].partition("\n## ")[0]
    assert first_column(section) == set(keys_of(AuthorMetadata))


def test_every_status_is_documented() -> None:
    assert first_column(sections(page("metadata.md"))["status"]) == set(get_args(Status))


def commands_of(group: Command, name: str) -> Iterator[tuple[str, Command]]:
    """Every command below a group by its whole name, groups that do something themselves included."""
    for word, command in group.commands.items() if isinstance(group, Group) else ():
        yield f"{name} {word}", command
        yield from commands_of(command, f"{name} {word}")


def test_every_command_is_documented_with_its_options() -> None:
    documented = sections(page("command.md"))
    commands = dict(commands_of(cli.main, "dialogues"))
    assert set(documented) == set(commands)
    for name, command in commands.items():
        text = documented[name]
        options = [option for option in command.params if isinstance(option, Option)]
        told = {code for code in first_column(text) if code.startswith("-")}
        assert told == {spelling for option in options for spelling in option.opts}, name
        for option in options:
            if isinstance(option.type, Choice):
                row = next(line for line in text.splitlines() if line.startswith(f"| `{option.opts[0]}`"))
                assert all(f"`{choice}`" in row for choice in option.type.choices)


def test_every_problem_is_documented() -> None:
    assert set(sections(page("problems.md"))) == set(CODES)


def formats(name: str) -> dict[str, tuple[str, ...]]:
    """The formats in a page's table, with their suffixes; ``(none)`` is that of files without one."""
    rows = re.findall(r"^\| `([\w-]+)` \| ((?:`(?:\.\w+|\(none\))` ?)+) \|", page(name), re.MULTILINE)
    return {format_: tuple(suffixes.replace("`", "").replace("(none)", "").split(" ")) for format_, suffixes in rows}


def test_every_format_is_documented_once_with_its_suffixes() -> None:
    markdown, exports = formats("transcripts.md"), formats("formats.md")
    assert markdown.keys() & exports.keys() == set()
    assert markdown | exports == {name: reader.suffixes for name, reader in readers().items()}


def test_the_tables_of_formats_are_those_of_the_installed_readers() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "update_formats.py"))
    assert script["undocumented"]() == [], (
        "give each reader 'about', and a section of the guide whose heading is its 'title'"
    )
    for path, text in script["documents"]().items():
        assert path.read_text(encoding="utf-8") == text, "run python scripts/update_formats.py"


@pytest.mark.parametrize("name", readers())
def test_every_reader_has_a_case_with_a_sample_that_it_reads(name: str) -> None:
    goldens = (ROOT / "tests" / "readers" / "cases" / name).glob("*/model.json")
    read = [golden for golden in goldens if any(golden.parent.glob("input*"))]
    assert any(dialogue["turns"] for golden in read for dialogue in json.loads(golden.read_text())["dialogues"])


def test_every_fact_of_our_own_form_is_documented() -> None:
    text = page("form.md")
    assert first_column(text.partition("## Facts about a turn")[2].partition("## Parts")[0]) == set(FACTS["turn"])
    rows = dict(re.findall(r"^\| `([\w-]+)` \| [^|]+ \| ([^|]*)\|", text.partition("## Parts")[2], re.MULTILINE))
    parts = {name: set(facts) - {"escaped"} for name, facts in FACTS.items() if facts and name != "turn"}
    values = {"true", "usage", "system prompt"}
    assert {name: set(re.findall("`([^`]+)`", facts)) - values for name, facts in rows.items()} == parts


# Examples


@pytest.mark.parametrize("name", [name for name in PAGES if name != "readers.md"])  # that is in site/test_stranger.py
def test_commands_print_what_the_guide_shows(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a page are written as they come, and each ``$ dialogues …`` is run; a line ``…`` is any more lines."""
    monkeypatch.chdir(tmp_path)
    for block in blocks(page(name)):
        if block.title:
            path = tmp_path / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        if block.language == "console":
            command, _, shown = block.text.partition("\n")
            assert command.startswith("$ dialogues ")
            printed = CliRunner().invoke(cli.main, command.split()[2:]).output
            pieces = re.split(r"^…\n", shown, flags=re.MULTILINE)
            if len(pieces) == 1:
                assert printed == shown
            assert re.fullmatch(r"(?:.*\n)*".join(map(re.escape, pieces)), printed), f"{shown}\nis not in\n{printed}"


@pytest.mark.parametrize("name", PAGES)
def test_transcripts_of_the_guide_are_read(name: str, tmp_path: Path) -> None:
    texts = {block.title: block.text for block in blocks(page(name)) if re.search(r"dialogues/.*\.md$", block.title)}
    for title, text in texts.items():
        path = tmp_path / title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        pipeline = Pipeline(tmp_path, tmp_path)
        assert len(pipeline.read(path)) == 1, title
        assert [problem.code for problem in pipeline.problems] == (["unknown-key"] if "stauts" in text else []), title


def test_each_format_is_shown_by_a_file_that_it_takes(tmp_path: Path) -> None:
    shown = set()
    for block in blocks(page("transcripts.md")):
        if block.language in ("markdown", "json") and block.title:
            path = tmp_path / Path(block.title).name
            path.write_text(block.text, encoding="utf-8")
            shown |= {dialogue.metadata.format for dialogue in Pipeline(tmp_path, tmp_path).read(path)}
    assert shown == formats("transcripts.md").keys() - {"aider"}


@pytest.mark.parametrize("name", ["metadata.md", "speakers.md"])
def test_examples_of_metadata_are_valid(name: str) -> None:
    examples = [block for block in blocks(page(name)) if block.language == "yaml" and block.title != "mkdocs.yml"]
    assert examples
    for example in examples:
        problems = Problems()
        merge([load(example.text, name)], problems)
        assert list(map(str, problems)) == [], example.text


# Each message of problems.md, and files that bring it about.
KETTLE = "**Ada:** Is the kettle on?\n\n**Claude Opus 4.5:** It has been singing for a minute.\n"
ASKED = {"uuid": "m-1", "sender": "human", "text": "Is the kettle on?"}
ANSWERED = {"uuid": "m-2", "sender": "assistant", "text": "It sings.", "parent_message_uuid": "m-1"}


def claude_ai(*messages: Mapping[str, str]) -> str:
    """A conversation as Claude.ai exports it, a message a line."""
    lines = ",\n  ".join(map(json.dumps, messages))
    return f'{{"uuid": "c-1", "name": "The kettle", "chat_messages": [\n  {lines}\n]}}\n'


CAUSES: Mapping[str, Mapping[str, str | bytes]] = {
    "ambiguous-date": {"kettle.txt": "03/04/2023, 08:14 - Ada: Is the kettle on?\n03/04/2023, 08:15 - Bo: It sings.\n"},
    "ambiguous-format": {
        "kettle.md": "# Voice Conversation: z-ai/glm-5\n*2026-01-04 21:13:12*\n\n---\n\n**USER:**\n\n"
        "Is the kettle on?\n\n# aider chat started at 2026-01-05 08:00:00\n\n#### mend the kettle\n"
    },
    "bad-archive": {"export.zip": b"<html>Not found</html>"},
    "bad-database": {"logs.db": b"SQLite format 3\x00" + b"_llm_migrations" * 400},
    "bad-encoding": {"kettle.md": "**Ada:** Is the kettle on?\n\n**Claude:** In the café.\n".encode("cp1252")},
    "bad-field": {
        "kettle.json": '{"messages": [\n  {"role": "user", "content": "Is the kettle on?"},\n'
        '  {"role": "assistant", "content": "It sings.", "name": 7}\n]}\n'
    },
    "bad-json": {
        "kettle.jsonl": '{"messages": [{"role": "user", "content": "Is the kettle on?"}]}\n'
        '{"messages": [{"role": "user", "content": "Then po\n'
    },
    "bad-math": {"kettle.md": KETTLE + "\n**Ada:**\nSo $\\frac{1}{$ of it is left.\n"},
    "bad-metadata": {"kettle.md": f"---\ntitle: The kettle\ndate: the day after tomorrow\n---\n{KETTLE}"},
    "bad-yaml": {"kettle.md": f"---\ntitle: The kettle: a story\n---\n{KETTLE}"},
    "control-character": {"kettle.md": KETTLE.replace("kettle on", "ket\x00tle on")},
    "cyclic-tree": {"kettle.json": claude_ai({**ASKED, "parent_message_uuid": "m-2"}, ANSWERED)},
    "doubtful-label": {"kettle.md": KETTLE + "\n**Zoe:** I brought the milk.\n"},
    "duplicate-id": {"kettle.json": claude_ai(ASKED, ANSWERED, {**ANSWERED, "text": "It sang."})},
    "duplicate-key": {"kettle.md": f"---\ntitle: The kettle\nthemes: [tea]\ntitle: The pot\n---\n{KETTLE}"},
    "duplicate-url": {"kettle.md": KETTLE, "kettle.txt": KETTLE},
    "empty-file": {"kettle.md": "\n"},
    "ambiguous-passage": {
        "kettle.md": "---\nnotes:\n  - {turn: 1, passage: it, text: x}\n---\n"
        "**Ada:** Is it on? It is, it sings.\n\n**Bo:** So.\n"
    },
    "idle-redaction": {"kettle.md": f"---\nredact: [Ada Lovelace]\n---\n{KETTLE}"},
    "missing-passage": {"kettle.md": f"---\nnotes:\n  - {{turn: 1, passage: a new kettle, text: x}}\n---\n{KETTLE}"},
    "missing-file": {"kettle.md": KETTLE + "\n**Ada:**\nHere it is: ![the kettle](ketle.png)\n"},
    "no-reader": {"shopping.md": "Milk, tea, a kettle.\n"},
    "no-turns": {"kettle.md": "# Voice Conversation: z-ai/glm-4.7\n*2026-01-04 21:13:12*\n\n---\n\nNobody came.\n"},
    "orphan-sidecar": {"kettle.md": KETTLE, "ketle.md.meta.yml": "title: The kettle\n"},
    "orphan-turn": {"kettle.json": claude_ai({**ASKED, "parent_message_uuid": "m-0"}, ANSWERED)},
    "refused-member": {"export.zip": packed({"../kettle.json": "[]", "kettle.txt": KETTLE})},
    "silent-participant": {"kettle.md": f"---\nparticipants:\n  ADAH: Ada Lovelace\n---\n{KETTLE}"},
    "skipped-member": {"export.zip": packed({"kettle.txt": KETTLE, "shopping.txt": "Milk, tea, a kettle.\n"})},
    "too-complex": {"kettle.md": KETTLE + "\n**Ada:**\n" + "> " * 200 + "deep\n"},
    "unknown-branch": {
        "kettle.json": claude_ai(ASKED, ANSWERED),
        "kettle.json.meta.yml": "title: The kettle\nbranch: 7\n",
    },
    "unknown-format": {"kettle.md": f"---\nformat: labeled\n---\n{KETTLE}"},
    "unknown-key": {"kettle.md": f"---\nthemse: [tea]\n---\n{KETTLE}"},
    "unknown-part": {
        "kettle.json": '{"messages": [\n  {"role": "user", "content": [{"type": "hologram", "of": "kettle"}]},\n'
        '  {"role": "assistant", "content": "It sings."}\n]}\n'
    },
    "unknown-role": {
        "kettle.md": "# Voice Conversation: z-ai/glm-4.7\n*2026-01-04 21:13:12*\n\n---\n\n**USER:**\n\nIs it on?\n\n"
        "---\n\n**ASISTANT:**\n\nIt has been singing for a minute.\n\n---\n\n**USER:**\n\nThen pour.\n"
    },
    "raw-redacted": {"kettle.md": f"---\nraw: true\nredact: [kettle]\n---\n{KETTLE}"},
    "unknown-theme": {"kettle.md": f"---\nthemes: [tee]\n---\n{KETTLE}"},
}
# Brought about by what is on the disk rather than in a file.
OTHERWISE = {"active-picture", "bad-manifest", "link-loop", "outside-content", "too-large", "unreadable-file"}
OTHERWISE |= {"bad-allowance", "likely-secret", "personal-data"}  # in site/test_secrets.py
OTHERWISE |= {"too-many-threads"}  # in tests/test_threads.py
OTHERWISE |= {"file-differs", "page-differs", "page-missing", "page-unknown", "source-changed"}  # in tests/verifying


def problems_of(project: Path, files: Mapping[str, str | bytes]) -> Problems:
    """What a site with these transcripts, and the themes tea and patience, would report."""
    content = project / "content"
    folder = content / "dialogues"
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    problems = Problems()
    pipeline = Pipeline(project, content, ("tea", "patience"), problems)
    dialogues = [dialogue for path in transcripts(folder) for dialogue in pipeline.read(path)]
    pipeline.report_folders(folder)
    for dialogue in distinct(dialogues, "content", {}, problems).values():
        for problem in render_page(dialogue, PageContext(words=1, minutes=1), load_templates([])).problems:
            problems.add(problem)
    return problems


def shown_message(code: str) -> str:
    (message,) = [block.text for block in blocks(sections(page("problems.md"))[code]) if block.language == "text"]
    return message.rstrip("\n")


def without_readers(message: str) -> str:
    """A message with ``…`` for the names of the readers that there are, which change from version to version."""
    names = "|".join(map(re.escape, sorted(readers(), reverse=True)))
    return re.sub(rf"(?<=tried: |ne of: )(?:(?:{names})(?:, |(?=[.)])))+", "…", message)


@pytest.mark.parametrize("code", CAUSES)
def test_messages_are_those_of_the_guide(code: str, tmp_path: Path) -> None:
    problems = problems_of(tmp_path, CAUSES[code])
    assert [without_readers(str(problem)) for problem in problems] == [shown_message(code)]
    opening = "Error." if problems.errors else "Warning."
    assert sections(page("problems.md"))[code].lstrip().startswith(opening)


def test_messages_about_the_disk_are_those_of_the_guide(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "dialogues"
    folder.mkdir(parents=True)
    (tmp_path / "secret.md").write_text(KETTLE)
    (folder / "kettle.md").symlink_to(tmp_path / "secret.md")
    (folder / "again").symlink_to(folder)
    (folder / "kettle.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg">\n<script>steam()</script></svg>\n')
    picture = Pipeline(tmp_path, tmp_path / "content")
    assert not picture.is_harmless(folder / "kettle.svg")
    assert [str(problem) for problem in picture.problems] == [shown_message("active-picture")]
    faults = {"outside-content": "kettle.md", "unreadable-file": "gone.md", "link-loop": "again/kettle.md"}
    for code, name in faults.items():
        pipeline = Pipeline(tmp_path, tmp_path / "content")
        assert pipeline.read(folder / name) == []
        assert [str(problem) for problem in pipeline.problems] == [shown_message(code)]


def test_the_message_about_size_is_that_of_the_guide() -> None:
    source = Source("content/dialogues/kettle.md", None, blocks=lambda: iter(()), size=512_000_001)
    with pytest.raises(DialogueError) as caught:
        _ = source.data
    assert str(caught.value.problem) == shown_message("too-large")


def test_the_message_about_the_manifest_is_that_of_the_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("content/dialogues")
    folder.mkdir(parents=True)
    (folder / IMPORTED).write_text('{"version": 1, "dialogues": {"')
    with pytest.raises(DialogueError) as caught:
        Manifest(folder)
    assert str(caught.value.problem) == shown_message("bad-manifest")


def test_no_message_goes_untested() -> None:
    assert set(CAUSES) | OTHERWISE == set(CODES)


# README and its like


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_to_files_of_the_repository_lead_somewhere(document: str) -> None:
    text = prose((ROOT / document).read_text(encoding="utf-8"))
    targets = [urlsplit(target) for target in re.findall(r"\]\(([^()\s]+)\)", text)]
    inside = [target for target in targets if not target.scheme]
    assert inside or document == "CHANGELOG.md"
    for target in inside:
        path = ROOT / unquote(target.path or document)
        assert path.exists(), target.geturl()
        if target.fragment and path.suffix == ".md":
            assert target.fragment in anchors(path.read_text(encoding="utf-8")), target.geturl()


def anchors(markdown: str) -> set[str]:
    """The anchors of headings, as GitHub makes them."""
    headings = re.findall(r"^#{1,6} (.+)$", prose(markdown), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_paths_named_in_contributing_exist() -> None:
    text = prose((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    named = [path for path in re.findall(r"`((?:\.?[\w-]+/)+[\w.-]*)`", text) if "<" not in path]
    assert named
    assert [path for path in named if not (ROOT / path).exists() and not (PACKAGE / path).exists()] == []


PACKAGE = ROOT / "generator" / "mkdocs_dialogues"


def test_the_reader_of_contributing_reads(tmp_path: Path) -> None:
    """The example is run as it stands there."""
    files = {block.title: block.text for block in blocks((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))}
    (code,) = [text for title, text in files.items() if title.endswith(".py")]
    module = tmp_path / "toasts.py"
    module.write_text(code, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("toasts", module)
    assert spec is not None
    assert spec.loader is not None
    toasts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(toasts)
    reader: Reader = toasts.ToastsReader()
    assert isinstance(reader, Reader)
    source = Source("wedding.toast", files["wedding.toast"].encode())
    assert reader.detect(source)
    (dialogue,) = reader.read(source)
    said = [(turn.participant, turn.parts, turn.location.line) for turn in dialogue.turns]
    assert said == [("Ada", (Text("To the kettle."),), 2), ("Bo", (Text("To whoever fills it."),), 4)]
    with pytest.raises(DialogueError, match="nobody gives a toast"):
        list(reader.read(Source("empty.toast", b"TOASTS\n")))


def test_every_module_is_on_the_map() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    listed = {code for row in re.findall(r"^\| (`.+?) \|", text, re.MULTILINE) for code in re.findall("`([^`]+)`", row)}
    modules = {path.name for path in PACKAGE.glob("*.py")} - {"__init__.py"}
    folders = {f"{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")}
    assert modules | folders <= listed


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_commands_of_the_start_script_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    used = set(re.findall(r"python3 scripts/start\.py (\w+)", text))
    line = [sys.executable, str(ROOT / "scripts" / "start.py"), "--help"]
    usage = subprocess.run(line, capture_output=True, encoding="utf-8", check=True).stdout
    match = re.search(r"\{([\w,]+)\}", usage)
    assert match
    assert used
    assert used <= set(match[1].split(","))


def test_the_readme_says_which_python_is_needed() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    needed = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert needed
    assert f"Python {needed[1]} or later" in readme


def test_the_site_of_the_guide_is_the_one_that_new_starts(tmp_path: Path) -> None:
    written = {str(path) for path in new_site(tmp_path)}
    shown = {
        block.title: block.text for name in ("index.md", "publish.md") for block in blocks(page(name)) if block.title
    }
    shown["mkdocs.yml"] = next(block.text for block in blocks(page("index.md")) if block.title == "mkdocs.yml")
    assert written == set(shown) | {".gitignore"}
    for path, text in shown.items():
        assert (tmp_path / path).read_text(encoding="utf-8") == text, path
