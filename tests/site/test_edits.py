"""After edits to a few of many dialogues, a build that goes on from the last one gives what a build from nothing gives:
with related dialogues, series, feeds, links from one to another, and several pages of lists.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.site.test_cache import Archive
from tests.site.test_preview import Preview

WORDS = (
    "hive bees queen pear swarm girder bridge crack pier river hay meadow barometer stack letter stamp envelope "
    "kettle steam whistle copper spout handle lid flame tea leaf cup saucer milk sugar spoon tray"
).split()


class Many(Archive):
    """Two dozen dialogues about a few things, and edits as authors make them."""

    def __init__(self, root: Path, seed: int) -> None:
        super().__init__(root, seed)
        for path in self.folder.rglob("*.md"):
            path.unlink()
        self.chance = random.Random(seed)  # noqa: S311
        self.settings = {"site_name": "Test", "site_url": "https://example.org/"}
        self.options = {"entries_per_page": 10, "raw": True}
        for number in range(24):
            self.write(self.folder / f"n{number}.md")
        self.said = [self.saying() for _ in range(4)]
        self.write_export()

    def write(self, path: Path) -> None:
        words = " ".join(self.chance.choices(WORDS, k=6))
        link = f" See [it](n{self.chance.randrange(30)}.md)." if self.chance.random() < 0.6 else ""
        series = f"series: {self.chance.choice(('Letters', 'Notes'))}\n" if self.chance.random() < 0.3 else ""
        path.write_text(
            f"---\nformat: labelled\ntitle: {self.title()}\ndate: {self.day()}\n{series}themes: [{self.theme()}]\n---\n"
            f"**{self.person()}:** {words}.{link}\n\n**Bo:** Yes.\n"
        )

    def saying(self) -> list[dict[str, str]]:
        words = " ".join(self.chance.choices(WORDS, k=4))
        return [{"role": "user", "content": words}, {"role": "assistant", "content": "Yes."}]

    def write_export(self) -> None:
        """One file of several dialogues."""
        lines = "".join(json.dumps({"messages": said}) + "\n" for said in self.said)
        (self.folder / "export.jsonl").write_text(lines)

    def change_export(self) -> None:
        """A dialogue of it is edited, comes or goes, wherever it stands."""
        place = self.chance.randrange(len(self.said))
        match self.chance.choice(("edit", "edit", "add", "remove")):
            case "edit":
                self.said[place] = self.saying()
            case "add":
                self.said.insert(place, self.saying())
            case _ if len(self.said) > 2:
                del self.said[place]
        self.write_export()

    def title(self) -> str:
        return f"{self.chance.choice(WORDS)} {self.chance.choice(WORDS)}"

    def day(self) -> str:
        return f"202{self.chance.randrange(7)}-0{self.chance.randint(1, 9)}-01"

    def theme(self) -> str:
        return self.chance.choice(("bees", "Bees", "bridges", "C", "C#", "C++"))

    def person(self) -> str:
        return self.chance.choice(("Ada", "Abe", "Ann", "Bea", "Bob", "Claude Opus 4.5"))

    def change(self) -> str:
        path = self.chance.choice(sorted(self.folder.glob("n*.md")))
        text = path.read_text()
        name = self.chance.choice(
            ("title", "date", "theme", "person", "first words", "end", "add", "remove", "remove", "export")
        )
        match name:
            case "export":
                self.change_export()
            case "title" | "date" | "theme":
                value = {"title": self.title, "date": self.day, "theme": self.theme}[name]()
                key, value = ("themes", f"[{value}]") if name == "theme" else (name, value)
                path.write_text("".join(_with(line, key, value) for line in text.splitlines(keepends=True)))
            case "person":
                path.write_text(text.replace("**Bo:**", f"**{self.person()}:**"))
            case "first words":
                path.write_text(text.replace(":** ", f":** {' '.join(self.chance.choices(WORDS, k=3))} ", 1))
            case "end":
                path.write_text(text + "\nAnd more.\n")
            case "add":
                self.write(self.folder / f"n{self.chance.randrange(40)}.md")
            case _:
                path.unlink()
        return f"{name} {path.name}"


def _with(line: str, key: str, value: str) -> str:
    return f"{key}: {value}\n" if line.startswith(f"{key}:") else line


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


@pytest.mark.parametrize("seed", range(2))
def test_a_build_after_edits_is_one_from_nothing(tmp_path: Path, seed: int) -> None:
    archive = Many(tmp_path, seed)
    archive.build(cache=True, into="warm")
    for _ in range(4):
        changes = [archive.change() for _ in range(archive.chance.choice((1, 1, 3)))]
        warm, said_warm = archive.build(cache=True, into="warm")
        cold, said_cold = archive.build(cache=False, into="cold")
        assert [name for name in {*cold, *warm} if warm.get(name) != cold.get(name)] == [], changes
        assert said_warm == said_cold, changes


@pytest.mark.parametrize("seed", range(2))
def test_a_preview_after_edits_is_a_new_one(tmp_path: Path, seed: int) -> None:
    archive = Many(tmp_path, seed)
    plugins = ["search", {"dialogues": archive.options}]
    preview = Preview(archive, plugins=plugins)
    preview.build()
    for step in range(4):
        changes = [archive.change() for _ in range(archive.chance.choice((1, 1, 3)))]
        edited = preview.build()
        preview = Preview(archive, f"new-{step}", plugins=plugins)
        new = preview.build()
        assert [name for name in {*new, *edited} if edited.get(name) != new.get(name)] == [], changes


def test_a_list_shows_where_a_theme_is_now(tmp_path: Path) -> None:
    """Though nothing of what it lists was edited."""
    archive = Many(tmp_path, 1)
    for path in archive.folder.glob("n*.md"):
        path.unlink()
    for name, day, theme in (("a", "2021-01-01", "C"), ("b", "2022-01-01", "C!")):
        front = f"---\nformat: labelled\ndate: {day}\nthemes: ['{theme}']\n---\n"
        (archive.folder / f"{name}.md").write_text(f"{front}**Ada:** Is it on?\n\n**Bo:** Yes.\n")
    first, _ = archive.build(cache=True, into="warm")
    assert b"themes/c-2/" in first["years/2022/index.html"]
    path = archive.folder / "a.md"
    path.write_text(path.read_text().replace("'C'", "tea"))
    assert b"themes/c/" in archive.build(cache=True, into="warm")[0]["years/2022/index.html"]
