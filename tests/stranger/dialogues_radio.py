import re
from collections.abc import Iterator

from mkdocs_dialogues import Dialogue, Source, Text, Turn


class RadioReader:
    name, suffixes, generic = "radio", (".radio",), False
    about = "radio logs of ships"

    def detect(self, source: Source) -> bool:
        return source.data.startswith(b"RADIO ")

    def read(self, source: Source) -> Iterator[Dialogue]:
        header, *pieces = re.split(r"^(\w+)> ", source.text, flags=re.MULTILINE)
        turns, line = [], 1 + header.count("\n")
        for name, text in zip(pieces[::2], pieces[1::2], strict=True):
            turns.append(Turn(name, (Text(text.strip()),), source.at(line)))
            line += text.count("\n")
        yield Dialogue(header.removeprefix("RADIO ").strip(), (), tuple(turns), source.at(1))
