"""Fuzz one reader by hand, for as long as you like, guided by what runs (Linux; ``pip install atheris``):

    python -m tests.fuzz labelled -max_total_time=600

The cases of ``tests/readers`` are what it starts from; what it finds is written to ``crash-…`` in the current folder,
and a test of its own keeps it found.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris


def main(reader: str, *options: str) -> None:
    with atheris.instrument_imports(include=["mkdocs_dialogues"]):
        from tests.fuzz.target import once, samples
    with tempfile.TemporaryDirectory() as corpus, tempfile.TemporaryDirectory() as folder:
        for number, sample in enumerate(samples(reader)):
            (Path(corpus) / str(number)).write_bytes(sample)
        atheris.Setup([sys.argv[0], corpus, *options], lambda data: once(reader, data, Path(folder)))
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
