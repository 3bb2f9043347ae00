"""Bounded: the classic pathological inputs, 5,000 times over, take under a second of CPU, and room in proportion."""

from __future__ import annotations

import pytest

from mkdocs_dialogues.render.highlight import highlight
from tests.measuring import cpu_seconds
from tests.render.reading import Page, letters, render

N = 5000
PATHOLOGICAL = {
    "quotes": ">" * N + "a",
    "quotes with spaces": "> " * N + "a",
    "brackets": "[" * N + "a" + "]" * N,
    "open brackets": "[" * N,
    "open images": "![" * N,
    "nested links": "[a](" * N,
    "closing links": "a](b" * N,
    "parentheses": "(" * N,
    "stars": "*" * N + "a" + "*" * N,
    "underscores": "_" * N + "a",
    "emphasis opened": "*a " * N,
    "emphasis mixed": "*a **a " * N,
    "emphasis closed": "a* " * N,
    "emphasis nested": "*a _b " * N + "c_ *" * N,
    "strong nested": "**a *a " * N + "b* b**" * N,
    "stars between": "a**b" * N + "c* " * N,
    "backticks": "`" * N,
    "backticks growing": "".join("a" + "`" * i for i in range(400)),
    "hashes": "#" * N,
    "headings": "# a\n## b\n" * N,
    "headings linked": "# a\n" * N + "[a](#a)",
    "lists nested": "".join("  " * i + "- a\n" for i in range(700)),
    "lists in a line": "- " * N + "a",
    "numbers in a line": "1. " * N + "a",
    "long number": "1" * N + ".",
    "quotes and lists": "> - 1. " * N + "[a]: b",
    "list": "- a\n" * N,
    "dollars": "$" * N,
    "dollars open": "$a " * N,
    "formulas": "$x^2$ " * N,
    "prose in dollars": "$5 for you$ " * N,
    "bad formulas": "$\\frac{$ " * N,
    "parentheses of mathematics": "\\(" * N,
    "brackets of mathematics": "\\[" * N + "\\]" * N,
    "nested root": "$" + "\\sqrt{" * N + "a" + "}" * N + "$",
    "nested power": "$" + "a^{" * N + "}" * N + "$",
    "chained accents": "$" + "\\hat" * N + " a$",
    "environments": "$" + "\\begin{matrix}" * N + "$",
    "definitions": "[a]: b\n" * N,
    "definitions used": "".join(f"[{i}]: http://a/{i}\n" for i in range(N)) + "".join(f"[{i}] " for i in range(N)),
    "definitions half used": "".join(f"[{i}]: http://a/{i}\n" for i in range(N))
    + "".join(f"[{i}] " for i in range(0, N, 2)),
    "definition of great length": "[a]: http://x/" + "y" * N + "\n\n" + "[a] " * N,
    "label of great length": "[a\n" * N + "]: b",
    "titles": "[a]: b '" * N,
    "notes of one": "[^1]" * N + "\n\n[^1]: x",
    "notes": "".join(f"[^{i}] " for i in range(N)) + "\n\n" + "".join(f"[^{i}]: x\n" for i in range(N)),
    "notes in notes": "".join(f"[^{i}]: [^{i + 1}]\n\n" for i in range(N)),
    "wide table": "|a" * N + "|\n" + "|-" * N + "|\n" + "|b" * N + "|\n",
    "long table": "|a|b|\n|-|-|\n" + "|x|y|\n" * N,
    "wide head over short rows": "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|b|\n" * N,
    "tables": "|a|b|\n|-|-|\n" * N,
    "pipes": "|" * N,
    "rules of tables": "|-" * N,
    "angles": "<" * N,
    "tags": "<a " * N,
    "comments": "<!-- " * N,
    "instructions": "<?" * N,
    "character data": "<![CDATA[" * N,
    "declarations": "<!A " * N,
    "blocks of HTML": "<div>\n\n" * N,
    "scripts": "<script>\n" * N + "</script>",
    "ampersands": "&" * N,
    "entities": "&a;" * N,
    "tildes": "~a " * N,
    "ranges": "5~6 " * N,
    "addresses": "http://" * N,
    "www": "www." * N,
    "mail": "a@" * N,
    "wide stops": "http://a/。" * N,
    "backslashes": "\\" * N,
    "newlines": "\n" * N,
    "spaces": " " * N + "[a]: b",
    "tabs": "\t" * N + "a",
    "fences": "```\n" * N,
    "rules": "---\n" * N,
    "alerts": "> [!NOTE]\n" * N,
    "tasks": "- [ ] a\n" * N,
    "CJK": "**中**" * N,
    "NUL": "\0" * N,
    "bidi": "\u202e" * N,
    "surrogates": "\ud800" * N,
    "setext": "a\n=\n" * N,
    "images": "![a](b.png)\n" * N,
    "labels": "".join(f"```l{i}\nx\n```\n" for i in range(N)),
    "python": "```python\n" + "x = (\n" * N,
    "words as java": "```java\n" + "word word\n" * N,
    "comments as html": "```html\n" + "<!--" * N,
    "one long line of code": "```js\n" + "a.b." * N,
    "titles open": '[a](b "' * N,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_pathological_input_takes_less_than_a_second(name: str) -> None:
    source = PATHOLOGICAL[name]
    took = cpu_seconds(lambda: render(source), 1)
    assert took < 1, f"{took:.1f} s of CPU"
    rendered = render(source)
    assert len(rendered.html) < 100 * len(source) + 10_000
    assert not Page(rendered.html).unbalanced


def test_what_nests_too_deep_is_shown_as_typed_and_reported() -> None:
    rendered = render(">" * 200 + " deep <b>")
    assert letters(rendered.html) == ">" * 200 + "deep<b>"
    assert [fault.code for fault in rendered.faults] == ["too-complex"]
    assert not render("> " * 40 + "deep").faults


def test_table_is_not_blown_up() -> None:
    rendered = render("|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|b|\n" * 500)
    assert [fault.code for fault in rendered.faults] == ["too-complex"]
    assert not render("|a" * 20 + "|\n" + "|-" * 20 + "|\n" + ("|b" * 20 + "|\n") * 500).faults


def test_long_code_is_shown_without_colours() -> None:
    code = "x = 1\n" * 20_000
    assert highlight(code, "python") == code
    assert "<span" in highlight("x = 1\n", "python")
