"""Which pictures stay at home with what shows them."""

from __future__ import annotations

from dataclasses import dataclass, field

from mkdocs_dialogues.companions import mentioned, withheld
from mkdocs_dialogues.model import Location, Metadata, Status
from tests.test_work import calls


@dataclass
class Shows:
    shows: frozenset[str]
    source: Location
    metadata: Metadata = field(default_factory=Metadata)


def shows(text: str, status: Status = "published", at: str = "content/dialogues/a.md") -> Shows:
    return Shows(mentioned([text]), Location(at), Metadata(status=status))


def test_what_drafts_alone_show_stays_however_it_is_named() -> None:
    cards = [
        shows("See my cup.png, ![](old/a%20lid.jpg) and src=spout.png", "draft"),
        shows("![](spout.png)"),
    ]
    files = ["dialogues/cup.png", "dialogues/A Lid.jpg", "dialogues/lid.jpg", "dialogues/spout.png", "dialogues/p.png"]
    assert withheld(files, cards, "content", ()) == {"dialogues/cup.png", "dialogues/A Lid.jpg", "dialogues/lid.jpg"}
    assert withheld(files, cards, "content", ["![](cup.png)"]) == {"dialogues/A Lid.jpg", "dialogues/lid.jpg"}


def test_twice_as_many_are_twice_the_work() -> None:
    def work(count: int) -> int:
        cards = [shows(f"![](n{number}.png)", "draft" if number % 2 else "published") for number in range(count)]
        files = [f"dialogues/n{number}.png" for number in range(count)]
        assert len(withheld(files, cards, "content", ())) == count // 2
        return calls(lambda: withheld(files, cards, "content", ()))

    few, some, many = map(work, (100, 200, 400))
    assert (many - some) / (some - few) < 2.3
