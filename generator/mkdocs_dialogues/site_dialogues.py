"""MkDocs' side of reading: the dialogues of all transcripts among a site's files, and who works at that."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from mkdocs_dialogues.addresses import distinct
from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.companions import withheld
from mkdocs_dialogues.config import DialoguesConfig
from mkdocs_dialogues.jobs import Jobs, on_cluster, on_this_machine
from mkdocs_dialogues.library import Library
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.raw_files import page_of, refuse_no_folder, take
from mkdocs_dialogues.readers import BrokenReaderError
from mkdocs_dialogues.site_secrets import SiteSecrets
from mkdocs_dialogues.surroundings import content_of

__all__ = ["SiteDialogues", "jobs_of", "read_site"]


class SiteDialogues(NamedTuple):
    """``placed`` are cards by the addresses of their pages; ``raw`` are MkDocs' files by the paths of transcripts;
    ``content`` is a digest of all that was given, transcripts and ordinary pages.
    """

    placed: dict[str, Card]
    raw: dict[str, File]
    content: bytes


def read_site(
    files: Files,
    config: MkDocsConfig,
    options: DialoguesConfig,
    *,
    library: Library,
    pipeline: Pipeline,
    secrets: SiteSecrets,
    serving: bool,
) -> SiteDialogues:
    """Read the transcripts, and take out of the site's files what is not to be published as it is.

    What is wrong with a transcript is among the pipeline's problems. Raises PluginError.
    """
    docs = Path(config.docs_dir)
    root = pipeline.shown(docs)
    refuse_no_folder(docs, options.path, root)
    transcripts, drafts, companions = take(files, config, pipeline, options.path)
    given = content_of(files)
    raw: dict[str, File] = {}
    cards: list[Card] = []
    try:
        for path, card in library.read(transcripts, drafts):
            raw[card.source.path] = transcripts[path]
            cards.append(card)
    except BrokenReaderError as error:
        raise PluginError(str(error)) from None
    secrets.allow_what(cards)
    pipeline.report_folders(docs / options.path)
    if companions and not serving:
        pages = (file.content_string for file in files if file.is_documentation_page())
        for uri in withheld(companions, cards, root, pages):
            files.remove(companions[uri])
    taken = {page_of(file): f"{root}/{file.src_uri}" for file in files if file.inclusion.is_included()}
    return SiteDialogues(distinct(cards, root, taken, pipeline.problems), raw, digest(given, library.content))


def jobs_of(options: DialoguesConfig) -> Jobs:
    """Who works at a build. Raises PluginError where that cannot be had."""
    if not options.cluster:
        return on_this_machine(options.jobs)
    try:
        return on_cluster(options.cluster)
    except ImportError:
        raise PluginError("'cluster' needs Dask: pip install 'mkdocs-dialogues[cluster]'") from None
    except OSError as error:
        raise PluginError(f"no Dask scheduler answers at '{options.cluster}': {error}") from None
