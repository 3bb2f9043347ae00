"""What Pagefind writes, cut into pieces of which a reader loads few."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path

from mkdocs_dialogues.searching import pagefind


def test_an_index_is_in_small_pieces_that_have_every_word_once(tmp_path: Path) -> None:
    chance = random.Random(4)  # noqa: S311 - not for secrets
    letters = "bcdfghklmnprst"
    words = sorted({"".join(chance.choices(letters, k=5)) for _ in range(9_000)})
    documents = [
        (
            f"{number}/index.html",
            f'<html lang="und"><body>{" ".join(words[number * 900 :][:900])}</body></html>'.encode(),
        )
        for number in range(10)
    ]
    pagefind.run_pagefind(documents, tmp_path)
    index = tmp_path / "index"
    entry = json.loads((index / "pagefind-entry.json").read_text())
    (facts,) = entry["languages"].values()
    chunks = pagefind._read(index / f"pagefind.{facts['hash']}.pf_meta")[pagefind._CHUNKS]
    files = {path.name: path for path in (index / "index").iterdir()}
    assert set(files) == {f"{name}.pf_index" for _, _, name in chunks}
    found: list[str] = []
    for first, last, name in chunks:
        (held,) = pagefind._read(files[f"{name}.pf_index"])
        assert (held[0][0], held[-1][0]) == (first, last)
        found += [word for word, *_ in held]
    assert found == words
    assert len(chunks) > 5
    assert all(path.stat().st_size < 20_000 for path in files.values())
    alike = [before for before, after in pairwise(chunks) if before[1][:3] == after[0][:3]]
    assert len(alike) < len(chunks) / 4  # Pagefind's own borders; at ours a beginning finds all its words
