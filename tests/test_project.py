"""What the command knows of a site, read from ``mkdocs.yml`` without MkDocs, is what MkDocs knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_dialogues.errors import DialogueError
from mkdocs_dialogues.project import Project, find_project
from mkdocs_dialogues.verifying.site import Folder, verify

PARENT = """site_name: T
docs_dir: content
use_directory_urls: !ENV [FOLDERS, true]
plugins:
  dialogues: {downloads: [json], raw: !ENV [RAW, false], social_cards: false}
"""
CHILD = """INHERIT: shared/base.yml
plugins: {dialogues: {downloads: [markdown]}}
site_dir: !ENV [UNSET, OUT]
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/base.yml").write_text(PARENT)
    (tmp_path / "mkdocs.yml").write_text(CHILD)
    return tmp_path


def project(folder: Path) -> Project:
    found = find_project(folder)
    assert found is not None
    return found


def test_what_is_inherited_counts_unless_it_is_said_again(site: Path) -> None:
    found = project(site)
    assert (found.docs, found.site) == (site / "content", site / "OUT")
    assert (found.downloads, found.raw, found.directory_urls) == (("markdown",), False, True)


def test_the_environment_counts_and_has_types(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"RAW": "true", "FOLDERS": "false", "OUT": "elsewhere"}.items():
        monkeypatch.setenv(name, value)
    (site / "mkdocs.yml").write_text(CHILD.replace("[UNSET, OUT]", "[UNSET, OUT, built]"))
    found = project(site)
    assert (found.site, found.raw, found.directory_urls) == (site / "elsewhere", True, False)


def test_a_site_that_inherits_is_verified(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAW", "true")
    (site / "content/dialogues").mkdir(parents=True)
    (site / "content/dialogues/kettle.md").write_text("**Ada:** Tea?\n\n**Bo:** Please.\n")
    build(load_config(str(site / "mkdocs.yml")))
    assert [str(problem) for problem in verify(project(site), Folder(project(site).site)).problems] == []
    (project(site).site / "dialogues/kettle/raw.md").unlink()
    (told,) = verify(project(site), Folder(project(site).site)).problems
    assert "raw.md: it is not there" in str(told)


@pytest.mark.parametrize(
    ("child", "parent", "place", "says"),
    [
        ("site_name: T\nINHERIT: gone.yml\n", "", "mkdocs.yml:2", "there is no file 'gone.yml' to inherit from"),
        ("INHERIT: shared/base.yml\n", "INHERIT: ../mkdocs.yml\n", "base.yml:1", "it inherits from itself"),
        ("INHERIT: shared/base.yml\n", "a: b\nc: [\n", "base.yml:3", "while parsing a flow node"),
        ("a: b\nsite_dir: !ENV {a: b}\n", "", "mkdocs.yml:2", "expected a scalar or sequence node"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(site: Path, child: str, parent: str, place: str, says: str) -> None:
    (site / "mkdocs.yml").write_text(child)
    (site / "shared/base.yml").write_text(parent)
    with pytest.raises(DialogueError) as caught:
        find_project(site)
    assert str(caught.value.problem).startswith(f"{place}: ")
    assert says in str(caught.value.problem)
