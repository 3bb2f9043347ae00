"""MkDocs' side of raw files: which of a site's files are transcripts, and which are shown by them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import is_markdown_file

from mkdocs_dialogues.metadata import is_metadata_file
from mkdocs_dialogues.pipeline import Pipeline, is_companion

__all__ = ["Raw", "page_of", "take"]


class Raw(NamedTuple):
    """The raw files of a site: transcripts, those among them that ``draft_docs`` keeps out, and what they show.

    Transcripts by path, what they show by its place.
    """

    transcripts: dict[Path, File]
    drafts: set[Path]
    companions: dict[str, File]


def take(files: Files, config: MkDocsConfig, pipeline: Pipeline, folder: str) -> Raw:
    """Take what is raw out of the site's files. ``folder`` is that of the dialogues, below the docs folder."""
    folder = "" if PurePosixPath(folder) == PurePosixPath() else PurePosixPath(folder).as_posix()
    raw = Raw({}, set(), {})
    for file in [file for file in files if file.src_dir == config.docs_dir]:
        path = Path(str(file.abs_src_path))
        if not pipeline.stays_inside(path):
            files.remove(file)
            continue
        if not _is_ours(file, folder):
            continue
        if is_companion(file.src_uri):
            if not pipeline.is_harmless(path):
                files.remove(file)
            elif not is_markdown_file(file.src_uri):
                raw.companions[file.src_uri] = file
            continue
        files.remove(file)  # what is raw is not published as it stands
        if not is_metadata_file(file.src_uri):
            raw.transcripts[path] = file
            if file.inclusion is InclusionLevel.DRAFT:
                raw.drafts.add(path)
    return raw


def page_of(file: File) -> str:
    """The address of a file's page without a suffix, in lower case, as ``addresses.address`` spells it."""
    return file.dest_uri.removesuffix("/index.html").removesuffix(".html").lower()


def _is_ours(file: File, folder: str) -> bool:
    inside = not folder or file.src_uri.startswith(f"{folder}/")
    return inside and file.abs_src_path is not None and file.inclusion is not InclusionLevel.EXCLUDED
