"""Writing themes: a line more, and every other byte as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_dialogues.errors import DialogueError
from mkdocs_dialogues.themes.writing import CannotWriteError, add_themes

TURNS = "**Ada:** Is the kettle on?\n\n**Bo:** It sings.\n"

MARKDOWN = {
    "comments and order": (
        f"---\n# mine\ntitle:   'The kettle'   # quoted\ndate: 2026-01-04\nseries: 1.10\n---\n{TURNS}",
        f"---\n# mine\ntitle:   'The kettle'   # quoted\ndate: 2026-01-04\nseries: 1.10\nTHEMES\n---\n{TURNS}",
    ),
    "none yet": (TURNS, f"---\nTHEMES\n---\n{TURNS}"),
    "a rule first": (f"---\n\n{TURNS}\n---\n", f"---\nTHEMES\n---\n---\n\n{TURNS}\n---\n"),
    "line ends of Windows": (
        f"---\ntitle: The kettle\n---\n{TURNS}".replace("\n", "\r\n"),
        f"---\ntitle: The kettle\nTHEMES\n---\n{TURNS}".replace("\n", "\r\n"),
    ),
    "a byte order mark": (f"\ufeff{TURNS}", f"\ufeff---\nTHEMES\n---\n{TURNS}"),
    "a key with nothing behind it": (
        f"---\nthemes:  # later\ntitle: The kettle\n---\n{TURNS}",
        f"---\nTHEMES # later\ntitle: The kettle\n---\n{TURNS}",
    ),
    "text of many lines last": (
        f"---\nsummary: >\n  Of a kettle\n  that sings\n---\n{TURNS}",
        f"---\nsummary: >\n  Of a kettle\n  that sings\nTHEMES\n---\n{TURNS}",
    ),
}


@pytest.mark.parametrize("case", MARKDOWN)
def test_front_matter_gets_a_line_and_all_else_stays(case: str, tmp_path: Path) -> None:
    before, after = MARKDOWN[case]
    path = tmp_path / "kettle.md"
    path.write_bytes(before.encode())
    assert add_themes(path, ["tea", "no"]) == path
    assert path.read_bytes().decode() == after.replace("THEMES", "themes: [tea, 'no']")


def test_a_format_without_front_matter_gets_a_sidecar(tmp_path: Path) -> None:
    path = tmp_path / "kettle.json"
    path.write_text("[]")
    sidecar = tmp_path / "kettle.json.meta.yml"
    assert add_themes(path, ["tea: green", "#1"]) == sidecar
    assert sidecar.read_text(encoding="utf-8") == "themes: ['tea: green', '#1']\n"
    assert path.read_text() == "[]"


def test_a_sidecar_that_is_there_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "kettle.md"
    path.write_text(TURNS)
    sidecar = tmp_path / "kettle.md.meta.yml"
    sidecar.write_bytes(b"# mine\ntitle: The kettle")
    assert add_themes(path, ["tea"]) == sidecar
    assert sidecar.read_bytes() == b"# mine\ntitle: The kettle\nthemes: [tea]\n"
    assert path.read_text() == TURNS


@pytest.mark.parametrize("matter", ["{title: The kettle}", "title: The kettle\n..."])
def test_metadata_of_another_form_is_left_as_it_is(matter: str, tmp_path: Path) -> None:
    path = tmp_path / "kettle.txt"
    path.write_text(TURNS)
    sidecar = tmp_path / "kettle.txt.meta.yml"
    sidecar.write_text(matter)
    with pytest.raises((CannotWriteError, DialogueError)):
        add_themes(path, ["tea"])
    assert sidecar.read_text() == matter
    assert sorted(tmp_path.iterdir()) == [path, sidecar]
