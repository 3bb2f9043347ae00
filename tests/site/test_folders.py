"""A folder that is not where ``mkdocs.yml`` says ends the build: what stands elsewhere would be published as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from .conftest import BuildSite

TALK = "---\nstatus: draft\n---\n**Ada:** Is it Quibbleworth?\n\n**Bo:** It is.\n"
FILES = {"index.md": "# Home\n", "dialogues/kettle.md": TALK, "dialogues/kettle.md.meta.yml": "themes: [tea]\n"}


def said_of(build_site: BuildSite, caplog: pytest.LogCaptureFixture, **options: Any) -> str:
    """What is said when a site with these options is refused, which leaves nothing behind."""
    try:
        site = build_site(FILES, options=options)
    except Abort:  # MkDocs' own refusal
        pass
    else:
        assert site.aborted
        assert not site.folder.exists()
    return "\n".join(record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("path", ["dialoges", "content/dialogues", "dialogues/old", "dialogues/kettle.md"])
def test_a_folder_that_is_not_there(build_site: BuildSite, caplog: pytest.LogCaptureFixture, path: str) -> None:
    said = said_of(build_site, caplog, path=path)
    assert f"there is no folder 'content/{path}'; see 'path' of the plugin in mkdocs.yml" in said
    assert "Did you mean 'dialogues'?" in said


def test_one_that_is_spelt_in_another_way_on_a_disk_that_takes_both(
    build_site: BuildSite, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_dir = Path.is_dir
    monkeypatch.setattr(Path, "is_dir", lambda path: is_dir(Path(str(path).replace("/Dialogues", "/dialogues"))))
    assert (tmp_path / "content/Dialogues").is_dir() is False
    assert "there is no folder 'content/Dialogues'" in said_of(build_site, caplog, path="Dialogues")


@pytest.mark.parametrize("path", ["/etc", "../content", "dialogues/..", "C:/talks", "talks\\old", "/dialogues"])
def test_one_that_is_not_below_the_docs(build_site: BuildSite, caplog: pytest.LogCaptureFixture, path: str) -> None:
    said = said_of(build_site, caplog, path=path)
    assert f"Plugin 'dialogues' option 'path': {path!r} is no folder below 'docs_dir'" in said


def test_the_one_that_is_meant_when_nothing_is_said(build_site: BuildSite, caplog: pytest.LogCaptureFixture) -> None:
    assert build_site({"talks/kettle.md": TALK}).aborted
    assert "there is no folder 'content/dialogues'" in caplog.text


@pytest.mark.parametrize("path", ["talks", "talks/", "./talks//old", "."])
def test_folders_that_are_there_may_be_empty(build_site: BuildSite, tmp_path: Path, path: str) -> None:
    (tmp_path / "content/talks/old").mkdir(parents=True)
    site = build_site({"index.md": "# Home\n"}, options={"path": path}, nav=["index.md"])
    assert (site.aborted, site.warnings) == (False, [])


def test_the_docs_folder_itself_may_be_that_of_the_dialogues(build_site: BuildSite) -> None:
    files = {
        "index.md": "# Home\n",
        "kettle.md": TALK.replace("draft", "published"),
        "kettle.md.meta.yml": "raw: true\n",
    }
    site = build_site(files, options={"path": "."})
    assert {"kettle/index.html", "dialogues/index.html", "dialogues.jsonl"} <= site.files()


def test_a_preview_goes_on_when_it_is_mended(
    build_site: BuildSite, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    build_site(FILES)
    site = tmp_path / "preview"
    config = load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(site))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")
    (tmp_path / "content/dialogues").rename(tmp_path / "content/speeches")
    with pytest.raises(Abort):
        build(config, serve_url="http://127.0.0.1:8000/")
    assert "there is no folder 'content/dialogues'" in caplog.text
    (tmp_path / "content/speeches").rename(tmp_path / "content/dialogues")
    build(config, serve_url="http://127.0.0.1:8000/")
    assert "Quibbleworth" in (site / "dialogues/kettle/index.html").read_text()


def test_one_that_cannot_be_read_is_said(build_site: BuildSite, tmp_path: Path, unreadable: str) -> None:
    (tmp_path / "content/dialogues" / unreadable).mkdir(parents=True)
    site = build_site(FILES)
    assert [warning.partition(":")[0] for warning in site.warnings] == [f"content/dialogues/{unreadable}"]
    assert build_site(FILES, strict=True).aborted


@pytest.mark.parametrize("folder", ["content/cache", "content/.cache", "site/.cache", "link/cache", "content"])
def test_what_is_kept_is_not_published(
    build_site: BuildSite, caplog: pytest.LogCaptureFixture, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "link").symlink_to("content")
    said = said_of(build_site, caplog, cache_dir=folder)
    assert f"the folder '{tmp_path / folder}' is in '{'site_dir' if 'site' in folder else 'docs_dir'}'" in said
    assert "Correct 'cache_dir'" in said
    assert not list(tmp_path.rglob("*.sqlite3"))


def test_where_nothing_is_kept_no_folder_is_refused(build_site: BuildSite) -> None:
    assert not build_site(FILES, options={"cache": False, "cache_dir": "content/cache"}).aborted
