"""The work of a build grows with the number of dialogues, not with its square: calls are counted, not seconds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

COUNTS = (80, 160, 320)
TALK = """\
**{1}:** Is the kettle on, ![{0}](kettle-{0}.png)?

**Bo:** It has been singing.

**{1}:** Then pour.

**Bo:** With milk?
"""


def write(root: Path, count: int, *, own_facets: bool) -> None:
    """An archive of so many dialogues, about five themes, or each with a theme and a participant of its own."""
    folder = root / "content/dialogues"
    folder.mkdir(parents=True)
    for number in range(count):
        theme, person = (f"t{number}", f"P{number}") if own_facets else (f"t{number % 5}", "Ada")
        front = f"format: labelled\ndate: 20{number % 20 + 10}-01-01\nthemes: [{theme}]\nseries: s{number // 10}"
        front += "\nstatus: draft" if number % 4 == 2 else ""
        (folder / f"{number:04}.md").write_text(f"---\n{front}\n---\n{TALK.format(number, person)}")
        (folder / f"kettle-{number}.png").write_bytes(b"\x89PNG")
    (root / "content/index.md").write_text("# Home\n")
    settings = {
        "site_name": "Test",
        "site_url": "https://example.org/",
        "docs_dir": "content",
        "theme": {"name": "mkdocs"},
        "plugins": [{"dialogues": {"jobs": 1, "entries_per_page": 10}}],
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings))


def calls_of_build(root: Path) -> int:
    """How many Python functions are called while the site is built."""
    config = load_config(str(root / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    calls = 0

    def count_call(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        build(config)
    finally:
        sys.setprofile(before)
    return calls


def edit(root: Path) -> None:
    path = root / "content/dialogues/0007.md"
    path.write_text(path.read_text() + "\n**Bo:** And sugar.\n")


def add(root: Path) -> None:
    path = root / "content/dialogues/0007.md"
    path.with_name("0007-b.md").write_text(path.read_text())


@pytest.mark.parametrize("own_facets", [False, True])
def test_twice_as_many_dialogues_are_twice_the_work(tmp_path: Path, own_facets: bool) -> None:
    write(tmp_path / "first", 2, own_facets=own_facets)
    calls_of_build(tmp_path / "first")  # what is loaded once is loaded
    found: dict[str, list[int]] = {}
    for count in COUNTS:
        root = tmp_path / str(count)
        write(root, count, own_facets=own_facets)
        found.setdefault("cold", []).append(calls_of_build(root))
        calls_of_build(root)  # which makes the second tree of the site
        for change in (edit, add):
            change(root)
            found.setdefault(change.__name__, []).append(calls_of_build(root))
    for few, some, many in found.values():
        growth = (many - some) / (some - few)  # 2 where work grows with the number, 4 with its square
        assert growth < 2.3, found
