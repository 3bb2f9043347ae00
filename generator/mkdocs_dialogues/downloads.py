"""MkDocs' side of what lies beside a dialogue's page: its other forms, its transcript, the files inside it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.config import DialoguesConfig
from mkdocs_dialogues.kept_pages import KeptPages
from mkdocs_dialogues.library import Library
from mkdocs_dialogues.made_files import Beside, MadeFile, MadeFiles, beside, url_from, whole_address
from mkdocs_dialogues.media import STORE, files_of, placed, stored_name
from mkdocs_dialogues.provenance import raw_suffix
from mkdocs_dialogues.render.context import Download
from mkdocs_dialogues.stamps import NAMED_BY_CONTENT, Stamps
from mkdocs_dialogues.writers.forms import FORMS, Form

__all__ = ["Downloads"]


class Downloads:
    """Adds them to ``made``, and tells where they are. ``raw`` maps source paths to MkDocs' raw files."""

    def __init__(
        self,
        config: MkDocsConfig,
        options: DialoguesConfig,
        raw: Mapping[str, File],
        made: MadeFiles,
        *,
        library: Library,
        stamps: Stamps,
        kept: KeptPages,
    ) -> None:
        self._config = config
        self._forms = [FORMS[kind] for kind in dict.fromkeys(options.downloads)]
        self.forms: tuple[Beside, ...] = tuple((form.suffix, partial(self._write, form)) for form in self._forms)
        """What lies beside every page of a dialogue, for who adds it."""
        self._store = posixpath.join(options.path, STORE)
        self._all_raw = options.raw
        self._end = "index.html" if config.use_directory_urls else ".html"
        self._raw = raw
        self._made = made
        self._library = library
        self._stamps = stamps
        self._kept = kept
        self._stored: dict[str, str] = {}
        self._inside = lru_cache(1)(self._files_inside)  # a dialogue's files are written one after the other

    def add(self, dialogue: Card, page: File) -> None:
        """Add what lies beside the page of this dialogue and not of every one."""
        for name in dialogue.files:
            if name not in self._stored:  # each once for the whole site
                uri = self._stored[name] = f"{self._store}/{name}"
                self._made.add(MadeFile(uri, partial(self._file_inside, dialogue, name), NAMED_BY_CONTENT))
        if self._has_raw(dialogue):
            made = MadeFile(self._raw_uri(dialogue, page), self._path(dialogue).read_bytes)
            made.origin = self._stamps.raw(dialogue)
            self._made.add(made)

    def of(self, dialogue: Card, page: File) -> Sequence[Download]:
        """The other forms of a dialogue, as its page offers them."""
        public = dialogue.metadata.status == "published"
        places = [(form, beside(page, form.suffix)) for form in self._forms]
        return [
            Download(
                form.label, form.media_type, url_from(page, uri), whole_address(self._config, uri) if public else ""
            )
            for form, uri in places
        ]

    def raw_url(self, dialogue: Card, page: File) -> str:
        """Where the transcript is, relative to the page; ``""`` where it is not published."""
        return url_from(page, self._raw_uri(dialogue, page)) if self._has_raw(dialogue) else ""

    def stored_url(self, name: str, page: File) -> str:
        """Where a file is that stands inside a dialogue, relative to a page."""
        return url_from(page, self._stored[name])

    def _has_raw(self, dialogue: Card) -> bool:
        """Whether the transcript is published as it is: where its author wants that and nothing of it is redacted."""
        made = dialogue.metadata.provenance
        return made is not None and made.raw is not False and bool(self._all_raw or made.raw)

    def _raw_uri(self, dialogue: Card, page: File) -> str:
        place = page.dest_uri.removesuffix(self._end)
        dot = "" if self._config.use_directory_urls else "."
        return f"{place}{dot}raw{raw_suffix(self._path(dialogue).name)}"

    def _path(self, dialogue: Card) -> Path:
        return Path(str(self._raw[dialogue.source.path].abs_src_path))

    def _write(self, form: Form, dialogue: Card, page: File) -> str:
        store = posixpath.relpath(self._store, posixpath.dirname(page.dest_uri)) if dialogue.files else ""
        return self._kept.text(
            f"{form.suffix} {store}",
            self._library.key(dialogue),
            lambda: form.write(placed(self._library.dialogue(dialogue), store)[0]),
            fresh=self._library.is_fresh(dialogue),
        )

    def _file_inside(self, dialogue: Card, name: str) -> bytes:
        return self._inside(dialogue)[name]

    def _files_inside(self, dialogue: Card) -> dict[str, bytes]:
        return {stored_name(data): data for data in files_of(self._library.dialogue(dialogue))}
