"""Chats of WhatsApp from phones of many languages: when things were said, and by whom."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mkdocs_dialogues.errors import Problems
from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Text
from mkdocs_dialogues.readers.whatsapp import WhatsAppReader
from mkdocs_dialogues.source import Source


def read(text: str, name: str = "_chat.txt") -> tuple[Dialogue, list[str]]:
    problems = Problems()
    source = Source(name, text.encode(), problems)
    reader = WhatsAppReader()
    assert reader.detect(source), text
    (dialogue,) = reader.read(source)
    return dialogue, [problem.what for problem in problems]


@pytest.mark.parametrize(
    ("line", "hour"),
    [
        ("2024. 3. 4. 오후 6:03 - 김철수: 안녕", 18),
        ("2024. 3. 4. 오전 6:03 - 김철수: 안녕", 6),
        ("2024/3/4 下午 6:03 - 王芳: 你好", 18),
        ("2024/3/4 下午6:03 - 王芳: 你好", 18),
        ("2024/3/4 中午12:03 - 王芳: 你好", 12),
        ("2024/3/4 凌晨12:03 - 王芳: 你好", 0),
        ("[2024/3/4 下午6:03:11] 王芳: 你好", 18),
        ("04/03/2024, 6:03 CH - Nam: Chào", 18),
        ("04/03/2024, 6:03 SA - Nam: Chào", 6),
        ("2024-03-04 6:03 em - Åsa: hej", 18),
        ("[3/4/2024، 6:03:11 م] أحمد: مرحبا", 18),
        ("[\u200f4\u200f/3\u200f/2024، 6:03:11 ص] أحمد: مرحبا", 6),
        ("4.03.24 г., 18:03 ч. - Иван: здравей", 18),
        ("4/3/24, 6:03 μ.μ. - Νίκος: γεια", 18),
        ("4/3/24, 6:03 π.μ. - Νίκος: γεια", 6),
        ("04.03.24, 18:03 Uhr - Jo: hallo", 18),
        ("04/03/2024 à 18:03 - Zoé: salut", 18),
        ("4/3/24, 6:03 p. m. - Luz: hola", 18),
        ("04.03.24, 6:03 odp. - Jan: ahoj", 18),
        ("4.3.2024, 6:03 אחה״צ - נועה: שלום", 18),
    ],
)
def test_the_hour_is_the_one_of_the_phones_language(line: str, hour: int) -> None:
    dialogue, said = read(f"{line}\n")
    (turn,) = dialogue.turns
    assert turn.time is not None
    assert (turn.time.hour, turn.time.minute) == (hour, 3)
    assert [what for what in said if "noon" in what] == []


def test_a_half_of_the_day_that_is_not_known_is_reported_once() -> None:
    _, said = read("04/13/2024, 6:03 xyz - Bo: a\n04/13/2024, 7:03 xyz - Bo: b\n")
    assert said == ["'6:03' may be before or after noon: 'xyz' is not known"]
    _, said = read("04/13/2024, 6:03 xyz - Bo: a\n04/13/2024, 17:03 xyz - Bo: b\n")
    assert said == []


def test_who_is_no_contact_is_told_from_a_contact_of_the_same_name() -> None:
    dialogue, _ = read(
        "[14/03/24, 6:02:11 PM] Priya: hi\n[14/03/24, 6:03:11 PM] ~\u202fPriya: another\n"
        "[14/03/24, 6:04:11 PM] ~\u202fSam: third\n"
    )
    assert [participant.name for participant in dialogue.participants] == ["Priya", "~ Priya", "Sam"]


def test_padded_days_are_no_american_phones() -> None:
    lines = (f"0{day}/01/24, 9:00 pm - Ann: {day}" for day in (2, 3, 4))
    dialogue, said = read("\n".join(lines))
    assert [turn.time.month for turn in dialogue.turns if turn.time] == [1, 1, 1]
    assert "may have its day or its month first" in said[0]


def test_a_day_that_is_none_stays_to_be_read() -> None:
    dialogue, _ = read("31/05/2024, 10:15 - Bo: x\n32/05/2024, 10:15 - Bo: y\n")
    assert dialogue.turns[1].parts[0] == Aside("notice", "32/05/2024, 10:15")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Chat de WhatsApp con Los primos.txt", "Los primos"),
        ("Conversa do WhatsApp com Futebol.txt", "Futebol"),
        ("Discussion WhatsApp avec Zoé et Luc.txt", "Zoé et Luc"),
        ("Chat WhatsApp con Nonna.txt", "Nonna"),
        ("WhatsApp-chat met Buren.txt", "Buren"),
        ("WhatsApp-chatt med Åsa.txt", "Åsa"),
        ("WhatsAppチャット - 山田.txt", "山田"),
        ("WhatsApp Chat with Book Club.txt", "Book Club"),
        ("WhatsApp Chat - Book Club.zip/_chat.txt", "Book Club"),
        ("_chat.txt", ""),
        ("kettle.txt", ""),
    ],
)
def test_the_chats_name_is_the_title(name: str, title: str) -> None:
    dialogue, _ = read("31/05/2024, 10:15 - Bo: x\n", f"content/dialogues/{name}")
    assert dialogue.title == title


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("<Mídia oculta>", [Attachment]),
        ("<pominięto multimedia>", [Attachment]),
        ("<Без медиафайлов>", [Attachment]),
        ("<Medya dahil edilmedi>", [Attachment]),
        ("<Media omitted>\nOur new kettle", [Attachment, Text]),
        ("Данное сообщение удалено", [Aside]),
        ("このメッセージは削除されました", [Aside]),
        ("<media> is no message", [Text]),
    ],
)
def test_what_is_not_there_is_said_as_such(said: str, kinds: Sequence[type]) -> None:
    dialogue, _ = read(f"31/05/2024, 10:15 - Bo: {said}\n")
    assert [type(part) for part in dialogue.turns[0].parts] == kinds
