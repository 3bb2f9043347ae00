"""Of an address that holds what is taken out nothing stays, of the words beside it everything."""

from __future__ import annotations

import random
import string
import time

import pytest

from mkdocs_dialogues.metadata import RedactEntry
from mkdocs_dialogues.transforms.redact import Redactor

REDACTOR = Redactor.of(
    [
        RedactEntry(words="Secretco", kind="x"),
        RedactEntry(words="Ada Lovelace", kind="x"),
        RedactEntry(words="https://intern.example", kind="x"),
        RedactEntry(kinds=("api-key",), kind="x"),
    ]
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("See [the site](https://example.org/Secretco/plan).", "See the site %."),
        ("<https://example.org/Secretco/b> here", "% here"),
        ("![portrait](ada-lovelace.png)", "portrait %"),
        ('[![alt](a/ada_lovelace.png "A title")](https://x/Secretco)', 'alt % "A title" %'),
        ("[Secretco](https://ok.example/x)", "[%](https://ok.example/x)"),
        ("[a\nb](\nhttps://x/Secretco\n'T') c\nd", "a\nb % 'T'\n\n c\nd"),
        ("[](https://x/Secretco)", "%"),
        ("[x](<b/Ada Lovelace.png>)", "x %"),
        ("[x](Secret%63o) [y](https://x/Secret&#99;o) [z](ada\\_lovelace.png)", "x % y % z %"),
        (
            "[s][1] and [t][2]\n\n[1]: https://x/Secretco 'T'\n[2]: <https://ok>",
            "[s][1] and [t][2]\n\n[1]: % 'T'\n[2]: <https://ok>",
        ),
        ("[1]:\n  ada-lovelace", "[1]:\n  %"),
        ("[Ada]: Secretco's", "[Ada]: %'s"),
        ("[^1]: Secretco.org", "[^1]: %.org"),
        ("Go (https://x.org/(Secretco)/a). On", "Go (%). On"),
        ("**https://x/Secretco**, _https://x/Secretco/y_!", "**%**, _%_!"),
        ("见https://x/Secretco。后面", "见%。后面"),
        ("|https://x/Secretco|b|", "|%|b|"),
        ("www.secretco.com/x? bo@secretco.com, ada.lovelace@x.example.", "%? %, %."),
        ("https://intern.example/plan/y, https://intern.example.", "%, %."),
        ('{"u": "https:\\/\\/x.org\\/Secretco\\/b"}', '{"u": "%"}'),
        ("<img alt='t' src='ada_lovelace.png'>", "<img alt='t' src='%'>"),
        ("`[y](Secretco)`\n```\n[x](a/Secretco)\n```", "`[y](%)`\n```\n[x](%)\n```"),
        ("std::vector<Secretco> and \\[no](a/Secretco)", "std::vector<%> and \\[no](%)"),
        ("text redacted x [ok](https://ok) https://ok", "text redacted x [ok](https://ok) https://ok"),
        ("\U0010f000 Secretco", "\U0010f000 %"),
    ],
)
def test_no_half_address_stays_and_no_word_is_lost(text: str, left: str) -> None:
    assert REDACTOR.text(text) == left.replace("%", "[redacted: x]")


def test_a_key_in_an_address_goes_with_it() -> None:
    key = "ghp_" + "".join(random.Random(3).choices(string.ascii_letters + string.digits, k=36))  # noqa: S311
    assert REDACTOR.text(f"[t](https://x.example/?k={key}&a=b) it") == "t [redacted: x] it"


def test_a_match_over_the_end_of_an_address_is_gone_whole() -> None:
    redactor = Redactor.of([RedactEntry(words="b is where"), RedactEntry(words="hidden")])
    assert redactor.text("https://x/hidden/b is where") == "[redacted: text]"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 9_000 + "a" + "](https://x/Secretco)" * 9_000,
        "[a](Secretco/ " * 9_000,
        "`a Secretco " * 9_000 + "[x](Secretco/)",
        "aGVsbG8" * 30_000,
        "a@" * 20_000,
        "a.b-" * 30_000,
        "[](" + "(" * 30_000,
    ],
)
def test_long_texts_take_no_longer_than_they_are(text: str) -> None:
    begin = time.process_time()
    REDACTOR.text(text)
    assert time.process_time() - begin < 5
