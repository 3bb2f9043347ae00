"""What counts as the same text: every letter in order, and only what Markdown puts elsewhere may be out of sight."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mkdocs_dialogues.verifying.letters import difference
from mkdocs_dialogues.verifying.reading import read_page
from mkdocs_dialogues.verifying.typed import plain, typed, visible
from tests.render.reading import render
from tests.render.test_markdown_bounds import PATHOLOGICAL
from tests.render.test_markdown_fidelity import ALIKE, SNIPPETS


def seen(markup: str) -> str:
    """What is seen of a turn's HTML."""
    page = read_page(
        '<article class="dialogue" data-dialogue="a"><section class="turn"><div class="turn-body">'
        f'<div class="part part-text">{markup}</div></div></section></article>'
    )
    assert page is not None
    return page.turns[0].parts[0].text


@pytest.mark.parametrize("text", SNIPPETS)
def test_what_we_render_is_what_was_typed(text: str) -> None:
    assert difference(typed(text), seen(render(text).html)) is None


@given(st.lists(st.sampled_from(ALIKE), max_size=12).map("".join))
def test_whatever_is_typed(text: str) -> None:
    assert difference(typed(text), seen(render(text).html)) is None


@pytest.mark.parametrize(
    "text",
    [
        '[x](<b>top["al" + "ert"](1)</b>)',
        "![a (b](c(d.png)",
        "![a](<c(d.png>)",
        "![](<c(d.png>)",
        "[a](b [c](d) e)",
        "> [!NOTE] Mind\n> the gap",
        "&#1;&NotEqualTilde;&fjlig;",
        "[x](((a=f(1))=>a)()) then",
        "[x](f(()=>g(h(1),1)).i()) then",
        f"[x]({'(' * 31}deep{')' * 31}) then",
        "![<b onload=f(1&#41>](<b onload=f(1&#41> 'b') then",
        f"![]({'f(' * 40}1{')' * 40}) then",
        "[](()](1))](1)",
        "<b\r>f(1)</b\r>",
        "| [](a:b(1)) |\n|--|\n| [](a:b(1)) |\n\n$x [](a:b(1))$",
        "[](https://e.example/%20x 'title')",
        "[ ](<a b>)",
        "[][r]\n\n[r]: https://e.example/ä",
        "![[](data:x)](y)",
        *("[](\\\n)! [y]", "a [](  \n)! [y]", "a [](\\\n)! [y]", "[](<!-- q -->)"),
    ],
)
def test_what_looks_like_markdown_and_is_other(text: str) -> None:
    assert difference(typed(text), seen(render(text).html)) is None


@pytest.mark.parametrize(
    ("text", "html", "missing", "extra"),
    [
        ("one two three", "one three", "two", ""),
        ("one two", "one two three", "", "three"),
        ("one two", "two one", "one two", "two one"),
        ("he said <thinking>no</thinking>", "he said no", "thinking>no</thinking", "no"),
        ("`<b>` is a tag", "<code></code> is a tag", "b", ""),
        ("[NAME]: word", "", "", ""),  # a definition may be out of sight where a link is made of it
        ("see\n\n[NAME]: word\n\nthere", "there", "see [NAME]: word", ""),
        ("2 * 3 = 6", "2 * 3 = 5", "6", "5"),
        ("Zürich", "Zurich", "Zü", "Zu"),
        ("नमस्ते", "नमस्त", "नमस्ते", "नमस्त"),
        ("🙂", "", "🙂", ""),
        ("[a](http://x.example/long)", "a long", "", "long"),
        ("x [y](z)", "x z", "y", ""),
        ("line one\nUser: line two", "line two", "one User: line", ""),
        ("a [](data:x) b", "a <span></span> b", "data:x", ""),  # a link without words shows where it leads
        ("[x](f(((1))) g", "x g", "f(((1", ""),
    ],
)
def test_what_is_lost_or_added_is_named(text: str, html: str, missing: str, extra: str) -> None:
    found = difference(typed(text), seen(html))
    if not missing and not extra:
        assert found is None
    else:
        assert found is not None
        assert (found.missing, found.extra) == (missing, extra)


@pytest.mark.parametrize(
    ("text", "html", "missing", "extra"),
    [
        ("Yes!", "Yes.", "Yes!", "Yes."),
        ("Yes, I do", "Yes I do", "Yes,", "Yes"),
        ("5 € or 5 $", "5 $ or 5 $", "5 €", "5 $"),
        ("a < b", "a > b", "a <", "a >"),
        ("well-known", "wellknown", "well-", "well"),
        ("snake_case", "snakecase", "snake_", "snake"),
        ("2 * 3", "2 3", "2 *", "2"),
        (r"C:\new", "C:new", "C:\\", "C:"),
        ("“so”", '"so"', "“", '"'),
        ("x = (y)", "x = y", "x = (", "x ="),
        ("see [a] there", "see a there", "see [", "see"),
        ("it costs $5", "it costs 5", "costs $", "costs"),
        ("a | b", "a b", "a |", "a"),
        ("one;", "one;;", "one;", "one;;"),
        ("a\0b", "ab", "a\ufffd", "a"),
        ("a\u202eb", "ab", "a\ufffd", "a"),
        ("می\u200cخواهم", "میخواهم", "می\u200c", "می"),
        ("&lt;b&gt;", "&gt;b&lt;", "lt;", ">"),
        ("> [!NOTE] Mind\n> the gap", "the gap", "Mind", ""),
        ("> [!NOTE]\n> the gap", "Tip the gap", "", "Tip"),
        ("he said: no", "he said; no", "said:", "said;"),
    ],
)
def test_a_sign_that_is_lost_or_another_is_named_with_its_word(text: str, html: str, missing: str, extra: str) -> None:
    found = difference(typed(text), seen(html))
    assert found is not None
    assert (found.missing, found.extra) == (missing, extra)
    assert difference(typed(text), seen(render(text).html)) is None


@pytest.mark.parametrize("line_breaks", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        *(
            "a  \nb",
            "a\\\nb",
            "a\\\\\nb",
            "a\nb",
            "a\n\nb",
            "# a  \nb",
            "| a |  \n| - |  \n| b |",
            "`a  \nb`",
            "`a\\\nb`",
        ),
        *("- a\n\n- b", "> a  \n> b\n>\n> c", "1. a  \n   b\n\n   c", "![a  \nb](c)", "[a  \nb](https://e.example)"),
        *(
            "$$\na \\\nb\n$$",
            "[^1]: a\n\n    b\n\nc[^1]",
            "<pre>\na\n\nb\n</pre>",
            "<!-- a\n\nb -->",
            "a &auml;  \n&ouml;x",
        ),
        "```\na\n\n\n  b\n\tc\n```\n\n~~~py\nif x:\n\n    y  = 1\n~~~\nz",
        " ~~~\n\n```\na\n\n b\n```\n(",
        "- a\n\n  ```\n  x\n\n  y\n  ```\n\n```math\na\n\nb\n```\n\n````\n```\na\n\n````",
    ],
)
def test_white_space_that_means_something_is_there(text: str, line_breaks: bool) -> None:
    assert difference(typed(text), seen(render(text, line_breaks=line_breaks).html)) is None


@pytest.mark.parametrize(
    ("text", "html", "missing", "extra"),
    [
        ("one  \ntwo", "<p>one\ntwo</p>", "one  ⏎t", "one t"),
        ("one\\\ntwo", "<p>one two</p>", "one\\⏎t", "one t"),
        ("one\n\ntwo", "<p>one two</p>", "one⏎⏎t", "one t"),
        ("```\na\n\nb\n```", "<pre><code>a\nb\n</code></pre>", "a⏎⏎b", "a⏎b"),
        ("```\na:\n    b\n```", "<pre><code>a:\n  b\n</code></pre>", "a:⏎    b", "a:⏎  b"),
        ("```\na\tb\n```", "<pre><code>a b\n</code></pre>", "a\tb", "a b"),
        ("```\nab\n```", "<pre><code>a b\n</code></pre>", "ab", "a b"),
        ("x\n\n```py\na\nb\n```", "<p>x</p><pre><code>a b\n</code></pre>", "a⏎b", "a b"),
    ],
)
def test_white_space_that_is_lost_is_named(text: str, html: str, missing: str, extra: str) -> None:
    found = difference(typed(text), seen(html))
    assert found is not None
    assert (found.missing, found.extra) == (missing, extra)


@given(st.text(alphabet="abcä中1 *_`[]()<>&;\n#-", min_size=1, max_size=60), st.data())
def test_a_letter_less_or_more_is_noticed_where_nothing_may_be_out_of_sight(text: str, data: st.DataObject) -> None:
    every = visible(text)
    place = data.draw(st.integers(0, len(every)))
    assert difference(iter([plain(text)]), f"{every[:place]}q{every[place:]}") is not None
    if every and every != every[:place] + every[place + 1 :]:
        assert difference(iter([plain(text)]), every[:place] + every[place + 1 :]) is not None


def test_a_long_text_takes_no_longer_than_it_is() -> None:
    text = "a [b](http://c.example/d) e[^1] `f` & &amp; 1. g\n" * 20_000
    start = time.process_time()
    one = next(typed(text))
    assert difference(iter([one]), visible(text)[:-1]) is not None
    assert time.process_time() - start < 20


@pytest.mark.parametrize("name", ["numbers in a line", "definitions", "quotes and lists", "notes", "stars", "brackets"])
def test_what_may_be_read_in_many_ways_is_still_compared(name: str) -> None:
    start = time.process_time()
    assert difference(typed(PATHOLOGICAL[name]), seen(render(PATHOLOGICAL[name]).html)) is None
    assert time.process_time() - start < 10


@pytest.mark.parametrize("hiding", ["<textarea>", "<title>", "<select>", "<template>", "<script>", "<!--", "<iframe>"])
def test_what_a_browser_would_hide_is_not_seen(hiding: str) -> None:
    assert LexborHTMLParser(f"<p>{hiding}lost").body is not None
    assert "lost" not in seen(f"<p>kept {hiding}lost")
