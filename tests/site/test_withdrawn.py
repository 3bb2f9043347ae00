"""What is withdrawn after it was published (a draft by now, deleted, redacted) is in no byte that a build keeps."""

from __future__ import annotations

import gzip
import random
import re
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_dialogues.cache import Cache, digest

from .conftest import BuildSite

DRAFT, DELETED, REDACTED, TITLE, PASSED = "Quibbleworth", "Zephyrmoth", "Kestrelbane", "Marrowfen", "Thistledown"
WORDS = (DRAFT, DELETED, REDACTED, TITLE, PASSED)


def talk(word: str, matter: str = "") -> str:
    turns = "".join(f"**Ada:** The {word} sings of {word}, {n} times.\n\n**Bo:** So does it.\n\n" for n in range(40))
    return f"---\nthemes: [tea]\n{matter}---\n{turns}"


def written(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the site and of the cache, as it stands, unpacked, and, of a database, value by value."""
    for path in sorted(root.rglob("*")):
        if not path.is_file() or path.relative_to(root).parts[0] in ("content", "preview"):
            continue
        data = path.read_bytes()
        yield path.name, path.name.encode() + data
        if data.startswith(b"\x1f\x8b"):
            yield path.name, gzip.decompress(data)
        if path.suffix == ".sqlite3":
            database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            for row, size in database.execute("SELECT value, size FROM entries"):
                value = row.lstrip(b"\0")[:size]  # what stands around it says nothing
                yield path.name, value
                with suppress(zlib.error):  # any value may begin as a packed one does: a digest one time in 256
                    yield path.name, zlib.decompress(value)
            database.close()


def holders(root: Path) -> dict[str, set[str]]:
    """The kinds of files in which each of the words stands."""
    found: dict[str, set[str]] = {word: set() for word in WORDS}
    for name, data in written(root):
        lower = data.lower()
        for word in WORDS:
            if word.lower().encode() in lower:
                found[word].add(name.rpartition(".")[2].partition("-")[0])
    return found


@pytest.fixture(autouse=True)
def _known_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written just now is known, and looked up, as what was written long ago."""
    monkeypatch.setattr("mkdocs_dialogues.fingerprints._TICK", 0)


@pytest.fixture
def search() -> str:
    return "pagefind"


@pytest.fixture
def published(tmp_path: Path, build_site: BuildSite, search: str) -> Path:
    """A site in which each word is published, in a build and in a preview; where it lies."""
    build_site(
        {
            "index.md": "# Home\n",
            "dialogues/a.md": talk(DRAFT, f"title: On {TITLE}\n"),
            "dialogues/b.md": talk(DELETED),
            "dialogues/c.md": talk(REDACTED),
            "dialogues/d.md": talk("kettle"),
        },
        site_url="https://example.org/",
        options={"search": search},
    )
    (tmp_path / "content/dialogues/d.md").write_text(talk(PASSED))
    preview(tmp_path)
    (tmp_path / "content/dialogues/d.md").write_text(talk("kettle"))
    preview(tmp_path)
    found = holders(tmp_path)
    searched = "pf_fragment" if search == "pagefind" else "last"  # with the theme's search, in what a build notes
    assert {"sqlite3", "html", searched} <= found[DRAFT] & found[DELETED] & found[REDACTED] & found[TITLE]
    assert {"sqlite3"} <= found[PASSED], "only the preview had it, for a while"
    return tmp_path


def preview(root: Path) -> None:
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "preview"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")
    for thread in threading.enumerate():
        if thread.name in ("search", "afterwards"):
            thread.join(60)
    config.plugins.on_shutdown()


def rebuild(root: Path) -> None:
    config = load_config(str(root / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)


def withdraw(root: Path) -> None:
    folder = root / "content/dialogues"
    (folder / "a.md").write_text(talk(DRAFT, f"title: On {TITLE}\nstatus: draft\n"))
    (folder / "b.md").unlink()
    (folder / "c.md").write_text(talk(REDACTED, f"redact: [{REDACTED}]\n"))


@pytest.mark.parametrize("search", ["pagefind", "material"])
def test_what_was_withdrawn_is_in_no_byte_that_a_build_keeps(published: Path) -> None:
    withdraw(published)
    for left in ("dialogues/search/making-dead/source/a.html", "mkdocs-dialogues/social/.dead.unfinished"):
        path = published / ".cache" / left  # by a build that was killed
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(talk(DRAFT))
    rebuild(published)
    assert holders(published) == {word: set() for word in WORDS}


def test_nor_does_a_preview_bring_it_back(published: Path) -> None:
    withdraw(published)
    preview(published)
    rebuild(published)
    preview(published)
    assert holders(published) == {word: set() for word in WORDS}


def test_all_dialogues_at_once_and_the_search_and_the_cards_with_them(published: Path) -> None:
    for path in (published / "content/dialogues").glob("*.md"):
        path.write_text(path.read_text().replace("---\n", "---\nstatus: draft\n", 1))
    settings = published / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("search: pagefind", "search: material\n    social_cards: false"))
    rebuild(published)
    assert holders(published) == {word: set() for word in WORDS}
    assert not list((published / ".cache/mkdocs-dialogues").rglob("*.png"))


def test_while_nothing_is_withdrawn_nothing_is_forgotten(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rebuild(published)  # forgets what only the preview had for a while
    said: list[str] = []
    connect = sqlite3.connect

    def listening(*arguments: object, **named: object) -> sqlite3.Connection:
        database: sqlite3.Connection = connect(*arguments, **named)  # type: ignore[call-overload]
        database.set_trace_callback(said.append)
        return database

    monkeypatch.setattr("mkdocs_dialogues.cache.sqlite3.connect", listening)
    rebuild(published)
    assert any("FROM sources" in line for line in said)
    assert not any("DELETE FROM entries WHERE key" in line or "wal_checkpoint" in line for line in said)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_forgotten_leaves_no_copy_where_rows_were_moved_together(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    there = {f"Quibble{number:03}" for number in range(200)}
    while len(there) > 20:
        cache = Cache(tmp_path)
        for word in sorted(there):
            key = digest(word)
            if not cache.has(key):
                cache.put(key, word.encode() + bytes(chance.randrange(50, 1500)))
            cache.stands_for("content", key, [key])
        cache.close(whole="content")
        left = re.findall(rb"Quibble\d{3}", (tmp_path / "dialogues.sqlite3").read_bytes())
        assert {word.decode() for word in left} == there
        there -= set(chance.sample(sorted(there), len(there) // 4))


def test_what_a_build_keeps_goes_though_another_has_forgotten_its_source_meanwhile(tmp_path: Path) -> None:
    before, after, later = Cache(tmp_path), Cache(tmp_path), Cache(tmp_path)
    before.stands_for("content", b"of then")
    before.put(b"early", bytes(9_000_000))  # so much is written at once
    for cache in (after, later):
        cache.stands_for("content", b"of now")
        cache.put(b"now", b"kettle")
    after.close(whole="content")
    before.put(b"late", DRAFT.encode() * 500)
    before.close(whole="content")
    later.close(whole="content")
    assert DRAFT.encode() not in (tmp_path / "dialogues.sqlite3").read_bytes()
    assert Cache(tmp_path).get(b"now") == b"kettle"


def test_what_an_earlier_version_kept_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "dialogues.sqlite3"
    old = sqlite3.connect(path)
    old.execute("PRAGMA secure_delete = OFF")
    old.execute("CREATE TABLE entries (key BLOB PRIMARY KEY, day INTEGER, size INTEGER, value BLOB)")
    for number in range(50):
        old.execute("INSERT INTO entries VALUES (?, 1, 1, ?)", (b"%d" % number, DRAFT.encode() * 500))
    old.execute("DELETE FROM entries WHERE key < '3'")
    old.commit()
    old.close()
    cache = Cache(tmp_path)
    cache.put(b"key", b"value")
    cache.close()
    assert DRAFT.encode() not in path.read_bytes()
    assert Cache(tmp_path).get(b"key") == b"value"
