#!/usr/bin/env python3
"""Write the style sheet of the voices' colours from mkdocs_dialogues/voices.py: python scripts/update_voices_css.py."""

from __future__ import annotations

from pathlib import Path

from mkdocs_dialogues.voices import voices_css

TARGET = Path(__file__).parents[1] / "generator/mkdocs_dialogues/templates/assets/dialogues/voices.css"

if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(voices_css(), encoding="utf-8")
