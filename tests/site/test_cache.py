"""A build with a cache is the build without one, whatever was changed since, and whatever became of the cache."""

from __future__ import annotations

import json
import logging
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import yaml
from jinja2 import Environment
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_dialogues.cache import Cache, digest
from mkdocs_dialogues.cards import unpack_bag
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.render.page import RenderedPage, render_page
from mkdocs_dialogues.render.templating import CompiledTemplates

TEXTS = (
    "Is it *on*?",
    "See [the other](b.md) and [none](nowhere.md).",
    "![a cup](cup.png)",
    "```python\nx = 1\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "Then $x^2$ and $\\badmacro{1}$.",
    "line one\nline two",
)
PAGES = (
    "# Home\n",
    "# Home\n\n[a](dialogues/a.md)\n",
    "# Start\n\nText.\n",
    "---\ntitle: Other\nicon: material/cup\n---\nText.\n",
    "Text.\n\n# Late\n",
    "# A [link][it]\n",
    "# A [link][it]\n\n[it]: dialogues/a.md\n",
)
FRAMES = (
    '{% extends "base.html" %}',
    '{% extends "base.html" %}{% block footer %}{% for one in nav.pages %}{{ one.content }}{% endfor %}{% endblock %}',
)


class Archive:
    """A site whose files are changed at random."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chance = random.Random(seed)  # noqa: S311
        self.options: dict[str, Any] = {}
        self.settings: dict[str, Any] = {"site_name": "Test"}
        self.folder = root / "content/dialogues"
        (self.folder / "old").mkdir(parents=True)
        (root / "overrides/dialogues").mkdir(parents=True)
        (root / "content/index.md").write_text("# Home\n")
        for name in "abcde":
            self.write(self.folder / ("old" if name > "c" else "") / f"{name}.md")

    def write(self, path: Path) -> None:
        turns = "\n\n".join(
            f"**{speaker}:** {self.chance.choice(TEXTS)}"
            for _ in range(self.chance.randint(2, 5))
            for speaker in ("Ada", self.chance.choice(("Bo", "Claude Opus 4.5")))
        )
        path.write_text(f"---\n{self.metadata()}format: labelled\n---\n{turns}\n")

    def metadata(self) -> str:
        lines = {
            "title": self.chance.choice(("Tea", "Cups & more", "<b>")),
            "themes": self.chance.choice(("[tea]", "[tea, patience]", "[Tea]", "[unknown one]")),
            "status": self.chance.choice(("published", "published", "unlisted", "draft")),
            "series": self.chance.choice(("Letters", "Notes")),
            "date": f"2026-01-0{self.chance.randint(1, 9)}",
            "participants": "{Ada: Ada Lovelace}",
            "oops": "1",
        }
        chosen = self.chance.sample(sorted(lines), self.chance.randint(1, 4))
        return "".join(f"{key}: {lines[key]}\n" for key in chosen if key != "oops" or self.chance.random() < 0.3)

    def change(self) -> str:
        """Do one thing to the site, and say what."""
        files = sorted(self.folder.rglob("*.md"))
        path = self.chance.choice(files)
        things: dict[str, Callable[[], object]] = {
            "edit": lambda: self.write(path),
            "append": lambda: path.write_text(path.read_text() + "\n\n**Ada:** More.\n"),
            "add": lambda: self.write(self.folder / f"n{self.chance.randrange(99)}.md"),
            "remove": lambda: path.unlink() if len(files) > 2 else None,
            "rename": lambda: path.rename(path.with_name(f"r{self.chance.randrange(99)}.md")),
            "swap": lambda: self.swap(path, self.chance.choice(files)),
            "defaults": lambda: (self.folder / self.chance.choice((".meta.yml", "old/.meta.yml"))).write_text(
                self.metadata()
            ),
            "no defaults": lambda: (self.folder / ".meta.yml").unlink(missing_ok=True),
            "sidecar": lambda: Path(f"{path}.meta.yml").write_text(self.metadata()),
            "picture": self.picture,
            "options": self.option,
            "site name": lambda: self.settings.update(site_name=f"Test {self.chance.randrange(9)}"),
            "site address": lambda: self.settings.update(site_url=self.chance.choice(("", "https://example.org/"))),
            "template": lambda: (self.root / "overrides/dialogues/cite.html").write_text(
                f"<p>cite {self.chance.randrange(9)}</p>"
            ),
            "home": lambda: (self.root / "content/index.md").write_text(self.chance.choice(PAGES)),
            "page": lambda: (self.root / "content/more.md").write_text(self.chance.choice(PAGES)),
            "no page": lambda: (self.root / "content/more.md").unlink(missing_ok=True),
            "frame": lambda: (self.root / "overrides/main.html").write_text(self.chance.choice(FRAMES)),
            "touch": path.touch,
        }
        name = self.chance.choice(sorted(things))
        things[name]()
        return name

    def swap(self, one: Path, other: Path) -> None:
        first, second = one.read_bytes(), other.read_bytes()
        one.write_bytes(second)
        other.write_bytes(first)

    def picture(self) -> None:
        cup = self.folder / "cup.png"
        if cup.exists() and self.chance.random() < 0.5:
            cup.unlink()
        else:
            cup.write_bytes(b"\x89PNG" + bytes(self.chance.randrange(99)))

    def option(self) -> None:
        options: dict[str, tuple[Any, ...]] = {
            "line_breaks": (True, False),
            "contents_from": (2, 8),
            "facets": (["theme"], ["theme", "year", "series"]),
            "themes": (["tea"], ["tea", "patience"]),
            "turns_per_page": (2, 3, 200),
        }
        name = self.chance.choice(sorted(options))
        self.options[name] = self.chance.choice(options[name])

    def build(self, *, cache: bool, into: str) -> tuple[dict[str, bytes], list[str]]:
        """The files of the site, and what was logged."""
        settings = {
            "docs_dir": "content",
            "site_dir": str(self.root / into),
            "theme": {"name": "mkdocs", "custom_dir": "overrides"},
            "plugins": ["search", {"dialogues": {**self.options, "cache": cache}}],
            **self.settings,
        }
        (self.root / "mkdocs.yml").write_text(yaml.safe_dump(settings))
        said: list[str] = []
        handler = logging.Handler()
        handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
        log = logging.getLogger("mkdocs.plugins.dialogues")
        log.addHandler(handler)
        try:
            config = load_config(str(self.root / "mkdocs.yml"))
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
        finally:
            log.removeHandler(handler)
        folder = self.root / into
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.suffix != ".gz"
        }
        return files, sorted(set(said))


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The theme prints the time of the build; here it stands still."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setattr("mkdocs_dialogues.fingerprints._TICK", 0)  # nothing is too new to be known


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("seed", range(6))
def test_a_warm_build_is_a_cold_build_whatever_was_changed(tmp_path: Path, seed: int) -> None:
    archive = Archive(tmp_path, seed)
    archive.options["turns_per_page"] = (0, 3)[seed % 2]
    archive.build(cache=True, into="warm")
    for _ in range(6):
        changes = [archive.change() for _ in range(archive.chance.randint(1, 3))]
        warm, said_warm = archive.build(cache=True, into="warm")
        cold, said_cold = archive.build(cache=False, into="cold")
        assert sorted(warm) == sorted(cold), changes
        assert [name for name in cold if warm[name] != cold[name]] == [], changes
        assert said_warm == said_cold, changes


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("features", [[], ["navigation.instant"]])
def test_under_material_too(tmp_path: Path, features: list[str]) -> None:
    """With Pagefind's index, and with one policy for all pages."""
    archive = Archive(tmp_path, len(features))
    theme = {"name": "material", "font": False, "custom_dir": "overrides", "features": features}
    archive.settings.update(theme=theme, plugins=[{"dialogues": archive.options}], site_url="https://example.org/")
    archive.build(cache=True, into="warm")
    for _ in range(4):
        change = archive.change()
        archive.options["cache"] = True
        warm, said_warm = archive.build(cache=True, into="warm")
        archive.options["cache"] = False
        cold, said_cold = archive.build(cache=False, into="cold")
        assert sorted(warm) == sorted(cold), change
        assert [name for name in cold if warm[name] != cold[name]] == [], change
        assert said_warm == said_cold, change


@pytest.mark.usefixtures("still")
def test_a_build_takes_over_what_is_unchanged_and_untouched(tmp_path: Path) -> None:
    archive = Archive(tmp_path, 1)
    for number, name in enumerate("abcde", start=1):
        path = archive.folder / ("old" if name > "c" else "") / f"{name}.md"
        path.write_text(
            f"---\nformat: labelled\ntitle: {name}\ndate: 202{number}-01-01\nthemes: [of {name}]\n---\n"
            f"**Ada:** {name}\n\n**Bo:** yes\n"
        )
    first, _ = archive.build(cache=True, into="warm")
    page = tmp_path / "warm/dialogues/a/index.html"
    kept, download = page.stat(), (tmp_path / "warm/dialogues/a/index.md").stat()
    time.sleep(0.02)
    (archive.folder / "c.md").write_text((archive.folder / "c.md").read_text() + "\n\n**Ada:** More.\n")
    second, _ = archive.build(cache=True, into="warm")
    changed = {name for name in second if second[name] != first.get(name)}
    assert (page.stat().st_ino, page.stat().st_mtime_ns) == (kept.st_ino, kept.st_mtime_ns)
    assert (tmp_path / "warm/dialogues/a/index.md").stat().st_ino == download.st_ino
    assert {"dialogues/c/index.html", "dialogues/c/index.md", "dialogues/index.html"} <= changed
    assert not changed & {f"dialogues/{name}/index.html" for name in ("a", "b", "old/d")}
    page.write_text("<p>not what was built</p>")
    third, _ = archive.build(cache=True, into="warm")
    assert third == second


def noted(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str]]:
    """The names of the files that are read from here on, and the dialogues that are rendered."""
    read: list[str] = []
    rendered: list[str] = []
    each = Pipeline.each

    def reading(self: Pipeline, path: Path, make: Callable[[Dialogue], Any]) -> list[Any]:
        read.append(path.name)
        return each(self, path, make)

    def rendering(dialogue: Dialogue, *rest: Any) -> RenderedPage:
        rendered.append(dialogue.id)
        return render_page(dialogue, *rest)

    monkeypatch.setattr(Pipeline, "each", reading)
    monkeypatch.setattr("mkdocs_dialogues.render.page.render_page", rendering)
    return read, rendered


@pytest.mark.usefixtures("still")
def test_of_a_file_of_several_dialogues_one_that_was_edited_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path, 1)
    for path in archive.folder.rglob("*.md"):
        path.unlink()
    archive.options["related"] = 0
    said = ["Yes.", "The river's.", "In a hive."]

    def export() -> None:
        lines = [
            json.dumps({"messages": [{"role": "user", "content": f"{word}?"}, {"role": "assistant", "content": text}]})
            for word, text in zip(("Kettle", "Bridge", "Bee"), said, strict=True)
        ]
        (archive.folder / "export.jsonl").write_text("\n".join(lines))

    export()
    archive.build(cache=True, into="warm")
    page = tmp_path / "warm/dialogues/export-3/index.html"
    kept = page.stat()
    read, rendered = noted(monkeypatch)
    said[1] = "Nobody's."
    export()
    files, _ = archive.build(cache=True, into="warm")
    assert (read, rendered) == (["export.jsonl"], ["export-2"])
    assert b"Nobody" in files["dialogues/export-2/index.html"]
    assert page.stat().st_mtime_ns == kept.st_mtime_ns


@pytest.mark.usefixtures("still")
def test_what_did_not_change_is_neither_read_nor_rendered_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path, 1)
    for name in "abcde":
        path = archive.folder / ("old" if name > "c" else "") / f"{name}.md"
        path.write_text(
            f"---\nformat: labelled\ntitle: {name}\n---\n**Ada:** {name}\n\n**Bo:** yes\n\n**Ada:** Good.\n"
        )
    archive.build(cache=True, into="warm")
    read, rendered = noted(monkeypatch)
    archive.build(cache=True, into="warm")
    assert (read, rendered) == ([], [])
    path = archive.folder / "b.md"
    path.write_text(path.read_text() + "\n\n**Bo:** And more.\n")
    archive.build(cache=True, into="warm")
    assert (read, rendered) == (["b.md"], ["b"])


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("act", ["edit", "remove"])
def test_the_words_of_others_are_not_counted_again(tmp_path: Path, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(tmp_path, 1)
    for number in range(31):
        one, two, own = (chr(97 + number % many) for many in (9, 15, 26))
        talk = f"**Ada:** The kettle{one} sings{two}.\n\n**Bo:** Pour{own}.\n\n**Ada:** Good.\n"
        (archive.folder / f"k{number}.md").write_text(f"---\nformat: labelled\n---\n{talk}")
    archive.build(cache=True, into="warm")
    path = archive.folder / "k7.md"
    path.write_text(path.read_text().replace("Pour", "Spilled")) if act == "edit" else path.unlink()
    unpacked = Mock(side_effect=unpack_bag)
    monkeypatch.setattr("mkdocs_dialogues.relations.members.unpack_bag", unpacked)
    archive.build(cache=True, into="warm")
    assert 1 <= unpacked.call_count <= 12  # its own, of then and now, and of those that say what it said
    assert archive.build(cache=True, into="warm") == archive.build(cache=False, into="cold")


@pytest.mark.usefixtures("still")
def test_a_later_build_compiles_no_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(tmp_path, 1)
    archive.settings["theme"] = {"name": "material"}
    path = archive.folder / "b.md"
    archive.build(cache=True, into="warm")  # this process may have compiled ours before
    monkeypatch.setattr("mkdocs_dialogues.assembly.COMPILED", CompiledTemplates())
    compiled: list[str | None] = []
    compile_ = Environment.compile

    def compiling(self: Environment, source: Any, name: str | None = None, filename: str | None = None) -> Any:
        if self.bytecode_cache is not None:  # Material's search plugin has environments of its own
            compiled.append(name)
        return compile_(self, source, name, filename)

    monkeypatch.setattr(Environment, "compile", compiling)
    path.write_text(path.read_text() + "\n\n**Bo:** And more.\n")
    archive.build(cache=True, into="warm")
    assert compiled == []


@pytest.mark.usefixtures("still")
def test_no_draft_and_no_redacted_word_is_kept(tmp_path: Path) -> None:
    archive = Archive(tmp_path, 1)
    talk = "**Ada:** {0}\n\n**Bo:** {0} too\n\n**Ada:** Good.\n"
    (archive.folder / "a.md").write_text(f"---\nstatus: draft\nformat: labelled\n---\n{talk.format('hushhush')}")
    (archive.folder / "b.md").write_text(f"---\nredact: [topsecret]\nformat: labelled\n---\n{talk.format('topsecret')}")
    archive.build(cache=True, into="warm")
    kept = b"".join(path.read_bytes() for path in (tmp_path / ".cache").rglob("*") if path.is_file())
    assert b"Bo" in kept
    assert b"hushhush" not in kept
    assert b"topsecret" not in kept


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("damage", ["deleted", "emptied", "cut", "no database", "a folder"])
def test_a_damaged_cache_is_no_cache(tmp_path: Path, damage: str) -> None:
    archive = Archive(tmp_path, 2)
    first, _ = archive.build(cache=True, into="warm")
    (file,) = (tmp_path / ".cache").rglob("*.sqlite3")
    match damage:
        case "deleted":
            file.unlink()
        case "emptied":
            file.write_bytes(b"")
        case "cut":
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        case "no database":
            file.write_bytes(b"nonsense" * 1000)
        case _:
            file.unlink()
            file.mkdir()
    assert archive.build(cache=True, into="warm")[0] == first
    assert archive.build(cache=True, into="warm")[0] == first


def test_two_at_once_and_one_that_is_killed_leave_it_whole(tmp_path: Path) -> None:
    code = (
        "import sys, os\nfrom pathlib import Path\nfrom mkdocs_dialogues.cache import Cache\n"
        "cache = Cache(Path(sys.argv[1]))\nprint('ready', flush=True)\n"
        "n = 0\n"
        "while True:\n"
        "    cache.put(b'%s %d' % (sys.argv[2].encode(), n % 50), os.urandom(300_000)); n += 1\n"
    )
    line = [sys.executable, "-c", code, str(tmp_path)]
    builds = [subprocess.Popen([*line, name], stdout=subprocess.PIPE) for name in ("one", "two")]
    for process in builds:
        assert process.stdout is not None
        process.stdout.readline()
    end = time.monotonic() + 10
    while time.monotonic() < end and not (tmp_path / "dialogues.sqlite3-wal").exists():
        pass
    own = Cache(tmp_path)
    own.put(b"mine", b"kept")
    own.close()
    for process in builds:
        process.kill()
        process.wait()
    again = Cache(tmp_path)
    assert again.get(b"mine") == b"kept"
    assert sqlite3.connect(tmp_path / "dialogues.sqlite3").execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_it_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_dialogues.cache._LEAST_LIMIT", 1_000_000)
    monkeypatch.setattr("mkdocs_dialogues.cache._BATCH", 100_000)
    for number in range(30):
        cache = Cache(tmp_path)
        cache.put(b"%d" % number, bytes(200_000))
        cache.close()
    assert (tmp_path / "dialogues.sqlite3").stat().st_size < 2_500_000
    cache = Cache(tmp_path)
    assert cache.get(b"29") is not None
    assert cache.get(b"0") is None


def test_a_file_that_is_mostly_empty_gives_the_space_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_dialogues.cache._LEAST_LIMIT", 1_000_000)
    for values in (30, 2):  # as when another version made all anew, and what it did not use was forgotten
        cache = Cache(tmp_path)
        cache.stands_for("content", b"%d" % values)
        for number in range(values):
            cache.put(b"%d of %d" % (number, values), bytes(200_000))
        cache.close(whole="content")
    assert (tmp_path / "dialogues.sqlite3").stat().st_size < 1_000_000
    assert Cache(tmp_path).get(b"1 of 2") == bytes(200_000)


@pytest.mark.usefixtures("still")
def test_what_pages_that_stay_were_made_with_is_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much lies in the cache, and whatever is forgotten because a source is gone."""
    monkeypatch.setattr("mkdocs_dialogues.cache._LEAST_LIMIT", 1)
    monkeypatch.setattr("mkdocs_dialogues.cache._GENEROSITY", 0)
    archive = Archive(tmp_path, 1)
    archive.settings.update(theme={"name": "material", "font": False}, plugins=[{"dialogues": {}}])
    for name in "abcde":
        path = archive.folder / ("old" if name > "c" else "") / f"{name}.md"
        path.write_text(f"---\nformat: labelled\ntitle: {name}\n---\n**Ada:** {name}\n\n**Bo:** yes\n")
    archive.build(cache=True, into="warm")
    page = tmp_path / "warm/dialogues/old/e/index.html"
    number = page.stat().st_ino
    for name in "abc":
        (archive.folder / f"{name}.md").write_text((archive.folder / f"{name}.md").read_text() + "\nIt is so.\n")
        archive.build(cache=True, into="warm")
        assert page.stat().st_ino == number


def test_a_key_tells_sequences_apart() -> None:
    keys = [digest("a", "b"), digest("ab"), digest("ab", ""), digest("", "ab"), digest("a", "b", ""), digest()]
    assert len(set(keys)) == len(keys)
