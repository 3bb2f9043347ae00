"""MkDocs' side of social cards: which dialogues have one, where it lies, and when it is drawn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from mkdocs_dialogues.archive import cast
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.config import DialoguesConfig, project_of
from mkdocs_dialogues.made_files import MadeFile, beside, whole_address
from mkdocs_dialogues.render.templating import long_date
from mkdocs_dialogues.social.card import SocialCard
from mkdocs_dialogues.social.store import Store
from mkdocs_dialogues.voices import Voice, voice_key

__all__ = ["SocialImages"]

log = logging.getLogger("mkdocs.plugins.dialogues")

_CACHE = ".cache/mkdocs-dialogues/social"
_OPENING_LENGTH = 200


class SocialImages:
    """The cards of published dialogues, each beside its page. Without ``site_url`` there are none."""

    def __init__(
        self,
        config: MkDocsConfig,
        options: DialoguesConfig,
        voices: Mapping[str, Voice],
        file: Callable[[Card], File],
    ) -> None:
        self._config = config
        self._wanted = options.social_cards and bool(config.site_url)
        self._font = Path(options.social_font) if options.social_font else None
        self._voices = voices
        self._file = file
        self._store = Store(project_of(config) / _CACHE, self._font)

    def address(self, card: Card) -> str:
        """Where the card is, or ``""``."""
        drawn = self._wanted and card.metadata.status == "published" and self._can_draw(card)
        return whole_address(self._config, self._uri(card)) if drawn else ""

    def files(self, cards: Iterable[Card]) -> Iterator[MadeFile]:
        """A file for each dialogue that can have a card. It is drawn when MkDocs copies it."""
        if not self._wanted:
            return
        without = 0
        for card in cards:
            if self._can_draw(card):
                yield MadeFile(self._uri(card), partial(self._png, card))
            else:
                without += 1
        if without:
            log.info("%d dialogue(s) have no social card: the font lacks letters of the title (social_font)", without)

    def tidy(self) -> None:
        """At the end of a build: forget the cards that it did not need."""
        self._store.forget_others()

    def _png(self, card: Card) -> bytes:
        return self._store.png(self._social(card))

    def _can_draw(self, card: Card) -> bool:
        from mkdocs_dialogues.social.drawing import can_draw  # noqa: PLC0415 - most sites have none, and no Pillow then

        try:
            return can_draw(self._social(card), self._font)
        except OSError as error:
            raise PluginError(f"the option 'social_font' of dialogues: '{self._font}' is no font: {error}") from None

    def _uri(self, card: Card) -> str:
        return beside(self._file(card), "png")

    def _social(self, card: Card) -> SocialCard:
        speakers = [(person.name, self._voices.get(voice_key(person.name))) for person in cast(card)]
        when = card.metadata.date
        day = long_date(when).partition(",")[0] if when else ""
        return SocialCard(self._config.site_name, card.title, card.summary(_OPENING_LENGTH), speakers, day)
