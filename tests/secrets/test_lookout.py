"""What is said of a find: where it stands, how often, and little of what it is."""

from __future__ import annotations

from mkdocs_dialogues.readers.whatsapp import WhatsAppReader
from mkdocs_dialogues.secrets.lookout import Lookout
from mkdocs_dialogues.source import Source

FIRST, SECOND = "+44 7911 " + "123457", "+44 7912 " + "654398"


def said(text: str) -> list[str]:
    source = Source("chat.txt", text.encode())
    lookout = Lookout()
    return [
        str(problem).partition("\n")[0]
        for dialogue in WhatsAppReader().read(source)
        for problem in lookout.look(dialogue, source)
    ]


def test_a_label_is_counted_where_it_stands_in_the_transcript() -> None:
    once = f"14/03/2024, 10:01 - Sam: hi\n14/03/2024, 10:02 - {FIRST}: yo\n"
    assert said(once) == ["chat.txt:2: '+44…57' is a phone number (phone) [personal-data]"]
    again = f"{once}14/03/2024, 10:03 - Sam: so\n14/03/2024, 10:04 - {FIRST}: call {FIRST}\n"
    assert said(again) == ["chat.txt:2: '+44…57' is a phone number (phone, 3 times) [personal-data]"]


def test_two_numbers_of_a_country_are_told_apart() -> None:
    problems = said(f"14/03/2024, 10:01 - Sam: hi\n14/03/2024, 10:02 - {FIRST}: yo\n14/03/2024, 10:03 - {SECOND}: yo\n")
    assert [problem.partition(" is ")[0] for problem in problems] == ["chat.txt:2: '+44…57'", "chat.txt:3: '+44…98'"]


def test_who_is_named_and_says_nothing_counts_too() -> None:
    assert len(said(f"14/03/2024, 10:01 - Sam: hi\n14/03/2024, 10:02 - Sam added {FIRST}\n")) == 1
