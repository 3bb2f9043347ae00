"""HTML made of Markdown becomes Markdown again, and nothing that was said is lost in silence."""

from __future__ import annotations

import pytest

from mkdocs_dialogues.readers.shapes.html import as_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Two <strong>cups</strong> &amp; a <em>pot</em>.</p>\n<p>Tea.</p>", "Two **cups** & a *pot*.\n\nTea."),
        ('<pre><code class="language-js">a &lt; b\n```\n</code></pre>', "````js\na < b\n```\n````"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<p># no heading</p>", "\\# no heading"),
        ("<script>alert(1)</script><!-- tea --><style>p{}</style>", ""),
        ("", ""),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert as_markdown(html) == markdown


@pytest.mark.parametrize("html", ["<div>" * 50_000 + "tea", "<b>" * 50_000 + "tea" + "</b>" * 50_000])
def test_html_that_nothing_can_be_made_of_is_told_from_html_that_says_nothing(html: str) -> None:
    found = as_markdown(html)
    assert found is None or "tea" in found


def test_letters_that_are_none_do_not_stop_it() -> None:
    assert as_markdown("<p>te\ud800a\x00</p>") == "te\N{REPLACEMENT CHARACTER}a\N{REPLACEMENT CHARACTER}"
