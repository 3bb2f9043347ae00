"""What is packed for the disk comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_dialogues.card_of import card_of
from mkdocs_dialogues.pack import pack, unpack
from mkdocs_dialogues.pipeline import Pipeline, transcripts

CASES = Path(__file__).parent / "readers" / "cases"


@pytest.mark.parametrize("folder", sorted(CASES.iterdir()), ids=lambda folder: folder.name)
def test_dialogues_of_every_reader_come_back(folder: Path) -> None:
    pipeline = Pipeline(CASES, CASES)
    for path in transcripts(folder):
        if path.name.startswith("input"):
            for dialogue in pipeline.read(path):
                assert unpack(pack(dialogue)) == dialogue
                assert pack(unpack(pack(card_of(dialogue)))) == pack(card_of(dialogue))
    problems = tuple(pipeline.problems)
    assert unpack(pack(problems)) == problems


def test_what_is_no_pack_is_a_value_error() -> None:
    packed = pack(("a", 1))
    for damaged in (b"", packed[:-1], b"\xc1", pack("x")[:1], b"\x91\x05", b"\x92\xd1\x00\x10\x01", b"\x90"):
        with pytest.raises(ValueError, match="not packed by us"):
            unpack(damaged)


def test_a_class_that_is_not_known_is_refused() -> None:
    with pytest.raises(TypeError, match="Path"):
        pack(Path())
