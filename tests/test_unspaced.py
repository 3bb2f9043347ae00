"""Letters of writings without spaces between words."""

from __future__ import annotations

import re
from pathlib import Path

import mkdocs_dialogues
from mkdocs_dialogues.render.text import count_words
from mkdocs_dialogues.unspaced import LETTERS

SCRIPT = Path(mkdocs_dialogues.__file__).parent / "templates/assets/dialogues/search-engine.js"


def test_the_dialog_cuts_what_is_typed_as_the_index_is_cut() -> None:
    (found,) = re.findall(r'const UNSPACED = "\[(.*?)\]', SCRIPT.read_text("utf-8"))
    typed = re.sub(r"\\\\u\{?([0-9a-f]+)\}?", lambda match: chr(int(match[1], 16)), found)
    assert typed == LETTERS


def test_each_letter_is_a_word_in_whatever_width_it_is_written() -> None:
    assert [count_words(text) for text in ("水が沸く", "ヤカン", "ﾔｶﾝ", "\U00020000", "ㇷ")] == [4, 3, 3, 1, 1]
