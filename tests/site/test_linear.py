"""The work of a build grows with the number of dialogues, not with its square: calls are counted, not seconds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

COUNTS = (30, 60, 120)
TALK = "**Ada:** Is the kettle on, {0}?\n\n**Bo:** It has been singing.\n\n**Ada:** Then pour.\n\n**Bo:** With milk?\n"


def calls_of_build(root: Path, count: int) -> int:
    """How many Python functions are called while so many dialogues are built, without a cache."""
    folder = root / "content/dialogues"
    folder.mkdir(parents=True)
    for number in range(count):
        front = f"---\nformat: labelled\ndate: 20{number % 20 + 10}-01-01\nthemes: [t{number % 5}]\nseries: s\n---\n"
        (folder / f"{number:04}.md").write_text(front + TALK.format(number))
    (root / "content/index.md").write_text("# Home\n")
    settings = {
        "site_name": "Test",
        "docs_dir": "content",
        "theme": {"name": "mkdocs"},
        "plugins": [{"dialogues": {"cache": False, "jobs": 1, "entries_per_page": 10}}],
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings))
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


def test_twice_as_many_dialogues_are_twice_the_work(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    calls_of_build(tmp_path / "first", 2)  # what is loaded once is loaded
    few, some, many = (calls_of_build(tmp_path / str(count), count) for count in COUNTS)
    growth = (many - some) / (some - few)  # 2 where work grows with the number, 4 with its square
    assert growth < 2.3, (few, some, many)
