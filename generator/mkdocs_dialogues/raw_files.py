"""MkDocs' side of raw files: which of a site's files are transcripts, and which are shown by them."""

from __future__ import annotations

import logging
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.utils import is_markdown_file, markdown_extensions

from mkdocs_dialogues.errors import did_you_mean
from mkdocs_dialogues.metadata import is_metadata_file
from mkdocs_dialogues.pipeline import Pipeline, is_companion
from mkdocs_dialogues.project import no_folder

__all__ = ["Namesakes", "Raw", "page_of", "refuse_no_folder", "refuse_published", "refuse_remade", "take"]


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
    hint = did_you_mean(path, [name for name in _folders_in(docs) if not name.startswith(".")])
    raise PluginError(
        f"{no_folder(f'{shown}/{path}')}\n"
        f"  Expected the folder that your transcripts are in, as it is called below '{shown}'.{hint and f' {hint}'}\n"
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


def refuse_published(folder: Path, config: MkDocsConfig, site: str) -> None:
    """PluginError where what is kept for the next build would be part of the docs, or of the ``site``."""
    for name, place in (("docs_dir", config.docs_dir), ("site_dir", site)):
        if folder.resolve().is_relative_to(Path(place).resolve()):
            raise PluginError(
                f"the folder '{folder}' is in '{name}', and what is kept in it would be published\n"
                "  Expected a folder of its own, such as the '.cache/dialogues' beside mkdocs.yml.\n"
                "  Correct 'cache_dir' of the plugin in mkdocs.yml, and delete that folder if it is there."
            )


def refuse_remade(config: MkDocsConfig) -> None:
    """PluginError beside a plugin that makes all files anew: our pages would be the transcripts as they are."""
    if "i18n" in config.plugins:
        raise PluginError(
            "the plugin 'i18n' makes all files anew, and pages of dialogues would be the transcripts as they are\n"
            "  Expected plugins that leave pages of dialogues alone.\n"
            "  Build a site for each language instead, with an mkdocs.yml of its own and its 'theme: {language: …}'."
        )


class Namesakes(logging.Filter):
    """Transcripts whose names differ in the suffix alone: ``kettle.md`` and ``kettle.markdown``.

    MkDocs takes them for one page, leaves one of them out, and warns. To us they are two, of which one may have a slug:
    they are given back, and what MkDocs says of those in ``folder`` is not so.
    """

    _LOG = logging.getLogger("mkdocs.structure.files")
    _SAYS = re.compile("Excluding '(.+)' from the site because it conflicts with '.+'\\.", re.DOTALL)

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def begin(self) -> None:
        """Before MkDocs looks for the site's files. Where that failed, the last one still listens."""
        for last in [one for one in self._LOG.filters if isinstance(one, Namesakes)]:
            self._LOG.removeFilter(last)
        self._LOG.addFilter(self)

    def end(self) -> None:
        """When it has found them."""
        self._LOG.removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether what MkDocs says is so."""
        said = self._SAYS.fullmatch(record.getMessage())
        return not said or not _is_below(said[1], self._folder) or is_companion(said[1])


def take(files: Files, config: MkDocsConfig, pipeline: Pipeline, folder: str) -> Raw:
    """Take what is raw out of the site's files. ``folder`` is that of the dialogues, below the docs folder, or ""."""
    raw = Raw({}, set(), {})
    for file in list(_with_namesakes(files, config, folder)):
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


def _with_namesakes(files: Files, config: MkDocsConfig, folder: str) -> Iterator[File]:
    """The files of the docs folder, and those that MkDocs left out of them for another of that name."""
    docs = config.docs_dir
    alike: dict[str, set[str]] = {}
    for file in [file for file in files if file.src_dir == docs]:
        parent, _, name = str(file.abs_src_path).rpartition(os.sep)
        if parent not in alike:
            alike[parent] = _alike(parent)
        if name in alike[parent] and _is_ours(file, folder) and not is_companion(file.src_uri):
            stem = os.path.splitext(file.src_uri)[0]  # noqa: PTH122
            for uri in sorted(stem + suffix for suffix in markdown_extensions):
                if uri.rpartition("/")[2] in alike[parent] and files.get_file_from_path(uri) is None:
                    left_out = File(uri, docs, config.site_dir, config.use_directory_urls)
                    set_exclusions([left_out], config)
                    if left_out.inclusion is not InclusionLevel.EXCLUDED:
                        files.append(left_out)
                        yield left_out
        yield file


def _alike(folder: str) -> set[str]:
    """The names of Markdown files in a folder that differ from another's in the suffix alone."""
    names = [name for name in os.listdir(folder) if is_markdown_file(name)]  # noqa: PTH208
    counts = Counter(os.path.splitext(name)[0] for name in names)  # noqa: PTH122 - of ten thousand
    return {name for name in names if counts[os.path.splitext(name)[0]] > 1} if len(counts) < len(names) else set()  # noqa: PTH122


def _is_below(uri: str, folder: str) -> bool:
    return not folder or uri.startswith(f"{folder}/")


def _is_ours(file: File, folder: str) -> bool:
    there = file.abs_src_path is not None and file.inclusion is not InclusionLevel.EXCLUDED
    return there and _is_below(file.src_uri, folder)
