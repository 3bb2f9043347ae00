"""MkDocs' side of stamps: what all files of a site have in common, and whether other plugins leave pages alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, set_exclusions
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_date

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.companions import is_shown
from mkdocs_dialogues.made_files import MadeFiles
from mkdocs_dialogues.page_heads import head, looks_further, may_look_back
from mkdocs_dialogues.pages import RenderedFile
from mkdocs_dialogues.record import state_of
from mkdocs_dialogues.strict_yaml import texts_in
from mkdocs_dialogues.theme_files import own_folders
from mkdocs_dialogues.versions import hash_of_files

__all__ = [
    "Listed",
    "are_left_alone",
    "content_of",
    "is_foreseen",
    "leave_templates_alone",
    "listed",
    "settings_of",
    "surroundings",
    "will_be_listed",
    "writes_afterwards",
]

_PAGE_EVENTS: Final = (
    "pre_page", "page_read_source", "page_markdown", "page_content", "env", "page_context", "post_page",
)  # fmt: skip
# Plugins that look at pages and whose work for a page can be kept: ours, and the two that make an index of all text.
_KNOWN: Final = ("mkdocs_dialogues.", "material.plugins.search.", "mkdocs.contrib.search")
_PACKAGED: Final = frozenset({"material", "mkdocs", "readthedocs"})
"""Themes that change with the version of a package, which is part of the code's version."""
_DISCREET: Final = frozenset({"material", "mkdocs"})
"""Themes whose pages show of others no more than titles and metadata."""
_APART: Final = frozenset("plugins theme site_dir strict dev_addr watch remote_branch remote_name".split())
"""Settings that are told apart below, and those that no page shows."""
_DAY: Final = "build_date_utc"
"""What a template that shows when a page was made names. Pages that stay have the same day on them as new ones."""
_ADDRESS: Final = re.compile(r" at 0x[0-9a-f]+")


class Listed(NamedTuple):
    """What pages can show of the navigation: the places of the pages of ours that are in it, and what it says."""

    places: frozenset[str]
    said: tuple[str, ...]


def are_left_alone(config: MkDocsConfig) -> bool:
    """Whether no other plugin wants to see pages while they are made."""
    return not any(_strangers(config, _PAGE_EVENTS))


def writes_afterwards(config: MkDocsConfig) -> bool:
    """Whether another plugin may change files of the finished site in their places."""
    return any(_strangers(config, ("post_build",)))


def leave_templates_alone(config: MkDocsConfig) -> bool:
    """Whether no other plugin has a part in the theme's pages that are no Markdown, such as the site map."""
    return not any(_strangers(config, ("pre_template", "template_context", "post_template")))


def is_foreseen(config: MkDocsConfig) -> bool:
    """Whether the navigation is known before MkDocs makes it: no other plugin adds files or changes it."""
    return not any(_strangers(config, ("files", "nav")))


def will_be_listed(config: MkDocsConfig, files: Files) -> Listed:
    """The pages of ours that the navigation is going to have, where it is foreseen.

    What else is in it hangs on settings and on pages that people wrote.
    """
    if config.nav is not None:
        found = (files.get_file_from_path(path) for path in texts_in(config.nav))
        ours = [file for file in found if isinstance(file, RenderedFile)]
    else:
        ours = [file for file in files if isinstance(file, RenderedFile)]
        set_exclusions(ours, config)
        ours = [file for file in ours if file.inclusion.is_in_nav()]
    said = (f"{file.src_uri!r} {file.dest_uri!r} {file.page.title if file.page else None!r}" for file in ours)
    return Listed(frozenset(file.dest_uri for file in ours), tuple(said))


def listed(nav: Navigation) -> Listed:
    """The pages of ours that the navigation has, and all of it."""
    ours = frozenset(page.file.dest_uri for page in nav.pages if isinstance(page.file, RenderedFile))
    return Listed(ours, tuple(_said(nav.items)))


def surroundings(config: MkDocsConfig, files: Files, nav: Listed, version: bytes, *more: bytes | str) -> bytes:
    """A digest of all that every page can show beside the dialogues: settings, theme, code, pages that people wrote.

    ``version`` is that of the code, ``more`` what else counts.
    """
    return digest(
        version,
        *more,
        os.environ.get("SOURCE_DATE_EPOCH", ""),
        get_build_date() if any(_DAY in template for template in _templates(config)) else "",
        *_settings(config),
        *map(hash_of_files, _folders(config)),
        *_hooks(config),
        *nav.said,
        *_shown(files, config),
    )


def settings_of(config: MkDocsConfig) -> bytes:
    """A digest of what a site shows of settings, templates of its own and hooks, whether it is built or previewed."""
    settings = [text for text in _settings(config) if not text.startswith("site_url=")]  # a preview has its own
    return digest(*settings, *map(hash_of_files, _folders(config)), *_hooks(config))


def content_of(files: Files) -> bytes:
    """A digest of what people wrote in ordinary pages, and of the states of what else they put beside them."""
    states = (repr(state_of(file.abs_src_path)) for file in files if file.abs_src_path and not _is_page(file))
    return digest(*_written(files), *states)


def _folders(config: MkDocsConfig) -> list[Path]:
    """The theme's folders that may change while no version does: a site's own, other plugins', a stranger's theme."""
    custom = [Path(config.theme.custom_dir)] if config.theme.custom_dir else []
    dirs = config.theme.dirs
    others = own_folders(dirs) if config.theme.name in _PACKAGED else map(Path, dirs)
    return list(dict.fromkeys([*custom, *others]))


def _templates(config: MkDocsConfig) -> Iterator[str]:
    """What is in the templates of those."""
    paths = (path for folder in _folders(config) for path in folder.rglob("*.html"))
    return (path.read_text(encoding="utf-8", errors="replace") for path in paths)


def _settings(config: MkDocsConfig) -> Iterator[str]:
    """All settings as they were understood, whatever file or variable they came from."""
    for key, value in config.items():
        if key not in _APART:
            yield f"{key}={_told(value)}"
    yield _told({key: config.theme[key] for key in config.theme})
    for name, plugin in config.plugins.items():
        yield f"{name}: {_told(dict(getattr(plugin, 'config', ())))}"


def _hooks(config: MkDocsConfig) -> Iterator[bytes]:
    folder = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
    for path in config.hooks or ():
        yield (folder / path).read_bytes()


def _told(value: Any) -> str:
    """A setting, the same in every process."""
    return _ADDRESS.sub("", repr(dict(value) if isinstance(value, Mapping) else value))


def _said(items: Iterable[Any]) -> Iterator[str]:
    """The navigation. Titles that pages give themselves are part of what people wrote."""
    for item in items:
        if isinstance(item, Section):
            yield f"section {item.title!r}"
            yield from _said(item.children)
            yield "end"
        elif isinstance(item, Page):
            yield f"page {item.file.src_uri!r} {item.file.dest_uri!r} {item.__dict__.get('title')!r}"
        elif isinstance(item, Link):
            yield f"link {item.title!r} {item.url!r}"


def _written(files: Files) -> Iterator[bytes | str]:
    """What people wrote in ordinary pages; of other files only that they are there."""
    for file in _theirs(files):
        yield file.src_uri
        yield file.content_bytes if _is_page(file) else b""


def _shown(files: Files, config: MkDocsConfig) -> Iterator[str]:
    """What pages of ours can show of ordinary ones, in the navigation, and where those are; of other files only that
    they are there, for one of them may stand where ours would. For pictures and the like none of ours is kept back.
    """
    seen = _are_seen(config)
    whole = seen or config.theme.name not in _DISCREET or may_look_back(config.markdown_extensions)
    named = set(map(files.get_file_from_path, texts_in(config.nav))) if config.nav and is_foreseen(config) else None
    for file in _theirs(files):
        if _is_page(file):
            yield file.src_uri
            if whole:
                yield file.content_string
            elif named is None or file in named:
                yield head(file.content_string)
        elif seen or not (is_shown(file.src_uri) or file.inclusion.is_excluded()):
            yield file.src_uri
    if seen:  # what pages say has links
        yield from (f"{file.src_uri} {file.dest_uri}" for file in files if isinstance(file, RenderedFile))


def _are_seen(config: MkDocsConfig) -> bool:
    """Whether a template may show on pages what others say. Those of the packaged themes, which were looked through,
    show titles and metadata, one of them headings.
    """
    if config.theme.name not in _PACKAGED:
        return True
    return any(map(looks_further, _templates(config)))


def _theirs(files: Files) -> Iterator[File]:
    return (file for file in files if not isinstance(file, RenderedFile | MadeFiles))


def _is_page(file: File) -> bool:
    """Whether a file is a page, be it on the disk or made by another plugin."""
    return file.is_documentation_page()


def _strangers(config: MkDocsConfig, events: Iterable[str]) -> Iterator[str]:
    """The modules of others that listen to any of these events."""
    for event in events:
        for method in config.plugins.events[event]:
            owner = getattr(method, "__self__", method)
            module = type(owner).__module__ if owner is not method else getattr(method, "__module__", "")
            if not module.startswith(_KNOWN):
                yield module
