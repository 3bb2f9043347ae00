"""A theme's list of files without its hidden folders is the one that MkDocs would have made of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config.base import load_config
from mkdocs.structure.files import Files

from mkdocs_dialogues.theme_files import list_visible


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_mkdocs_publishes_the_same_files_of_a_theme(tmp_path: Path, theme: str) -> None:
    for place in ("partials/.drafts/a.css", ".icons/own/tea.svg", "assets/a.css", "a.css", ".b.css"):
        (tmp_path / "overrides" / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "overrides" / place).write_text("a{}")
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: Test\ntheme: {{name: {theme}, custom_dir: overrides}}\nplugins: []\n"
    )
    config = load_config(str(tmp_path / "mkdocs.yml"))
    every = Files([])
    every.add_files_from_theme(config.theme.get_env(), config)
    list_visible(config.theme)
    environment = config.theme.get_env()
    visible = Files([])
    visible.add_files_from_theme(environment, config)
    assert [file.src_uri for file in visible] == [file.src_uri for file in every]
    assert "a.css" in {file.src_uri for file in visible}
    assert environment.get_template(".icons/own/tea.svg").render() == "a{}"
    assert ".icons/own/tea.svg" not in environment.list_templates()
