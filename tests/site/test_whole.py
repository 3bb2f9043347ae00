"""Whole builds by MkDocs: failed, strict, dirty, and killed at random moments."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from .conftest import BuildSite

TALK = "**Ada:** Is it ready?\n\n**Bo:** {word}.\n"
KILLS = int(os.environ.get("DIALOGUES_KILLS", "6"))


def state(site: Path) -> dict[str, str]:
    """Every file of a site and its bytes' hash."""
    files = [file for file in site.rglob("*") if file.is_file()]
    return {file.relative_to(site).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_a_failed_build_leaves_the_last_site(build_site: BuildSite, tmp_path: Path) -> None:
    site = build_site({"dialogues/a.md": TALK.format(word="Yes")})
    before = state(site.folder)
    assert "dialogues/a/index.html" in before
    assert site.config.site_dir == str(site.folder)
    broken = build_site({"dialogues/b.md": "nothing\n", "index.md": "[x](nowhere.md)"}, strict=True)
    assert broken.aborted
    assert broken.config.site_dir == str(site.folder)
    assert state(site.folder) == before
    (tmp_path / "hook.py").write_text("def on_page_markdown(*a, **k): raise ValueError('hook')\n")
    with pytest.raises(ValueError, match="hook"):
        build_site({"dialogues/b.md": TALK.format(word="No")}, hooks=["hook.py"])
    assert state(site.folder) == before
    warned = build_site({"index.md": "[x](nowhere.md)"}, strict=False)
    assert "dialogues/b/index.html" in state(warned.folder)
    assert not list(tmp_path.glob(".site*"))


def test_warnings_of_mkdocs_alone_end_a_strict_build_too(build_site: BuildSite) -> None:
    site = build_site({"dialogues/a.md": TALK.format(word="Yes"), "index.md": "# Home"}, strict=True)
    before = state(site.folder)
    assert build_site({"index.md": "[x](nowhere.md)"}, strict=True).aborted
    assert state(site.folder) == before


def test_a_dirty_build_and_the_option_write_in_place(build_site: BuildSite, tmp_path: Path) -> None:
    site = build_site({"dialogues/a.md": TALK.format(word="Yes")})
    (site.folder / "mine.txt").write_text("x")
    inode = site.folder.stat().st_ino
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=True)
    build(config, dirty=True)
    assert (site.folder / "mine.txt").exists()
    off = build_site({}, options={"build_aside": False})
    assert not (off.folder / "mine.txt").exists()
    assert off.folder.stat().st_ino == inode


def test_where_no_folder_can_be_made_beside_the_site_is_built_in_its_place(
    build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise PermissionError(13, "Permission denied", "site")

    monkeypatch.setattr("mkdocs_dialogues.whole.Aside._make", refuse)
    assert "dialogues/a/index.html" in state(build_site({"dialogues/a.md": TALK.format(word="Yes")}).folder)


REMEMBERS = """
from pathlib import Path

def on_config(config):
    config.extra["place"] = config.site_dir
    return config

def on_post_build(config):
    Path(config.extra["place"], "theirs.txt").write_text("theirs")
"""
CHOOSES = """
def on_config(config):
    config.site_dir += "/v1"
    return config
"""


def test_a_plugin_may_remember_where_the_site_is_made(build_site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "hook.py").write_text(REMEMBERS)
    for word in ("Yes", "No"):
        site = build_site({"dialogues/a.md": TALK.format(word=word)}, hooks=["hook.py"])
        assert (site.folder / "theirs.txt").read_text() == "theirs"
        assert site.config.site_dir == str(site.folder)
    assert not list(tmp_path.glob(".site*"))


def test_a_plugin_may_choose_where_the_site_is_made(build_site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "hook.py").write_text(CHOOSES)
    site = build_site({"dialogues/a.md": TALK.format(word="Yes")}, hooks=["hook.py"], verified=False)
    assert [path.name for path in site.folder.iterdir()] == ["v1"]
    assert (site.folder / "v1/dialogues/a/index.html").is_file()
    assert not list(tmp_path.glob(".site*"))


def test_killed_at_random_moments_the_site_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    """By hand: DIALOGUES_KILLS=100 pytest tests/site/test_whole.py -k killed."""
    content = tmp_path / "content/dialogues"
    content.mkdir(parents=True)
    settings = {
        "site_name": "Test",
        "docs_dir": "content",
        "theme": {"name": "material", "font": False},
        "plugins": ["search", "dialogues"],
    }
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    line = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "NO_MKDOCS_2_WARNING": "1"}

    def write(word: str) -> None:
        for number in range(10):
            (content / f"{number}.md").write_text(TALK.format(word=word))

    whole: dict[str, dict[str, str]] = {}
    took = 0.0
    for word in ("Yes", "No"):
        write(word)
        start = time.monotonic()
        subprocess.run(line, cwd=tmp_path, env=environment, check=True)
        took = time.monotonic() - start
        whole[word] = state(tmp_path / "site")
    assert whole["Yes"] != whole["No"]
    moments = random.Random(5)  # noqa: S311 - not for secrets
    for number in range(KILLS):
        write(("Yes", "No")[number % 2])
        with subprocess.Popen(line, cwd=tmp_path, env=environment) as process:
            time.sleep(moments.uniform(0.3, 1.02) * took)
            process.kill()
        assert state(tmp_path / "site") in whole.values()
    write("Yes")
    subprocess.run(line, cwd=tmp_path, env=environment, check=True)
    assert state(tmp_path / "site") == whole["Yes"]
    assert not list(tmp_path.glob(".site*"))
