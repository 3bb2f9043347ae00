"""What the library spends on a dialogue, stage by stage, without MkDocs: microseconds of CPU for each dialogue.

    python benchmarks/stages.py 1000                          an archive made from a seed
    python benchmarks/stages.py --folder content/dialogues    the transcripts of a folder instead
    python benchmarks/stages.py 1000 --profile page           and where one stage spends it

The digest is of everything that was made: the same before and after a change means the same bytes.
"""

from __future__ import annotations

import argparse
import cProfile
import hashlib
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import ParamSpec, TypeVar

sys.path.insert(0, str(Path(__file__).parent))

import corpus

from mkdocs_dialogues.archive import Archive
from mkdocs_dialogues.card_of import card_of
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pack import pack, unpack
from mkdocs_dialogues.pipeline import Pipeline, transcripts
from mkdocs_dialogues.readers.registry import readers
from mkdocs_dialogues.relations.onwards import Onwards, WaysOn
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.render.feed_text import render_feed_text
from mkdocs_dialogues.render.page import render_page
from mkdocs_dialogues.render.templating import load_templates
from mkdocs_dialogues.secrets.lookout import Lookout
from mkdocs_dialogues.voices import Voice, assign_voices
from mkdocs_dialogues.writers.dataset import dataset_line
from mkdocs_dialogues.writers.forms import FORMS

_Taken = ParamSpec("_Taken")
_Given = TypeVar("_Given")
_SITE = "https://archive.example/"


class Stages:
    """Times stages, and takes a digest of what they gave."""

    def __init__(self, profiled: str | None) -> None:
        self.seconds: dict[str, float] = {}
        self.digest = hashlib.blake2s()
        self.profile = cProfile.Profile()
        self._profiled = profiled

    def time(self, stage: str, work: Callable[_Taken, _Given], *args: _Taken.args, **options: _Taken.kwargs) -> _Given:
        """Do the work of a stage."""
        start = time.process_time()
        if stage == self._profiled:
            given: _Given = self.profile.runcall(work, *args, **options)
        else:
            given = work(*args, **options)
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.process_time() - start
        return given

    def note(self, made: object) -> None:
        """Let something count towards the digest."""
        self.digest.update(pack(made))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=1000, help="how many dialogues")
    parser.add_argument("--folder", type=Path, help="a folder of transcripts to take instead")
    parser.add_argument("--profile", help="a stage to be profiled")
    options = parser.parse_args()
    stages = Stages(options.profile)
    with tempfile.TemporaryDirectory() as made:
        folder = (options.folder or Path(made)).absolute()
        if not options.folder:
            corpus.write(folder, options.count)
        texts = dict(_read(folder, stages))
        _write(texts, stages)
    count = max(1, len(texts))
    for stage, seconds in stages.seconds.items():
        print(f"{stage:10} {seconds / count * 1e6:8.0f} µs")
    print(f"{'all':10} {sum(stages.seconds.values()) / count * 1e6:8.0f} µs a dialogue")
    print(f"{len(texts)} dialogues, {sum(card.turns for card in texts)} turns; digest {stages.digest.hexdigest()[:16]}")
    if options.profile:
        pstats.Stats(stages.profile).sort_stats("tottime").print_stats(40)


def _read(folder: Path, stages: Stages) -> Iterator[tuple[Card, bytes]]:
    """The card of every dialogue in a folder, and the dialogue packed."""
    pipeline = Pipeline(folder, folder)
    lookout = Lookout()
    readers()  # what is loaded once
    for path in transcripts(folder):
        for dialogue in stages.time("read", pipeline.read, path):
            stages.note(tuple(stages.time("look", lookout.look, dialogue, None)))
            card = stages.time("card", card_of, dialogue)
            stages.note(card)
            yield card, stages.time("pack", pack, dialogue)
    stages.note(tuple(pipeline.problems))


def _write(texts: dict[Card, bytes], stages: Stages) -> None:
    """Make of every dialogue what a site has of it."""
    templates = load_templates()
    onwards = Onwards(Archive(texts), most=4)
    voices = assign_voices([card.participants for card in texts])
    for card, packed in texts.items():
        stages.note(packed)
        dialogue: Dialogue = stages.time("unpack", unpack, packed)
        context = _context(card, voices, stages.time("related", onwards.of, card, lambda other: f"../{other.id}/"))
        stages.note(stages.time("page", render_page, dialogue, context, templates))
        stages.note(stages.time("feed", render_feed_text, dialogue, context, templates))
        stages.note(stages.time("dataset", dataset_line, dialogue, context.url))
        for name, form in FORMS.items():
            stages.note(stages.time(name, form.write, dialogue))


def _context(card: Card, voices: Mapping[str, Voice], onwards: WaysOn) -> PageContext:
    return PageContext(
        words=card.words,
        minutes=card.minutes,
        voices=voices,
        facet_url=lambda facet, value: f"../by-{facet}/{value}/",
        site="An archive",
        url=f"{_SITE}{card.id}/",
        embed=True,
        description=card.summary(160),
        previous=onwards.previous,
        next=onwards.next,
        part_of=onwards.part_of,
        parts=onwards.parts,
        related=onwards.related,
    )


if __name__ == "__main__":
    main()
