"""Style sheets lose what nothing on a page can have use for, and nothing else."""

from __future__ import annotations

import pytest

from mkdocs_dialogues.lean import Vocabulary, lean, made_by_scripts

PAGE = Vocabulary(
    said=frozenset({"box", "tag--", "data-scheme", "open", "version-old", "search"}),
    certain=frozenset({"version-own"}),
    without=("version",),
    valued="data-scheme",
    values=frozenset({"dark"}),
)


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        (".box,.tab{color:red}", ".box{color:red}"),
        (".box .tab{color:red}", ""),
        ("#tab{color:red}", ""),
        (".box:not(.tab){color:red}", ".box:not(.tab){color:red}"),
        (":is(.box,.tab) p{color:red}:is(.tab,.tabs) p{color:red}", ":is(.box,.tab) p{color:red}"),
        (".tag--new{color:red}.tags{color:red}", ".tag--new{color:red}"),
        ("[data-scheme=dark]{color:red}[data-scheme=pink]{color:blue}[hidden]{top:0}", "[data-scheme=dark]{color:red}"),
        (".version-old{color:red}.version-own{color:blue}", ".version-own{color:blue}"),
        ("details>summary::before,a:hover{color:red}", "details>summary::before,a:hover{color:red}"),
        ("@media print{.tab{top:0}.box{top:0}}@media print{.tab{top:0}}", "@media print{.box{top:0}}"),
        ("@keyframes turn{0%{top:0}to{top:1px}}/* why */", "@keyframes turn{0%{top:0}to{top:1px}}"),
        ('.box{background:url("data:a;b{}}")}', '.box{background:url("data:a;b{}}")}'),
        (".box{*zoom:1;color:red}", ".box{*zoom:1;color:red}"),
    ],
)
def test_what_stays_of_rules(sheet: str, kept: str) -> None:
    assert lean([sheet], PAGE) == '@charset "UTF-8";' + kept


def test_custom_properties_go_that_nobody_asks_for() -> None:
    sheet = ":root{--a:1;--b:var(--c);--c:2;--lost:var(--c);--own:3}.box{top:var(--b,var(--d))}.tab{top:var(--a)}"
    kept = ":root{--b:var(--c);--c:2;--own:3}.box{top:var(--b,var(--d))}"
    assert lean([sheet], PAGE, ["--own"]) == '@charset "UTF-8";' + kept


def test_what_a_script_looks_for_is_not_made_by_it() -> None:
    script = 'e.querySelector(".tabs > #one");x("div",{class:"tip tip--on"});e.classList.add("open")'
    assert made_by_scripts(script) >= {"tip", "tip--on", "open"}
    assert not made_by_scripts(script) & {"tabs", "one"}
