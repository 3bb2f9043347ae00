"""The library outlives its host: all of it but the plugin works where MkDocs is not installed."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import mkdocs_dialogues

# The modules that import mkdocs, and those that they alone use.
_HOST = (
    "assembly config copied_files downloads faces finishing framing inset_pages last_build last_look leaf_files "
    "made_files outlets own_assets page_links pages plugin publishing raw_files search_entries site_dialogues "
    "site_map site_search site_secrets social_images surroundings theme_styles"
).split()
HOST = {f"mkdocs_dialogues.{name}" for name in _HOST}

BLOCK = """\
import sys


class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("mkdocs", "material"):
            raise ModuleNotFoundError(f"{name} is blocked", name=name)


sys.meta_path.insert(0, Block())
"""


def run_blocked(code: str, *arguments: str) -> str:
    """What a Python that has neither MkDocs nor Material prints when it runs the code."""
    line = [sys.executable, "-c", BLOCK + code, *arguments]
    done = subprocess.run(line, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_library_imports_without_mkdocs() -> None:
    every = {module.name for module in pkgutil.walk_packages(mkdocs_dialogues.__path__, "mkdocs_dialogues.")}
    assert every >= HOST
    library = sorted(every - HOST)
    printed = run_blocked(
        "import importlib\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "from mkdocs_dialogues.readers.registry import readers\n"
        "print(*readers())\n",
        *library,
    )
    assert "voice-conversation" in printed.split()


def test_a_transcript_is_converted_without_mkdocs(tmp_path: Path) -> None:
    said = [
        ("Ada", "Is it the *engine* that thinks?"),
        ("Charles", "It weaves."),
        ("Ada", "What?"),
        ("Charles", "You."),
    ]
    transcript = tmp_path / "talk.md"
    transcript.write_text("\n\n".join(f"**{name}:** {text}" for name, text in said) + "\n", encoding="utf-8")
    printed = run_blocked("from mkdocs_dialogues.cli import main\nmain()\n", "convert", str(transcript), "--to", "json")
    (dialogue,) = json.loads(printed)["dialogues"]
    assert [participant["name"] for participant in dialogue["participants"]] == ["Ada", "Charles"]
    assert [turn["parts"][0]["text"] for turn in dialogue["turns"]] == [text for _, text in said]
