"""Plain text keeps its letters on the page, whatever they would mean in Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_dialogues.readers.plain_text import as_markdown
from mkdocs_dialogues.render.text import plain

MARKS = """* ** _ __ ` ~ ~~ $ # > --- === [a] (b) [a]:b [^1] &amp; & <b> <a@b.c> \\ \\* ! word snake_case |""".split()
PIECES = st.sampled_from([*MARKS, " ", "\n", "# ", "- ", "1. ", "> ", "2 * 3", " https://a.b/_c_d*e "])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_speech_shows_every_letter(text: str) -> None:
    assert plain(as_markdown(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    ["So it is. 2 * 3 = 6", "snake_case and a_b_c", "It cost $5.", "#tag", "well - no", "a > b", "Tom & Ann: hi!"],
)
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert as_markdown(text) == text


def test_marks_of_chat_programs_stay_marks() -> None:
    assert as_markdown("*bold* `code`\n- one\n> two\n# 3", marks=True) == "*bold* `code`\n- one\n> two\n\\# 3"
