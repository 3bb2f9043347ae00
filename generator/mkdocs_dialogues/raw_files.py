"""MkDocs' side of raw files: which of a site's files are transcripts, and which are shown by them."""

from __future__ import annotations

import difflib
import os
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import is_markdown_file

from mkdocs_dialogues.metadata import is_metadata_file
from mkdocs_dialogues.pipeline import Pipeline, is_companion
from mkdocs_dialogues.project import no_folder

__all__ = ["Raw", "page_of", "refuse_no_folder", "refuse_published", "take"]


class Raw(NamedTuple):
    """The raw files of a site: transcripts, those among them that ``draft_docs`` keeps out, and what they show.

    Transcripts by path, what they show by its place.
    """

    transcripts: dict[Path, File]
    drafts: set[Path]
    companions: dict[str, File]


def refuse_no_folder(docs: Path, path: str, shown: str) -> None:
    """PluginError where there is no folder of dialogues: MkDocs would publish transcripts as they are.

    ``path`` is looked for below ``docs``, which is called ``shown``. Where case does not count, or there are two
    ways to write an ``é``, it has to be as the disk has it, for so are the names of files.
    """
    folder = docs
    for name in PurePosixPath(path).parts:
        if name not in _folders_in(folder):
            break
        folder /= name
    else:
        return
    near = difflib.get_close_matches(path, [name for name in _folders_in(docs) if not name.startswith(".")], 1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise PluginError(
        f"{no_folder(f'{shown}/{path}')}\n"
        f"  Expected the folder that your transcripts are in, as it is called below '{shown}'.{hint}\n"
        "  Correct 'path', or make the folder; until then nothing is built, for transcripts that stand elsewhere would "
        "be published as they are."
    )


def _folders_in(folder: Path) -> list[str]:
    """The names of what is in a folder and one itself, as the disk has them; none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir())
    except OSError:
        return []


def refuse_published(folder: Path, config: MkDocsConfig) -> None:
    """PluginError where what is kept for the next build would be part of the site: of what it holds, or of itself."""
    for name, place in (("docs_dir", config.docs_dir), ("site_dir", config.site_dir)):
        if folder.resolve().is_relative_to(Path(place).resolve()):
            raise PluginError(
                f"the folder '{folder}' is in '{name}', and what is kept in it would be published\n"
                "  Expected a folder of its own, such as the '.cache/dialogues' beside mkdocs.yml.\n"
                "  Correct 'cache_dir' of the plugin in mkdocs.yml, and delete that folder if it is there."
            )


def take(files: Files, config: MkDocsConfig, pipeline: Pipeline, folder: str) -> Raw:
    """Take what is raw out of the site's files. ``folder`` is that of the dialogues, below the docs folder, or ""."""
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
