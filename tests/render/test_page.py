"""The page of a dialogue: its contract, what it escapes, what it keeps, and what it gives to themes and indexers."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from mkdocs_dialogues.clipping import clip
from mkdocs_dialogues.errors import Severity
from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Dialogue,
    Location,
    Metadata,
    Note,
    Part,
    Participant,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.render.context import Link, PageContext, RelatedLink, SeriesPart
from mkdocs_dialogues.render.feed_text import render_feed_text
from mkdocs_dialogues.render.markdown import MarkdownOptions
from mkdocs_dialogues.render.mend import mend
from mkdocs_dialogues.render.page import RenderedPage, render_page
from mkdocs_dialogues.render.templating import Templates, load_templates
from mkdocs_dialogues.render.text import count_words, excerpt, minutes, plain, words
from mkdocs_dialogues.voices import assign_voices

CASES = Path(__file__).parent / "cases" / "pages"
HERE = Location("content/dialogues/lamp.md", 7)
HOSTILE = "\"><img src=x onerror=alert(1)><!--'</title></script>"
TOMAS = Participant("USER", "Tomás", "user", kind="human")
OPUS = Participant("ASSISTANT", "Claude Opus 4.5", "assistant", "anthropic/claude-opus-4.5", "model")


@pytest.fixture(scope="module")
def templates() -> Templates:
    return load_templates()


def turn(id_: str, participant: str, *parts: Part | str, **more: object) -> Turn:
    made = tuple(Text(part) if isinstance(part, str) else part for part in parts)
    return Turn(participant, made, HERE, id=id_, **more)  # type: ignore[arg-type]


def dialogue(*turns: Turn, **more: object) -> Dialogue:
    base = Dialogue("The lamp", (TOMAS, OPUS), turns, Location(HERE.path), id="lamp")
    return replace(base, **more)  # type: ignore[arg-type]


def context(shown: Dialogue, **more: object) -> PageContext:
    return PageContext(
        words(shown),
        minutes(shown),
        assign_voices([shown.participants]),
        **more,  # type: ignore[arg-type]
    )


def render(templates: Templates, shown: Dialogue, **more: object) -> RenderedPage:
    return render_page(shown, context(shown, **more), templates)


WHOLE = dialogue(
    turn("t-a", "USER", "Do you remember how this *began*?", time=datetime(2026, 1, 4, 21, 13), heading="Round 1"),
    turn(
        "t-b",
        "ASSISTANT",
        Reasoning("They ask about memory."),
        "It is not memory so much as a wide field of view.[^1]\n\n[^1]: So to speak.",
        ToolCall("search", '{"query": "lamp"}', language="json"),
        ToolResult("3 results", name="search"),
        Attachment("log.png", "log.png", "image/png"),
        Attachment("log.txt", "log.txt", "text/plain", "12 May. Fog."),
        Aside("usage", "tokens: 512"),
        Unknown("budget", "<total>"),
        time=datetime(2026, 1, 5, 8, 2),
    ),
    turn("t-c", "USER"),
    metadata=Metadata(
        date=datetime(2026, 1, 4, 21, 13),
        summary="On what a record keeps.",
        themes=("memory",),
        series="Letters",
        language="en",
        license="CC0",
        format="voice-conversation",
        source_url="https://example.org/lamp",
        notes=(Note("Names were changed."), Note("He means 1957.", "t-b")),
    ),
    preface=(Text("Held over two evenings."),),
    afterword=(Text("Here it ends."),),
)


def test_code_in_feeds_has_no_colours_since_no_reader_of_feeds_has_our_style_sheet(templates: Templates) -> None:
    shown = dialogue(turn("t-a", "USER", "```python\nfor x in 1 < 2: pass\n```"))
    assert '<span class="k">for</span>' in render(templates, shown).html
    assert ">for x in 1 &lt; 2: pass\n</code>" in render_feed_text(shown, context(shown), templates)


def test_a_sites_own_template_may_switch_escaping_off(tmp_path: Path) -> None:
    (tmp_path / "own.html").write_text("{{ a }} {{ b }} {{ c }} {% autoescape false %}{{ a }}{% endautoescape %}")
    shown = load_templates([tmp_path]).render("own.html", a="<\u202e>", b=Markup("<i>"), c=None)
    assert shown == "&lt;\ufffd&gt; <i> None <\ufffd>"


def test_whole_page(templates: Templates, golden: Callable[[Path, str], None]) -> None:
    page = render(
        templates,
        WHOLE,
        contents_from=3,
        facet_url=lambda facet, value: f"../{facet}/{value.replace(' ', '-')}/",
        resolve=lambda target, _kind: f"../{target}",
        previous=Link("An earlier one", "../earlier/"),
        next=Link("A later one", "../later/"),
        part_of=(2, 5),
        parts=[
            SeriesPart(1, Link("A <first>", "../first/")),
            SeriesPart(2, Link("The lamp", "")),
            SeriesPart(5, Link("The last", "../last/")),
        ],
        related=[RelatedLink(Link("An oil lamp", "../oil/"), ["light", "a & b"]), RelatedLink(Link("Wicks", "../w/"))],
    )
    golden(CASES / "whole.html", page.html)
    golden(CASES / "whole.search.html", page.search_html)


def test_turn_contract(templates: Templates) -> None:
    page = render(templates, WHOLE)
    assert '<article class="dialogue" data-dialogue="lamp">' in page.html
    assert '<header class="dialogue-header">' in page.html
    assert (
        '<section class="turn" id="t-b" data-turn="2" data-speaker="Claude Opus 4.5" data-role="assistant" '
        'data-model="anthropic/claude-opus-4.5">\n<h2 class="turn-speaker">'
    ) in page.html
    assert '<section class="turn" id="t-a" data-turn="1" data-speaker="Tomás" data-role="user">' in page.html
    kinds = re.findall(r'class="part part-([a-z-]+)"', page.html)
    assert kinds == [
        "text", "text",  # preface, first turn
        "reasoning", "text", "tool-call", "tool-result", "attachment", "attachment", "aside", "unknown",
        "text",  # afterword
    ]  # fmt: skip


def test_machinery_is_folded_and_what_nobody_understood_is_open(templates: Templates) -> None:
    html = render(templates, WHOLE).html
    for kind in ("reasoning", "tool-call", "tool-result", "attachment"):
        assert f'<details class="part part-{kind}"><summary>' in html
    assert '<details class="part part-unknown" open>' in html
    assert "&lt;total&gt;" in html


def test_every_id_is_known_and_stands_once(templates: Templates) -> None:
    page = render(templates, WHOLE, contents_from=1)
    found = re.findall(r'\sid="([^"]+)"', page.html)
    assert len(found) == len(set(found))
    assert page.ids == set(found)
    for target in re.findall(r'href="#([^"]+)"', page.html):
        assert target in page.ids


def test_parts_of_one_turn_do_not_share_footnotes(templates: Templates) -> None:
    page = render(templates, dialogue(turn("t-a", "USER", "One.[^1]\n\n[^1]: First.", "Two.[^1]\n\n[^1]: Second.")))
    notes = re.findall(r'id="([^"]*fn-1)"', page.html)
    assert len(set(notes)) == 2
    assert all(note.startswith("t-a") for note in notes)


class Tags(HTMLParser):
    """The tags of a page with their attributes, and comments."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def test_text_is_text_wherever_it_goes(templates: Templates) -> None:
    bad = Participant(HOSTILE, HOSTILE, "user", HOSTILE, "model", "javascript:alert(1)")
    parts: tuple[Part, ...] = (
        Text(HOSTILE), Reasoning(HOSTILE), ToolCall(HOSTILE, HOSTILE, HOSTILE, HOSTILE), ToolResult(HOSTILE, HOSTILE),
        Attachment(HOSTILE, "javascript:alert(1)", HOSTILE, HOSTILE), Attachment(HOSTILE, "//evil.example/x.png"),
        Aside(HOSTILE, HOSTILE), Unknown(HOSTILE, HOSTILE),
    )  # fmt: skip
    shown = Dialogue(
        HOSTILE,
        (bad,),
        (Turn(HOSTILE, parts, HERE, id="t-a", heading=HOSTILE),),
        Location(HERE.path),
        id=HOSTILE,
        metadata=Metadata(
            summary=HOSTILE, themes=(HOSTILE,), series=HOSTILE, license=HOSTILE, format=HOSTILE, language=HOSTILE,
            notes=(Note(HOSTILE),),
        ),
        preface=(Text(HOSTILE),),
    )  # fmt: skip
    page = render(templates, shown, contents_from=1, next=Link(HOSTILE, HOSTILE))
    for html in (page.html, page.search_html):
        tags = Tags()
        tags.feed(html)
        tags.close()
        assert not tags.comments
        for tag, attributes in tags.tags:
            assert tag not in {"img", "script", "title", "style", "iframe"}
            assert not any(name.startswith("on") or name == "style" for name in attributes)
            for name in ("href", "src"):
                assert not (attributes.get(name) or "").lower().startswith(("javascript:", "data:", "//"))


def test_contents_list_every_turn_and_division(templates: Templates) -> None:
    page = render(templates, WHOLE)
    assert [(entry.title, entry.id, entry.level) for entry in page.toc] == [
        ("Round 1", "t-a-division", 2),
        ("Tomás: Do you remember how this began?", "t-a", 3),
        ("Claude Opus 4.5: It is not memory so much as a wide field of…", "t-b", 3),
        ("Tomás", "t-c", 3),
    ]
    assert {entry.id for entry in page.toc} <= page.ids


def test_contents_in_the_page_from_so_many_turns_on(templates: Templates) -> None:
    assert "dialogue-contents" in render(templates, WHOLE, contents_from=3).html
    assert "dialogue-contents" not in render(templates, WHOLE, contents_from=4).html


def test_indexers_get_said_words_under_their_turn_and_no_machinery(templates: Templates) -> None:
    text = render(templates, WHOLE).search_html
    assert re.match("<h1[^>]*>The lamp</h1>", text)
    assert '<h2 id="t-a">Tomás</h2>\n<p>Do you remember how this began?</p>' in text
    assert "They ask about memory" not in text
    assert "3 results" not in text
    assert "↩" not in text


def test_an_empty_turn_adds_no_text_of_ours_to_its_body(templates: Templates) -> None:
    html = render(templates, dialogue(turn("t-a", "USER", "  \n"))).html
    assert '<div class="turn-body" data-empty="no words"></div>' in html


def test_a_note_on_a_turn_stands_after_what_was_said(templates: Templates) -> None:
    html = render(templates, WHOLE).html
    section = html[html.index('id="t-b"') : html.index('id="t-c"')]
    body, note = section.index('class="turn-body"'), section.index("dialogue-note")
    assert body < note
    assert "He means 1957" in section
    assert 'id="note-1"' in html[: html.index('id="t-a"')]


def test_a_note_whose_turn_is_gone_is_not_lost(templates: Templates) -> None:
    metadata = Metadata(notes=(Note("Look here.", "t-gone"),))
    assert "Look here." in render(templates, dialogue(turn("t-a", "USER", "Hi."), metadata=metadata)).html


def test_right_to_left_is_mirrored_and_language_stands_on_the_words(templates: Templates) -> None:
    html = render(templates, dialogue(turn("t-a", "USER", "نعم"), metadata=Metadata(language="ar-EG"))).html
    assert 'data-dialogue="lamp" dir="rtl">' in html
    assert '<div class="turn-body" lang="ar-EG">' in html


def test_remote_pictures_become_links(templates: Templates) -> None:
    remote = Attachment("map.png", "https://elsewhere.example/map.png", "image/png")
    html = render(templates, dialogue(turn("t-a", "USER", remote))).html
    assert "<img" not in html
    assert '<a href="https://elsewhere.example/map.png">map.png</a>' in html


def test_a_missing_attachment_is_named(templates: Templates) -> None:
    html = render(templates, dialogue(turn("t-a", "USER", Attachment("map.png", "map.png")))).html
    assert "map.png" in html
    assert "<img" not in html


def test_faults_of_markdown_are_warnings_at_their_place(templates: Templates) -> None:
    page = render(templates, dialogue(turn("t-a", "USER", "First.\n\n$$\\frac{1$$")))
    [problem] = page.problems
    assert problem.code == "bad-math"
    assert problem.severity is Severity.WARNING
    assert problem.location.path == HERE.path
    assert problem.location.line > HERE.line


def test_what_the_page_needs(templates: Templates) -> None:
    assert "mermaid" in render(templates, dialogue(turn("t-a", "USER", "```mermaid\ngraph LR\n```"))).needs
    assert not render(templates, dialogue(turn("t-a", "USER", "Plain."))).needs


def test_a_tool_call_that_holds_a_fence_stays_whole(templates: Templates) -> None:
    call = ToolCall("write", "text\n```\nmore <b>\n````\nend", language="markdown")
    html = render(templates, dialogue(turn("t-a", "ASSISTANT", call))).html
    assert len(re.findall("<pre", html.partition('<footer class="dialogue-footer">')[0])) == 1
    assert "&lt;b&gt;" in html


def test_times_show_their_day_when_it_changes(templates: Templates) -> None:
    html = render(templates, WHOLE).html
    assert '<time datetime="2026-01-04T21:13:00">21:13</time>' in html
    assert '<time datetime="2026-01-05T08:02:00">5 Jan, 08:02</time>' in html


def test_fractions_of_a_second_have_as_many_digits_as_html_takes(templates: Templates) -> None:
    exact = datetime(2026, 1, 4, 21, 13, 5, 123456)
    html = render(templates, dialogue(turn("t-a", "USER", "Hm.", time=exact), metadata=Metadata(date=exact))).html
    assert re.findall(r'<time datetime="([^"]+)"', html) == ["2026-01-04T21:13:05.123"] * 2


def test_time_since_the_recording_began_is_a_duration(templates: Templates) -> None:
    spoken = [turn(f"t-{at}", "USER", "Hm.", offset=timedelta(seconds=at)) for at in (0, 754.5, 3723)]
    html = render(templates, dialogue(*spoken)).html
    assert re.findall(r'<time datetime="([^"]+)">([^<]+)<', html)[-3:] == [
        ("PT0.000S", "0:00"),
        ("PT754.500S", "12:34"),
        ("PT3723.000S", "1:02:03"),
    ]


def test_a_site_replaces_a_template(tmp_path: Path) -> None:
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "dialogues" / "turn.html").write_text("<p>{{ turn.speaker.name }}</p>", encoding="utf-8")
    html = render(load_templates([tmp_path]), WHOLE).html
    assert "<p>Tomás</p>" in html
    assert 'class="turn"' not in html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "http://[bad/x.png",
        "http://pics.example\\@evil.example/x.png",
        "https://evil.example\\@pics.example/x.png",
        "https://evil.example\t/@pics.example/x.png",
        "https://pics.example.evil.example/x.png",
        "//pics.example/x.png",
        "data:image/svg+xml,<svg/>",
    ],
)
def test_addresses_that_browsers_read_otherwise_lead_nowhere(templates: Templates, url: str) -> None:
    shown = dialogue(
        turn("t-a", "USER", Attachment("x", url, "image/png"), Attachment("y", url)),
        participants=(replace(TOMAS, url=url), OPUS),
        metadata=Metadata(source_url=url),
    )
    html = render(templates, shown, markdown=MarkdownOptions(image_hosts=frozenset({"pics.example"}))).html
    assert "<img" not in html
    assert not re.findall(r'href="(?!#|https://pics\.example\.evil)[^"]*"', html)


def test_what_hides_in_labels_and_tools_is_shown(templates: Templates) -> None:
    hidden = "a\u202eb\x07c\ud800d"
    shown = dialogue(
        turn("t-a", "USER", ToolCall(hidden, hidden, language=hidden), ToolResult(hidden, name=hidden), heading=hidden),
        title=hidden,
        participants=(replace(TOMAS, name=hidden), OPUS),
        metadata=Metadata(themes=(hidden,), summary=hidden, series=hidden, license=hidden),
    )
    page = render(templates, shown)
    assert not re.search("[\u202e\x07\ud800]", page.html)
    assert page.html.count("a\ufffdb\ufffdc\ufffdd") > 8


def test_a_template_with_a_wrong_name_says_so(tmp_path: Path) -> None:
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "dialogues" / "turn.html").write_text("{{ turn.speeker.name }}", encoding="utf-8")
    with pytest.raises(UndefinedError, match="speeker"):
        render(load_templates([tmp_path]), WHOLE)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("**two** words", 2),
        ("| a | b |\n|---|---|\n| [c](https://example.org/x/y) | – |", 3),
        ("don't state-of-the-art", 2),
        ("静かでした。 yes", 6),
    ],
)
def test_words(text: str, count: int) -> None:
    assert count_words(text) == count


def test_words_and_minutes_are_of_what_was_said() -> None:
    said = dialogue(turn("t-a", "USER", Reasoning("one two three"), "four " * 476), preface=(Text("five six"),))
    assert words(said) == 476
    assert minutes(said) == 2
    assert minutes(dialogue(turn("t-a", "USER"))) == 1


def test_first_words_are_plain_and_end_at_a_word() -> None:
    shown = dialogue(turn("t-a", "USER", Reasoning("no")), turn("t-b", "USER", "# A [link](x) & `<b>` **and so on**"))
    assert excerpt(shown, 80) == "A link & <b> and so on"
    assert excerpt(shown, 18) == "A link & <b> and…"
    assert excerpt(dialogue(turn("t-a", "USER", Reasoning("no"))), 80) == ""
    assert clip("始まりというものは", 5) == "始まりとい…"
    assert plain("<thinking>a</thinking>") == "<thinking>a</thinking>"


def test_dates_are_the_same_everywhere(templates: Templates) -> None:
    html = render(templates, dialogue(turn("t-a", "USER", "Hi."), metadata=Metadata(date=date(2026, 3, 9)))).html
    assert '<time datetime="2026-03-09">9 March 2026</time>' in html


def test_mend_touches_nothing_but_the_frame() -> None:
    frame = '<input data-md-component="x" type="checkbox" id="__search" autocomplete="off">'
    assert mend(frame) == '<input data-md-component="x" type="checkbox" id="__search">'
    other = '<input type="checkbox" id="__search" autocomplete="off">'
    assert mend(other) == other
    label = '<div data-md-component="toc"><label class="md-nav__title" for="__toc">'
    assert 'for="__toc"' not in mend(label)
    assert mend(f'<input id="__toc">{label}').endswith(label)


@pytest.mark.parametrize(("count", "folded"), [(15, 0), (16, 4)])
def test_of_many_participants_some_are_folded(templates: Templates, count: int, folded: int) -> None:
    people = tuple(replace(WHOLE.participants[0], id=f"p{n}", name=f"Person {n}") for n in range(count))
    turns = (replace(WHOLE.turns[0], participant="p0"),)
    html = render(templates, replace(WHOLE, participants=people, turns=turns)).html
    head, _, others = html.partition('<details class="dialogue-others">')
    assert (f"and {folded} others" in others) == bool(folded)
    assert others.partition("</details>")[0].count("<li>") == folded
    assert head.count("<li>") >= count - folded


def test_a_page_that_was_set_is_not_held_in_memory(templates: Templates) -> None:
    """As by a macro in the template of the page itself: of 10,000 pages that were 800 MB."""
    around = context(WHOLE)
    for work in (render_page, render_feed_text):
        work(WHOLE, around, templates)
        gc.collect()
        gc.disable()
        try:
            work(WHOLE, around, templates)
            assert gc.collect() == 0, work.__name__
        finally:
            gc.enable()


def test_contents_of_a_very_long_dialogue_name_some_turns(templates: Templates) -> None:
    turns = tuple(replace(WHOLE.turns[2], id=f"t-{n}", heading="Break" if n == 333 else None) for n in range(1000))
    page = render(templates, replace(WHOLE, turns=turns))
    named = [entry.id for entry in page.toc]
    assert named[:3] == ["t-0", "t-5", "t-10"]
    assert "t-333" in named
    assert len(named) == 202
    assert "Contents: one in 5 of 1,000 turns" in page.html
    assert page.html.count('<section class="turn"') == 1000
    assert "long" in page.needs
