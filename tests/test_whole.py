"""A build is whole or not at all, whatever happens to it and at whatever moment."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mkdocs_dialogues import whole
from mkdocs_dialogues.whole import Aside


class Killed(BaseException):
    """What stands for the end of the process."""


def built(site: Path, text: str) -> Aside:
    aside = Aside(site)
    (aside.folder / "index.html").write_text(text)
    (aside.folder / "deep").mkdir()
    (aside.folder / "deep/index.html").write_text(text)
    return aside


def texts(folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*") if file.is_file()}


NEW = {"index.html": "new", "deep/index.html": "new"}
OLD = {"index.html": "old", "deep/index.html": "old"}


@pytest.fixture(params=["one step", "two steps"])
def steps(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the system's exchange of folders, where there is one, and without."""
    if request.param == "two steps":
        monkeypatch.setattr(whole, "_system_exchange", lambda: None)
    return str(request.param)


def test_a_site_takes_the_place_of_the_one_before(tmp_path: Path, steps: str) -> None:
    site = tmp_path / "site"
    built(site, "old").publish()
    assert texts(site) == OLD
    (site / "gone.html").write_text("old")
    site.chmod(0o750)
    aside = built(site, "new")
    assert texts(site) == {**OLD, "gone.html": "old"}
    aside.publish()
    assert texts(site) == NEW
    assert site.stat().st_mode & 0o777 == 0o750
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


def test_a_build_that_fails_changes_nothing(tmp_path: Path) -> None:
    site = tmp_path / "site"
    built(site, "new").discard()
    assert list(tmp_path.iterdir()) == []
    built(site, "old").publish()
    built(site, "new").discard()
    assert texts(tmp_path) == {f"site/{name}": text for name, text in OLD.items()}


def test_hidden_files_stay_as_they_do_with_mkdocs(tmp_path: Path, steps: str) -> None:
    site = tmp_path / "site"
    built(site, "old").publish()
    (site / ".git/objects").mkdir(parents=True)
    (site / ".git/objects/ab").write_text("x")
    (site / ".git/link").symlink_to("objects/ab")
    (site / ".htaccess").write_text("mine")
    (site / "CNAME").write_text("example.org")
    aside = built(site, "new")
    (aside.folder / ".nojekyll").write_text("")
    aside.publish()
    hidden = {".git/objects/ab": "x", ".git/link": "x", ".htaccess": "mine", ".nojekyll": ""}
    assert texts(site) == NEW | hidden
    assert (site / ".git/link").is_symlink()


@pytest.mark.parametrize("moment", range(8))
def test_killed_at_any_step_of_the_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: str, moment: int
) -> None:
    site = tmp_path / "site"
    built(site, "old").publish()
    (site / ".htaccess").write_text("mine")
    aside = built(site, "new")
    done = 0

    def fragile(act: Callable[..., object]) -> Callable[..., object]:
        def acts(*given: object, **named: object) -> object:
            nonlocal done
            if done == moment:
                raise Killed
            done += 1
            return act(*given, **named)

        return acts

    with monkeypatch.context() as patched:
        for owner, names in ((os, "link"), (Path, "rename"), (whole, "_exchange"), (shutil, "rmtree copymode")):
            for name in names.split():
                patched.setattr(owner, name, fragile(getattr(owner, name)))
        try:
            aside.publish()
        except Killed:
            whole.unlock(aside._lock)  # as the system does for the dead
    if site.exists():
        assert texts(site) in [{**state, ".htaccess": "mine"} for state in (OLD, NEW)]
    else:
        assert steps == "two steps"
    Aside(site).discard()  # the next build begins, and fails
    assert texts(site) in [{**state, ".htaccess": "mine"} for state in (OLD, NEW)]
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


def test_two_builds_at_once(tmp_path: Path, steps: str) -> None:
    site = tmp_path / "site"
    first = built(site, "old")
    second = built(site, "new")
    first.publish()
    assert texts(site) == OLD
    second.publish()
    assert texts(site) == NEW
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


def test_a_site_is_published_though_no_folder_can_be_made_for_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = Aside(tmp_path / "site")
    (aside.folder / "index.html").write_text("new")

    def refuse(*_given: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    aside.publish()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert (tmp_path / "site/index.html").read_text() == "new"


def test_a_link_to_the_site_stays_one(tmp_path: Path) -> None:
    built(tmp_path / "real/www", "old").publish()
    (tmp_path / "site").symlink_to("real/www")
    built(tmp_path / "site", "new").publish()
    assert (tmp_path / "site").is_symlink()
    assert texts(tmp_path / "real") == {f"www/{name}": text for name, text in NEW.items()}


def test_a_folder_that_is_mounted_is_not_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be it of the same file system, as where a container has it from elsewhere."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(rf"36 35 98:0 /mnt1 {tmp_path}/my\040site rw,noatime master:1 - ext3 /dev/root rw" + "\n")
    monkeypatch.setattr(whole, "_MOUNTS", mounts)
    for name in ("my site", "site"):
        (tmp_path / name).mkdir()
    with pytest.raises(OSError, match="a file system of its own"):
        Aside(tmp_path / "my site")
    Aside(tmp_path / "site").discard()
    mounts.unlink()
    Aside(tmp_path / "my site").discard()


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    for name in (".site.building", ".other.building-1", "site.building-1"):
        (tmp_path / name).mkdir()
    (tmp_path / ".site.building-file").write_text("x")
    built(tmp_path / "site", "new").publish()
    assert len(list(tmp_path.iterdir())) == 5
