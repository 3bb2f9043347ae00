"""A build loads what it has use for: most of the time of a small one went into loading."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BUILD = """
import runpy, sys
sys.argv = ["mkdocs", "build", "--quiet"]
try:
    runpy.run_module("mkdocs", run_name="__main__")
finally:
    print(*sys.modules)
"""
HEAVY = {"PIL", "pygal", "pydantic", "phonenumbers", "stopwordsiso", "html_to_markdown", "distributed"}
OURS = {"mkdocs_dialogues.card_of", "mkdocs_dialogues.render.page"}


def build(root: Path) -> set[str]:
    """The names of all modules that a build had loaded in the end."""
    done = subprocess.run([sys.executable, "-c", BUILD], cwd=root, capture_output=True, encoding="utf-8", check=True)
    return set(done.stdout.split())


def test_a_build_of_which_nothing_changed_loads_neither_readers_nor_what_renders(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "dialogues"
    folder.mkdir(parents=True)
    (tmp_path / "content" / "index.md").write_text("# Home\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\ndocs_dir: content\ntheme: mkdocs\nplugins: [dialogues]\n")
    talk = folder / "a.md"
    talk.write_text("---\ntitle: Kettles\ndate: 2026-01-04\n---\n**Ada:** On?\n\n**Bo:** It sings.\n\n**Ada:** Pour.\n")
    first = build(tmp_path)
    again = build(tmp_path)
    assert first >= OURS | {"mkdocs_dialogues.readers.labelled", "comrak"}
    assert not first & (HEAVY - {"pygal", "stopwordsiso"})
    assert not again & (HEAVY | OURS)
    assert not [name for name in again if name.startswith("mkdocs_dialogues.readers.") and "registry" not in name]
    talk.write_text(talk.read_text().replace("It sings.", "It sang."))
    edited = build(tmp_path)
    assert edited >= {"mkdocs_dialogues.readers.labelled", "mkdocs_dialogues.render.page"}
    assert "mkdocs_dialogues.readers.chatgpt" not in edited
