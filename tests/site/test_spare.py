"""The second tree of a published site: the next build begins with it, and nothing else can be told of it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from struct import Struct
from unittest.mock import Mock

import pytest

from mkdocs_dialogues import spare
from mkdocs_dialogues.published_site import PublishedSite
from mkdocs_dialogues.record import Record, Written
from mkdocs_dialogues.site_files import KnownFolders, changed, found_below
from mkdocs_dialogues.whole import Aside

from .conftest import BuildSite

TALK = "---\ndate: 2026-01-0{number}\n---\n**Ada:** Is it ready?\n\n**Bo:** {word}.\n"


def tree(folder: Path) -> dict[str, str]:
    """Every file and every empty folder below a folder, with its bytes' hash."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in folder.rglob("*")
        if path.is_file() or not any(path.iterdir())
    }


def talks(**words: str) -> dict[str, str]:
    return {f"dialogues/{name}.md": TALK.format(number=ord(name) - 96, word=word) for name, word in words.items()}


@pytest.fixture
def published(build_site: BuildSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that was built twice, so that there is a second tree which was the site before."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.delenv("CI", raising=False)
    site = build_site({"index.md": "# Home", **talks(a="Yes", b="No", c="Perhaps")}).folder
    build_site(talks(a="Surely"))
    assert (tmp_path / ".cache/dialogues/spare").is_dir()
    return site


def spare_of(site: Path) -> Path:
    return site.parent / ".cache/dialogues/spare"


def test_a_first_build_makes_it(build_site: BuildSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    site = build_site({"index.md": "# Home", **talks(a="Yes", b="No")}).folder
    number = spare_of(site).stat().st_ino
    assert tree(spare_of(site)) == tree(site)
    page, folder = site / "dialogues/b/index.html", spare_of(site) / "dialogues/b"
    before = page.stat().st_ino, folder.stat().st_ino
    build_site(talks(a="Surely"))
    assert (page.stat().st_ino, page.parent.stat().st_ino) == before  # the tree is the site now
    assert tree(spare_of(site)) == tree(site)
    assert spare_of(site).stat().st_ino != number
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == [".cache"]


def test_a_first_build_makes_none_where_nobody_builds_again(
    build_site: BuildSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    site = build_site({"index.md": "# Home", **talks(a="Yes")}).folder
    assert not spare_of(site).exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == [".cache"]


def test_it_holds_what_the_site_holds(published: Path, build_site: BuildSite) -> None:
    assert tree(spare_of(published)) == tree(published)
    inode = spare_of(published).stat().st_ino
    page = published / "dialogues/b/index.html"
    before = page.stat()
    build_site(talks(a="Never"))
    assert tree(spare_of(published)) == tree(published)
    assert "Never" in (published / "dialogues/a/index.html").read_text()
    assert (page.stat().st_ino, page.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert published.joinpath("dialogues").stat().st_ino != spare_of(published).joinpath("dialogues").stat().st_ino
    assert inode != spare_of(published).stat().st_ino


def test_what_is_gone_leaves_no_folder(published: Path, build_site: BuildSite) -> None:
    (published.parent / "content/dialogues/b.md").unlink()
    build_site({})
    build_site({})
    assert not (published / "dialogues/b").exists()
    assert tree(published) == _cold(published, build_site)


@pytest.mark.parametrize("tree_of", [lambda site: site, spare_of], ids=["site", "spare"])
@pytest.mark.parametrize(
    "place",
    ["mine.txt", "mine/index.html", "dialogues/b/mine.txt", "dialogues/b/of/mine.txt", "dialogues/mine/index.html"],
)
def test_what_others_put_into_either_tree_goes(
    published: Path, build_site: BuildSite, place: str, tree_of: Callable[[Path], Path]
) -> None:
    """Though nothing was changed there since, and so the folder is not read again."""
    build_site(talks(a="Never"))
    theirs = tree_of(published) / place
    theirs.parent.mkdir(parents=True, exist_ok=True)
    theirs.write_text("mine")
    for word in ("one", "two", "three"):
        build_site(talks(a=word))
        assert not list(published.rglob("mine*"))
    assert tree(published) == tree(spare_of(published)) == _cold(published, build_site)


@pytest.mark.parametrize("tree_of", [lambda site: site, spare_of], ids=["site", "spare"])
@pytest.mark.parametrize("first", [False, True], ids=["later", "before the first build"])
def test_links_to_folders_and_empty_folders_go_too(
    published: Path, build_site: BuildSite, tree_of: Callable[[Path], Path], first: bool
) -> None:
    for place in ("theirs", "dialogues/theirs", "dialogues/b/theirs"):
        (tree_of(published) / place).symlink_to(published.parent / "content", target_is_directory=True)
    for place in ("none", "dialogues/none/in/it", "dialogues/b/none/in/it"):
        (tree_of(published) / place).mkdir(parents=True)
    if first:
        (spare_of(published).parent / "last-build").unlink()
    for word in ("one", "two", "three"):
        build_site(talks(a=word))
        assert not [path for path in published.rglob("*") if path.is_symlink() or path.name == "none"]
        assert not [path for path in spare_of(published).rglob("*") if path.is_symlink() or path.name == "none"]
    assert tree(published) == tree(spare_of(published)) == _cold(published, build_site)


def test_what_others_put_into_the_site_goes_as_ever(published: Path, build_site: BuildSite) -> None:
    (published / "dialogues/a/mine.txt").write_text("mine")
    (published / ".git/refs").mkdir(parents=True)
    for word in ("one", "two", "three"):
        (published / ".git/HEAD").write_text(word)
        build_site(talks(a=word))
        assert (published / ".git/HEAD").read_text() == word
        assert not (spare_of(published) / ".git").exists()
        assert not (published / "dialogues/a/mine.txt").exists()


@pytest.mark.parametrize("loss", ["file", "folder", "all", "site"])
def test_it_may_be_damaged_or_deleted(published: Path, build_site: BuildSite, loss: str) -> None:
    lost = {
        "file": spare_of(published) / "dialogues/b/index.html",
        "folder": spare_of(published) / "dialogues",
        "all": spare_of(published),
        "site": published,
    }[loss]
    lost.unlink() if loss == "file" else shutil.rmtree(lost)
    build_site({})
    assert tree(published) == _cold(published, build_site)


def test_a_file_that_others_put_in_the_place_of_one_goes(published: Path, build_site: BuildSite) -> None:
    page = spare_of(published) / "dialogues/b/index.html"
    page.unlink()
    page.write_text("mine")
    for word in ("one", "two"):
        build_site(talks(a=word))
        assert "mine" not in (published / "dialogues/b/index.html").read_text()
    assert tree(published) == tree(spare_of(published)) == _cold(published, build_site)


def test_a_page_that_it_lost_has_the_policy_of_all(build_site: BuildSite, tmp_path: Path) -> None:
    """Where one policy serves all pages, a page that is taken over may get another."""
    theme = {"name": "material", "font": False, "features": ["navigation.instant"]}
    build = partial(build_site, theme=theme, options={"image_hosts": ["pics.example"]})
    build({"index.md": "# Home", **talks(a="Yes", b="No")})
    build(talks(a="Surely"))
    (tmp_path / ".cache/dialogues/spare/dialogues/b/index.html").unlink()
    site = build(talks(a="![A kettle](https://pics.example/kettle.png)")).folder
    policies = [
        re.findall(r'"Content-Security-Policy" content="([^"]*)', page.read_text())
        for page in site.rglob("dialogues/*/index.html")
    ]
    assert len(policies) == 2
    assert policies[0] == policies[1]
    assert "pics.example" in policies[0][0]


def test_pages_that_got_another_policy_in_the_end_are_the_same_in_both(
    build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    theme = {"name": "material", "font": False, "features": ["navigation.instant"]}
    build = partial(build_site, theme=theme, options={"image_hosts": ["pics.example"]})
    site = build({"index.md": "# Home", **talks(a="Yes", b="No")}).folder
    page = site / "dialogues/b/index.html"
    for word in ("![A kettle](https://pics.example/kettle.png)", "Surely", "Never"):
        build(talks(a=word))
        assert tree(spare_of(site)) == tree(site)
        policy = re.findall(
            r'"Content-Security-Policy" content="([^"]*)', (site / "dialogues/b/index.html").read_text()
        )
        assert ("pics.example" in policy[0]) == ("pics.example" in word)
    build(talks(a="![A kettle](https://pics.example/kettle.png)"))
    page = site / "dialogues/b/index.html"
    before = page.stat().st_ino, page.stat().st_mtime_ns
    build({})
    assert (page.stat().st_ino, page.stat().st_mtime_ns) == before


def test_a_file_of_the_site_that_was_changed_is_made_anew(published: Path, build_site: BuildSite) -> None:
    with (published / "dialogues/b/index.html").open("a") as page:  # the two trees share it
        page.write("<p>changed</p>")
    (published / "dialogues/c/index.html").unlink()
    (published / "dialogues/c/index.html").write_text("another")
    build_site({})
    assert tree(published) == _cold(published, build_site)


def test_it_goes_where_another_plugin_may_change_files_in_their_places(published: Path, build_site: BuildSite) -> None:
    hook = published.parent / "hook.py"
    hook.write_text(
        "from pathlib import Path\n"
        "def on_post_build(config):\n"
        "    with Path(config.site_dir, 'dialogues/b/index.html').open('a') as page:\n"
        "        page.write('!')\n"
    )
    for _ in range(3):
        build_site({}, hooks=["hook.py"])
        page = (published / "dialogues/b/index.html").read_text()
        assert page.endswith("!")
        assert not page.endswith("!!")
        assert not spare_of(published).exists()


def test_where_files_cannot_be_linked_there_is_none(
    published: Path, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_more: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    build_site(talks(a="Later"))
    assert not spare_of(published).exists()
    assert not list(published.parent.glob(".site*"))
    assert "Later" in (published / "dialogues/a/index.html").read_text()


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="there is no other file system")  # noqa: S108
def test_where_the_cache_is_on_another_disk_nothing_is_linked_for_it(
    build_site: BuildSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as cache:
        if Path(cache).stat().st_dev == tmp_path.stat().st_dev:
            pytest.skip("it is the same one")
        linked = Mock(side_effect=os.link)
        monkeypatch.setattr("os.link", linked)
        build_site({"index.md": "# Home", **talks(a="Yes")}, options={"cache_dir": cache, "search": "material"})
        assert linked.call_count == 0
        assert not Path(cache, "spare").exists()


def test_of_two_builds_one_has_it(tmp_path: Path) -> None:
    cache, first, second = (tmp_path / name for name in ("cache", "first", "second"))
    for folder in (cache / "spare/deep", first, second):
        folder.mkdir(parents=True)
    (cache / "spare/deep/file").write_text("x")
    number = (cache / "spare").stat().st_ino
    assert not spare.lay_out(cache, number + 1, first, {"deep/file"})
    assert spare.lay_out(cache, number, first, {"deep/file"})
    assert not spare.lay_out(cache, number, second, {"deep/file"})
    assert (first / "deep/file").read_text() == "x"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "first", "second"]


def test_no_other_build_takes_it_away_while_it_is_laid_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, site = tmp_path / "cache", tmp_path / "site"
    (cache / "spare/deep").mkdir(parents=True)
    (cache / "spare/deep/file").write_text("x")
    aside = Aside(site)
    rename = Path.rename

    def while_another_begins(path: Path, target: Path) -> Path:
        moved = rename(path, target)
        Aside(site).discard()
        return moved

    monkeypatch.setattr(Path, "rename", while_another_begins)
    assert spare.lay_out(cache, (cache / "spare").stat().st_ino, aside.folder, {"deep/file"})
    assert (aside.folder / "deep/file").read_text() == "x"
    aside.discard()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache"]


def test_that_of_a_build_which_ended_meanwhile_goes(tmp_path: Path) -> None:
    """It may hold what was withdrawn before this build began."""
    cache, site, old = (tmp_path / name for name in ("cache", "site", "old"))
    for folder in (cache / "spare", site, old):
        folder.mkdir(parents=True)
    last = PublishedSite(site, cache)
    assert last.recycle(old, Record()) is None
    assert not (cache / "spare").exists()


def _cold(site: Path, build_site: BuildSite) -> dict[str, str]:
    """The same site, built from nothing."""
    shutil.rmtree(site)
    shutil.rmtree(site.parent / ".cache")
    return tree(build_site({}).folder)


def test_a_folder_is_known_that_holds_nothing_but_what_is_in_the_record() -> None:
    def written(*numbers: int, others: tuple[str, ...] = ()) -> Written:
        return Written(b"", states=b"".join(Struct("<qqQ").pack(1, 1, number) for number in numbers), others=others)

    files = {
        "a/index.html": written(1),
        "a/index.md": written(2, 3, others=("a/index.json",)),
        "b/index.html": written(4),
        "b/page-2/index.html": written(5),
        "c/d/index.html": written(6),
        "index.html": written(7),
        ".well-known/list.json": written(8),
    }
    record = Record(files=files, others=["c/d/picture.png", "e/f/style.css"], until=9)
    assert record.known_folders() == KnownFolders({"a/", "b/page-2/"}, 9)
    assert record.files_in({"a/"}) == {"a/index.html": 1, "a/index.md": 2, "a/index.json": 3}
    assert not Record(files=files).known_folders().folders


def test_a_known_folder_is_read_again_when_something_was_changed_in_it(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "told").touch()
    folders = {"a/", "b/"}
    later = changed(str(tmp_path / "b")) + 1
    assert found_below(str(tmp_path), KnownFolders(folders, later)) == ({}, folders)
    assert sorted(found_below(str(tmp_path), KnownFolders(folders, 1)).files) == ["a/told", "b/told"]
    time.sleep(0.02)  # longer than a tick of the file system's clock
    (tmp_path / "b/new").touch()
    found = found_below(str(tmp_path), KnownFolders(folders, later))
    assert (sorted(found.files), found.same) == (["b/new", "b/told"], {"a/"})
