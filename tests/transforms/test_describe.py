"""What a dialogue is called whose transcript has no title."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_dialogues.pipeline import Pipeline

TALK = "**Ada:** Is it on?\n\n**Bo:** It is.\n\n**Ada:** Then pour.\n\n**Bo:** With milk?\n"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("the-rope", "The rope"),
        ("2026-01-04-the_rope", "The rope"),
        ("2026-01-04 - The rope", "The rope"),
        ("the.rope.and.the.well", "The rope and the well"),
        ("don't ask", "Don't ask"),
        ("C# and F#", "C# and F#"),
        ("c#-and-f#", "C# and f#"),
        ("50% off", "50% off"),
        ("what? no", "What? no"),
        ("a well-known fact", "A well-known fact"),
        ("the-rope (1)", "The rope (1)"),
        ("notes-on-v1.2", "Notes on v1.2"),
        ("Über Öl, und Käse", "Über Öl, und Käse"),
        ("[x] & (y)", "[x] & (y)"),
        ("a=b@c", "Is it on?"),  # one word says too little
        ("2026-01-04-rope", "Rope"),
        ("--", "Is it on?"),
        ("2026-01-04-###", "Is it on?"),
        ("claude-opus-4.5", "Is it on?"),
        ("2026-01-04-211312-the-rope", "Is it on?"),
        ("session-2026-02-01T10-00-abc12345", "Is it on?"),  # Gemini CLI's own name
        ("13e5ed51-6a06-650e-553d-8d209084096a", "Is it on?"),  # Claude Code's
        ("agent-13e5ed516a06650e553d8d209084096a", "Is it on?"),
        ("The rope 13e5ed516a06650e553d8d209084096a", "The rope"),  # Notion's
    ],
)
def test_the_words_of_a_file_are_its_title(tmp_path: Path, name: str, title: str) -> None:
    path = tmp_path / f"{name}.md"
    path.write_text(TALK, encoding="utf-8")
    pipeline = Pipeline(tmp_path, tmp_path)
    assert [dialogue.title for dialogue in pipeline.read(path)] == [title]
    assert pipeline.problems.errors == []
