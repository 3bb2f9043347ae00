"""Make an export to measure with: conversations as ChatGPT exports them, the same for the same arguments.

    python benchmarks/make_export.py big.json --conversations 5000
    python benchmarks/make_export.py huge.json --megabytes 500
    python benchmarks/make_export.py edited.json --conversations 5000 --every 100

``--every N`` adds a sentence to the last answer of every Nth conversation. A ``.zip`` holds the conversations in
``conversations-000.json`` and so on, 1,000 each.
"""

from __future__ import annotations

import argparse
import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WORDS = """
the kettle sings and nobody asks who filled it a rope in the well is older than the well says the woman with the lamp
we count what we carry and forget what carries us water has no memory of the cup an engine weaves as looms weave flowers
if you answer slowly the question changes every letter was written twice once for the eye and once for the hand
""".split()
MODELS = ("gpt-4o", "gpt-5", "gpt-5-thinking", "o3", "gpt-4.1")
START = 1_735_689_600.0


def sentence(dice: random.Random) -> str:
    """Some ten words and a full stop; now and then what JSON has to escape."""
    said = " ".join(dice.choices(WORDS, k=dice.randint(5, 16))).capitalize()
    return said + dice.choice((".", ".", ".", "?", " — so.", ' "so".', " {x: [1]}.", " Ünïcode, 漢字."))


def text(dice: random.Random, sentences: int) -> str:
    """Paragraphs of Markdown, with a list or code in some."""
    paragraphs = []
    while sentences > 0:
        count = min(sentences, dice.randint(2, 6))
        sentences -= count
        lines = [sentence(dice) for _ in range(count)]
        kind = dice.random()
        if kind < 0.1:
            paragraphs.append("\n".join(f"- {line}" for line in lines))
        elif kind < 0.15:
            paragraphs.append("```python\n" + "\n".join(f'print("{line[:40]}")' for line in lines) + "\n```")
        else:
            paragraphs.append(" ".join(lines))
    return "\n\n".join(paragraphs)


def conversation(number: int, seed: int, *, edited: bool = False) -> dict[str, Any]:
    """One conversation; ``edited`` adds a sentence to its last answer."""
    dice = random.Random(f"{seed}-{number}")  # noqa: S311 - the same each time
    turns = 2 * dice.choice((1, 1, 2, 2, 3, 4, 6, 10))
    model = dice.choice(MODELS)
    created = START + number * 3_000
    ids = [f"{dice.getrandbits(128):032x}" for _ in range(turns)]
    mapping: dict[str, Any] = {"root": {"id": "root", "message": None, "parent": None, "children": ids[:1]}}
    for index, id_ in enumerate(ids):
        answer = index % 2 == 1
        said = text(dice, dice.randint(8, 60) if answer else dice.randint(1, 6))
        if edited and index == turns - 1:
            said += " And this was added later."
        mapping[id_] = {
            "id": id_,
            "message": {
                "id": id_,
                "author": {"role": "assistant" if answer else "user", "name": None, "metadata": {}},
                "create_time": created + 40 * index,
                "update_time": None,
                "content": {"content_type": "text", "parts": [said]},
                "status": "finished_successfully",
                "end_turn": True if answer else None,
                "weight": 1.0,
                "metadata": {"model_slug": model, "default_model_slug": model} if answer else {},
                "recipient": "all",
                "channel": "final" if answer else None,
            },
            "parent": ids[index - 1] if index else "root",
            "children": ids[index + 1 : index + 2],
        }
    return {
        "title": sentence(dice).rstrip(".?")[:60],
        "create_time": created,
        "update_time": created + 40 * turns,
        "mapping": mapping,
        "moderation_results": [],
        "current_node": ids[-1],
        "conversation_id": f"{dice.getrandbits(128):032x}",
        "default_model_slug": model,
        "is_archived": False,
    }


def conversations(arguments: argparse.Namespace) -> Iterator[bytes]:
    """The conversations as JSON, until there are enough of them, or enough bytes."""
    number = written = 0
    while number < arguments.conversations and (not arguments.megabytes or written < arguments.megabytes * 1_000_000):
        edited = bool(arguments.every) and number % arguments.every == 0
        data = json.dumps(conversation(number, arguments.seed, edited=edited), ensure_ascii=False).encode()
        yield data
        written += len(data) + 2
        number += 1


def main() -> None:
    """Write the export that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("--conversations", type=int, default=1 << 40)
    parser.add_argument("--megabytes", type=float, default=0)
    parser.add_argument("--every", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.conversations == 1 << 40 and not arguments.megabytes:
        parser.error("say how many: --conversations or --megabytes")
    if arguments.output.suffix == ".zip":
        pieces = list(conversations(arguments))
        with zipfile.ZipFile(arguments.output, "w", zipfile.ZIP_DEFLATED) as archive:
            for start in range(0, len(pieces), 1000):
                name = zipfile.ZipInfo(f"conversations-{start // 1000:03}.json")
                archive.writestr(name, b"[" + b", ".join(pieces[start : start + 1000]) + b"]", zipfile.ZIP_DEFLATED)
        return
    with arguments.output.open("wb") as file:
        for index, data in enumerate(conversations(arguments)):
            file.write((b", " if index else b"[") + data)
        file.write(b"]")


if __name__ == "__main__":
    main()
