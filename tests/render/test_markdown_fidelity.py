"""Nothing is lost: what is seen of our HTML is what an independent CommonMark reading shows, or more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.render.reading import Page, commonmark, letters, render

SNIPPETS = (
    (Path(__file__).parent / "cases/fidelity.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n%%%\n")
)

# Check boxes are drawn, and signs over nothing are shown.
KNOWN_DIFFERENCES = {
    "#": "#",
    "1.": "1.",
    "- [ ] to do\n- [x] done\n- [X] done too\n- [] neither": "tododonedonetoo[]neither",
}


@pytest.mark.parametrize("source", SNIPPETS)
def test_letters_are_those_of_commonmark(source: str) -> None:
    expected = KNOWN_DIFFERENCES.get(source, letters(commonmark(source)))
    assert letters(render(source).html) == expected


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        # CommonMark drops the lines of link definitions; ours stay unless a link is made of them.
        ("[NAME]: word", "[NAME]:word"),
        ("[NAME]: word\n\nWhat [NAME] said", "[NAME]:wordWhat[NAME]said"),
        ("[TOMÁS]: Hola.\n[You]: Hi!", "[TOMÁS]:Hola.[You]:Hi!"),
        ("[1]: http://unused.example", "[1]:http://unused.example"),
        ("[1]: http://u.example 'a title\nover lines'", "[1]:http://u.example'atitleoverlines'"),
        ("[1]:\n  http://u.example\n\nnothing", "[1]:http://u.examplenothing"),
        ("see [1]\n\n[1]: http://u.example", "see1"),
        ("see [One\ntwo]\n\n[ONE  two]: http://u.example", "seeOnetwo"),
        ("see [1]\n\n[1]: http://u.example\n[1]: http://v.example", "see1[1]:http://v.example"),
        (
            "see [2]\n\n[1]: http://u.example\n[2]: http://v.example\n[3]: http://w.example",
            "see2[1]:http://u.example[3]:http://w.example",
        ),
        ("`[1]` only in code\n\n[1]: http://u.example", "[1]onlyincode[1]:http://u.example"),
        ("> [N]: word\n\n- [M]: word\n1. [O]: word", "[N]:word[M]:word[O]:word"),
        ("[x]: javascript:alert(1)\n\n[x]", "[x]:javascript:alert(1)[x]"),
        ("```\n[1]: http://u.example\n```\n[1]: no", "[1]:http://u.example[1]:no"),
        ("[^1]: never used", "[^1]:neverused"),
        ("a[^1]\n\n[^1]: note", "a11note↩"),
        ("a[^1]\n\n[^1]: note\n[^1]: again", "a11note[^1]:again↩"),
        ("[^2[N]: word\n\n", "[^2[N]:word"),
        ("```\n[^1]: in code\n```\n[^1]", "[^1]:incode[^1]"),
        # GitHub's tables drop the cells that the head has no column for.
        ("|a|b|\n|-|-|\n|c|d|e|f|", "abcd|e|f"),
        ("> |a|\n> |-|\n> |c|d|", "ac|d"),
        # Raw HTML that closes stays as it stands, Markdown in it too.
        ("<script>\na *b* [c](d)\n</script>", "<script>a*b*[c](d)</script>"),
        ("<!-- a\n\n*b* -->\nc", "<!--a*b*-->c"),
        ("<!-- a --> *b* &amp;", "<!--a-->b&"),
        ("<pre>\n  *x*\n</pre>", "<pre>*x*</pre>"),
        # Prose between dollars, and pandoc's escaped brackets.
        ("$5 for you and 6$ for me", "$5foryouand6$forme"),
        (r"He \[laughs\] and \(sighs\)", "He[laughs]and(sighs)"),
        ("| $5 each | $6 each |\n|-|-|\n| x \\| $7 and more$ | é $8 more$ |", "$5each$6eachx|$7andmore$é$8more$"),
        ("```\n$5 for you$\n```\n$5 for you$", "$5foryou$$5foryou$"),
        ("$100 到 200$ 之间", "$100到200$之间"),
        # A formula that cannot be set is shown as typed, delimiters and all.
        (r"so $\frac{a$ is", r"so$\frac{a$is"),
        # Pictures that are not there.
        ("![a *cat*](cat.png)", "[image:acat(cat.png)]"),
        ("![](data:image/png;base64,AAAA)", "[image:(data:image/png;base64,AAAA)]"),
        # A link without words shows where it leads, or would.
        ("see [](javascript:alert(1)) there", "seejavascript:alert(1)there"),
        ("[ ](https://u.example/%C3%A9) or [][1]\n\n[1]: http://u.example", "https://u.example/éorhttp://u.example"),
        # Control characters, half characters, characters that turn the text: seen, not obeyed.
        ("a\x00b\x1bc", "a\ufffdb\ufffdc"),
        ("a\ud800b", "a\ufffdb"),
        ("a\u202eb\u2069c", "a\ufffdb\ufffdc"),
        ("a&#x202e;b&#1;c", "a\ufffdb\ufffdc"),
        ("a\ufdd0b\ufdd1c\ufdd2d", "a\ufffdb\ufffdc\ufffdd"),
    ],
)
def test_what_commonmark_would_drop_is_seen(source: str, seen: str) -> None:
    assert letters(render(source).html) == seen


# Pieces of Markdown that both readings take alike; addresses end before a space, as typed ones do.
ALIKE = [
    "a",
    "word",
    "中文",
    "é",
    " ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "**b**",
    "*",
    "**",
    "_",
    "__x__",
    "`c`",
    "``",
    "```\n",
    "~~~\n",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "7) ",
    "> ",
    "# ",
    "## ",
    "---\n",
    "===\n",
    "=\n",
    "[x](/u)",
    "[y]",
    "<div>",
    "</div>\n",
    "<b>",
    "<!-- q -->",
    "<http://d.e> ",
    "http://a.b/c ",
    "&amp;",
    "&copy;",
    "\\",
    "\\*",
    "! ",
    "(",
    ")",
    "[",
    "]",
    "~~s~~",
    "5~6",
    '"t"',
    ":",
    "{",
    "|",
    "^2",
    "<",
]
MORE = [
    "$",
    "$x$",
    "$$",
    "\\(y\\)",
    "\\[",
    "[y]: http://z.w\n",
    "[N]: word\n",
    "[^1]",
    "[^1]: n\n",
    "![i](p.png)",
    "<script>",
    "</script>",
    "| a | b |\n|---|---|\n| c | d |\n",
    "> [!NOTE]\n",
    "- [ ] ",
    "\u202e",
    "\x00",
    "\ud800",
    "javascript:",
    "](",
    "```mermaid\n",
    "```python\n",
    "```math\n",
    "\\frac{",
    "}",
    "~",
    "&#x202e;",
    "-->",
    "<!--",
    "<pre>",
    "</pre>",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(ALIKE), min_size=1, max_size=14).map("".join))
def test_any_text_reads_as_in_commonmark(source: str) -> None:
    word = re.compile(r"[\W_]+")
    ours, theirs = (word.sub("", Page(html).text) for html in (render(source).html, commonmark(source)))
    assert ours == theirs


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(ALIKE + MORE), min_size=1, max_size=14).map("".join))
def test_no_word_is_lost_and_html_is_whole(source: str) -> None:
    html = render(source).html
    page = Page(html)
    assert not page.unbalanced, html
    assert not page.open, html
    attributes = " ".join(value or "" for _, attrs in page.tags for value in attrs.values())
    seen = re.sub(r"\s+", "", page.text) + attributes
    for word in re.findall(r"[^\W\d_]+", re.sub(r"&#?\w+;|\[y\]|\[!NOTE\]|```math", " ", source)):
        assert word in seen, word


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_string_is_rendered(source: str) -> None:
    page = Page(render(source).html)
    assert not page.unbalanced
    assert page.text.isprintable() or re.fullmatch(r"[^\x00-\x08\x0e-\x1f\u202a-\u202e\u2066-\u2069]*", page.text)
