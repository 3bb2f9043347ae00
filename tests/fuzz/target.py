"""What must hold of any bytes at all, whichever reader gets them: the target of the fuzzers."""

from __future__ import annotations

from pathlib import Path

from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.readers.registry import readers
from mkdocs_dialogues.render.page import render_page
from mkdocs_dialogues.render.templating import load_templates
from mkdocs_dialogues.verifying.compare import compare
from mkdocs_dialogues.verifying.reading import read_page
from tests.readers.files import file_of
from tests.render.test_page import context

CASES = Path(__file__).parents[1] / "readers" / "cases"
TEMPLATES = load_templates()
_SHOWN = 20  # dialogues of one file that are rendered


def samples(reader: str) -> list[bytes]:
    """Files that a reader takes, to begin from."""
    return [file_of(case)[1] for case in sorted((CASES / reader).glob("*")) if any(case.glob("input*"))]


def once(reader: str, data: bytes, folder: Path) -> None:
    """Read bytes as a transcript of a format, render what comes of it and compare the two.

    Raises whatever goes wrong; AssertionError for a file without dialogues and without a problem, a problem without a
    place, and a page that is not its transcript.
    """
    name = f"fuzz{readers()[reader].suffixes[0]}"
    (folder / name).write_bytes(data)
    (folder / f"{name}.meta.yml").write_text(f"format: {reader}\n")
    pipeline = Pipeline(folder, folder)
    dialogues = pipeline.read(folder / name)
    problems = list(pipeline.problems)
    assert dialogues or problems, "nothing came of it, and nothing was said"
    for problem in problems:
        assert problem.location.line >= 1
        assert problem.location.path in (name, f"{name}.meta.yml"), problem
        assert str(problem).isprintable() or "\n" in str(problem)
    for dialogue in dialogues[:_SHOWN]:
        assert dialogue.turns
        page = read_page(render_page(dialogue, context(dialogue), TEMPLATES).html)
        assert page is not None
        page.facts.setdefault("data-file", name)
        assert list(compare(dialogue, page)) == []
