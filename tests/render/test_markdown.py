"""One turn's Markdown as the page shows it. Cases: ``cases/markdown/NAME.md`` and what becomes of it, ``NAME.html``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mkdocs_dialogues.errors import CODES
from mkdocs_dialogues.render.markdown import MarkdownOptions, render_markdown
from tests.render.reading import Page, letters, render

CASES = sorted((Path(__file__).parent / "cases/markdown").glob("*.md"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path, golden: Callable[[Path, str], None]) -> None:
    rendered = render(case.read_text(encoding="utf-8"))
    faults = [f"<!-- {fault.line}: {fault.code}: {fault.what} -->\n" for fault in rendered.faults]
    golden(case.with_suffix(".html"), rendered.html + "".join(faults) + f"<!-- needs: {sorted(rendered.needs)} -->\n")


def test_headings_start_below_the_turn_and_leave_no_level_out() -> None:
    html = render("### a\n\n# b\n\n### c\n\n###### d\n\n## e").html
    assert re.findall(r"<h(\d)", html) == ["3", "3", "4", "5", "4"]
    deep = render("# a\n## b\n### c\n#### d\n##### e\n###### f").html
    assert re.findall(r"<h(\d)(?: aria-level=\"(\d)\")?", deep)[-2:] == [("6", "7"), ("6", "8")]


def test_every_id_and_fragment_carries_the_prefix() -> None:
    equation = "$\\begin{equation}x\\label{a}\\end{equation}$"
    source = f"# Top\n\n# Top\n\n[one](#top) [two](#top-1) [^1]\n\n[^1]: note\n\n{equation}"
    for prefix in ("m-3", "m-4"):
        html = render_markdown(source, prefix=prefix, options=MarkdownOptions(), resolve=lambda _path, _kind: None).html
        ids = re.findall(r' id="([^"]*)"', html)
        assert len(ids) == len(set(ids)) == 5
        assert all(id_.startswith(f"{prefix}-") for id_ in ids)
        assert set(re.findall(r'href="#([^"]*)"', html)) <= set(ids)
    assert " id=" not in render("# Top").html


def test_links_to_two_headings_of_one_name_differ() -> None:
    html = render("[a](#top) [b](#top-1)\n\n# Top\n\n# Top").html
    hrefs = re.findall(r'href="#([^"]*)"', html)
    assert hrefs == re.findall(r'<h3 id="([^"]*)"', html)


@pytest.mark.parametrize("heading", ["मल्लाह घाट", "العبّارة", "Käthe's key", "⚙\ufe0f Setup"])
def test_a_heading_is_found_by_its_fragment_in_any_writing(heading: str) -> None:
    fragment = "".join(sign for sign in heading.lower().replace(" ", "-") if sign not in "'⚙")
    html = render(f"[a](<#{fragment}>)\n\n# {heading}").html
    assert re.findall(r'href="#([^"]*)"', html) == re.findall(r'<h3 id="([^"]*)"', html)


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("one\n\n![x](gone.png)", "missing-file", 3),
        ("![x](pic.png)\n\n- a\n- ![y](gone.png)", "missing-file", 4),
        ("$x$\n\n> $\\frac{$", "bad-math", 3),
        ("```math\n\\nosuch\n```", "bad-math", 1),
        ("[1]: http://unused.example\n[2]: http://used.example\n\n[2] $\\nosuch$", "bad-math", 4),
        ("a\n\n" + ">" * 300, "too-complex", 1),
    ],
)
def test_fault_names_its_line(source: str, code: str, line: int) -> None:
    (fault,) = render(source).faults
    assert (fault.code, fault.line) == (code, line)
    assert fault.code in CODES
    assert "'" in fault.what or code == "too-complex"


def test_faults_keep_their_lines_among_good_ones() -> None:
    source = "$a$ $\\bad$\n\n![x](pic.png) ![y](no.png)\n\n```math\n\\worse\n```\n\n[![z](no2.png)](http://x)"
    assert [(fault.code, fault.line) for fault in render(source).faults] == [
        ("bad-math", 1),
        ("missing-file", 3),
        ("bad-math", 5),
        ("missing-file", 9),
    ]


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("text", set()),
        ("`inline`", set()),
        ("```\nx\n```", {"code"}),
        ("$x$", {"math"}),
        ("$\\bad$", set()),
        ("```mermaid\nx\n```", {"mermaid"}),
    ],
)
def test_needs(source: str, needs: set[str]) -> None:
    assert render(source).needs == needs


def test_line_breaks_are_a_choice() -> None:
    assert "<br>" in render("a\nb").html
    assert "<br>" not in render("a\nb", line_breaks=False).html
    assert "<br>" in render("a  \nb", line_breaks=False).html


@pytest.mark.parametrize(
    "source",
    ["**中**文", "这是**“强调”**文字", "日本語の**「引用」**です", "한국어**강조**입니다", "**注意：**请看"],
)
def test_emphasis_beside_cjk(source: str) -> None:
    html = render(source).html
    assert "<strong>" in html
    assert "*" not in html


@pytest.mark.parametrize(
    "source",
    [
        "$5 and $6",
        "US$5–US$10",
        "$100 to CA$200",
        "$5/month, or 50$ a year",
        "$20k for you and 30$",
        "from $HOME to $PATH",
        "$name is set$",
    ],
)
def test_money_is_not_mathematics(source: str) -> None:
    html = render(source).html
    assert "<math" not in html
    assert letters(html) == source.replace(" ", "")


@pytest.mark.parametrize(
    "source",
    [
        "$x$",
        "$5x$",
        "$a+b$",
        "$n \\log n$",
        "$\\pi r^2$",
        "\\(ABC\\)",
        "\\[x = 1\\]",
        "$$y$$",
        "$sin x$",
        "$1, 2, 3$",
        "$x_1$",
        "$\\text{if } x$",
    ],
)
def test_mathematics_is_set_and_its_source_kept(source: str) -> None:
    html = render(source).html
    (attributes,) = [attributes for tag, attributes in Page(html).tags if tag == "math"]
    assert attributes["data-tex"] == source.strip("$\\()[]") or "\\" in source


def test_highlighting_is_by_label_only_and_keeps_the_text() -> None:
    assert '<span class="k">def</span>' in render("```python\ndef f(): pass\n```").html
    assert '<span class="k">def</span>' in render("```Python\ndef f(): pass\n```").html
    assert "<span" not in render("```\ndef f(): pass\n```").html
    assert "<span" not in render("```text\ndef f(): pass\n```").html
    for language, code in (
        ("console", "((((("),
        ("terraform", "<<A\n<<A"),
        ("python", "x=1"),
        ("json", '{"a": [1, "é"]}\n\n\n'),
    ):
        html = render(f"```{language}\n{code}\n```").html
        assert Page(html).text.rstrip("\n") == code.rstrip("\n")


def test_relative_targets_go_through_resolve() -> None:
    asked: list[tuple[str, str]] = []

    def resolve(path: str, kind: str) -> str | None:
        asked.append((path, kind))
        return None if kind == "anchor" else f"/site/{kind}"  # the anchor stands on no page of its own

    html = render_markdown(
        "[a](a%20b.md?q=1#f) ![i](<p q.png>)", prefix="x", options=MarkdownOptions(), resolve=resolve
    ).html
    assert asked == [("a b.md", "link"), ("a b.md#f", "anchor"), ("p q.png", "image")]
    assert 'href="/site/link?q=1#f"' in html
    assert 'src="/site/image"' in html
