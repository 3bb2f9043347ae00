"""A few seconds of the fuzzers in every run, the same each time: every reader, its own files broken, and any bytes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkdocs_dialogues.readers.registry import readers

from .target import once, samples

# By hand: DIALOGUES_FUZZ=2000 pytest tests/fuzz
EXAMPLES = int(os.environ.get("DIALOGUES_FUZZ", "12"))
_TEXTS = (
    '\n \r\n \t \0 **A:** ``` ---\n { } [ ] " null -1 1e999 <script> &lt; ]( [^1] $x$ |a|\n|-|\n \\ud800 > # 1. <!--'
)
PIECES = st.sampled_from([b"\xff", b"\xe2\x80\xae", b"\xed\xa0\x80", *_TEXTS.encode().split(b" ")])


@st.composite
def broken(draw: st.DrawFn, files: list[bytes]) -> bytes:
    """A file of the format with some pieces cut out, doubled, moved or put in."""
    data = draw(st.sampled_from(files))[:20_000]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = draw(st.integers(start, min(len(data), start + 200)))
        data = (
            data[:start] + draw(st.one_of(PIECES, st.just(data[start:stop] * 2), st.binary(max_size=8))) + data[stop:]
        )
    return data


@pytest.mark.parametrize("reader", [name for name in readers() if samples(name)])
def test_whatever_a_reader_is_given(reader: str, tmp_path: Path) -> None:
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(st.one_of(broken(samples(reader)), broken(samples(reader)), st.binary(max_size=200)))
    def holds(data: bytes) -> None:
        once(reader, data, tmp_path)

    holds()
