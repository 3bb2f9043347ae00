"""A reader in somebody else's package: that of the guide, installed beside ours by pip and never named to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import mkdocs_dialogues
from tests.test_docs import Block, blocks, first_column, page

PACKAGE = Path(__file__).resolve().parent.parent / "stranger"
SHOWN = list(blocks(page("readers.md")))
FILES = {block.title: block.text for block in SHOWN if block.title}

Run = Callable[..., str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command where the stranger's package is installed; what it prints, and nothing but success."""
    folder = tmp_path_factory.mktemp("stranger")
    shutil.copytree(PACKAGE, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    options = "--quiet --no-index --no-deps --no-build-isolation --disable-pip-version-check --target".split()
    line = [sys.executable, "-m", "pip", "install", *options, str(folder / "installed"), str(folder / "source")]
    done = subprocess.run(line, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr

    def in_(where: Path, module: str, *arguments: str) -> str:
        code = "import runpy, sys; sys.argv[0] = sys.argv[1]; runpy.run_module(sys.argv.pop(1), run_name='__main__')"
        if module == "dialogues":
            code = "import sys; from mkdocs_dialogues.cli import main; del sys.argv[1]; main()"
        environment = {**os.environ, "PYTHONPATH": str(folder / "installed")}
        line = [sys.executable, "-c", code, module, *arguments]
        done = subprocess.run(line, cwd=where, env=environment, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    return in_


@pytest.mark.parametrize("name", ["pyproject.toml", "dialogues_radio.py"])
def test_the_package_is_the_one_that_the_guide_shows(name: str) -> None:
    assert (PACKAGE / name).read_text(encoding="utf-8") == FILES[name]


@pytest.mark.parametrize("block", [block for block in SHOWN if block.language == "console"], ids=lambda b: b.text[2:20])
def test_commands_print_what_the_guide_shows(block: Block, run: Run, tmp_path: Path) -> None:
    (tmp_path / "night.radio").write_text(FILES["night.radio"], encoding="utf-8")
    command, _, shown = block.text.removeprefix("$ ").partition("\n")
    printed = run(tmp_path, *command.split())
    assert shown.strip("…\n") in printed
    assert shown.startswith("…") or shown == printed


def test_its_transcripts_become_pages(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "content" / "dialogues"
    folder.mkdir(parents=True)
    (folder / "night.radio").write_text(FILES["night.radio"], encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: Ship\ndocs_dir: content\ntheme: mkdocs\nplugins: [dialogues]\n")
    (tmp_path / "content" / "index.md").write_text("# Ship\n", encoding="utf-8")
    run(tmp_path, "mkdocs", "build", "--strict")
    html = (tmp_path / "site" / "dialogues" / "night" / "index.html").read_text(encoding="utf-8")
    assert html.count('<section class="turn') == 3
    assert all(text in html for text in ("The kettle", "It has been singing", "I can hear it from here."))


def test_what_may_be_imported_is_what_the_guide_names() -> None:
    text = page("readers.md")
    named = {name for name in mkdocs_dialogues.__all__ if f"`{name}`" in text}
    assert named == set(mkdocs_dialogues.__all__) - {"Part"}  # a type, for those who annotate
    assert first_column(text) >= {"name", "suffixes", "generic", "detect", "read", "data", "text", "lines"}
    assert all(getattr(mkdocs_dialogues, name) for name in mkdocs_dialogues.__all__)
