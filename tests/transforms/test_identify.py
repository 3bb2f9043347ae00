"""A link to a turn holds, whatever happens around it."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_dialogues.model import Dialogue, Location, Part, Participant, Reasoning, Text, ToolCall, Turn
from mkdocs_dialogues.transforms.identify import identify

PLACE = Location("content/dialogues/a.md", 1)


def turn(text: str | Part, id_: str = "", participant: str = "A") -> Turn:
    return Turn(participant, (Text(text) if isinstance(text, str) else text,), PLACE, id_)


def anchors(*turns: Turn) -> list[str]:
    return [one.id for one in identify(Dialogue("A", (Participant("A", "A"),), turns, PLACE)).turns]


def test_a_turn_above_moves_no_link() -> None:
    before = anchors(turn("Hello."), turn("How are you?"))
    assert anchors(turn("New."), turn("Hello."), turn("And."), turn("How are you?"))[1::2] == before


def test_a_name_given_later_or_a_line_wrapped_anew_moves_no_link() -> None:
    before = anchors(turn("Hello, you there.", participant="USER"))
    assert anchors(turn("Hello,  you\nthere.\n", participant="Anna")) == before
    one = Turn("A", (Reasoning("Hm."), Text("Hello, you there.")), PLACE)
    assert anchors(one) == before


def test_an_anchor_published_today_is_the_same_next_year() -> None:
    assert anchors(turn("Hello.")) == ["t-a05db6d4bf"]


def test_same_words_are_numbered_in_their_order() -> None:
    first, other, second, third = anchors(turn("Yes."), turn("No."), turn("Yes."), turn(" Yes. "))
    assert [second, third] == [f"{first}-2", f"{first}-3"]
    assert other != first


def test_the_sources_own_id_is_kept_as_far_as_a_url_can_hold_it() -> None:
    assert anchors(turn("a", "9f0c1a2e-aaaa-4bbb-8ccc-123456789abc")) == ["t-9f0c1a2e-aaaa-4bbb-8ccc-123456789abc"]
    assert anchors(turn("a", "Msg_7")) == ["t-msg_7"]
    odd, other = anchors(turn("a", '"><script>/é'), turn("a", '"><script>/è'))
    assert odd.startswith("t-script-")
    assert odd != other
    assert anchors(turn("a", "MSG"), turn("b", "msg"), turn("c", "msg-2")) == ["t-msg", "t-msg-3", "t-msg-2"]


def test_turns_without_words_have_anchors_too() -> None:
    call = turn(ToolCall("search", '{"q": "tides"}'))
    assert anchors(call) != anchors(turn(ToolCall("search", '{"q": "moons"}')))
    assert anchors(turn(""), replace(call, parts=()), turn("\n")) == ["t-empty", "t-empty-2", "t-empty-3"]


texts = st.text(max_size=6) | st.sampled_from(["", "Yes.", "yes."])
ids = st.text(max_size=6) | st.sampled_from(["", "1", "a", "A", "t-a", "a-2", "__config", "empty"])


@given(st.lists(st.builds(turn, texts, ids), max_size=12))
def test_anchors_are_unique_safe_and_settled(turns: list[Turn]) -> None:
    found = anchors(*turns)
    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"t-[a-z0-9][a-z0-9_-]*", anchor) for anchor in found)
    assert anchors(*(replace(one, id=anchor) for one, anchor in zip(turns, found, strict=True))) == found
