"""Where a site's transcripts are: what the command line needs to know of ``mkdocs.yml``, read without MkDocs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from mergedeep import merge
from yaml_env_tag import construct_env_tag

from mkdocs_dialogues.errors import DialogueError, Problem
from mkdocs_dialogues.model import Location
from mkdocs_dialogues.secrets.kinds import HEEDS, KINDS
from mkdocs_dialogues.writers.forms import FORMS

__all__ = ["Project", "find_project", "no_folder"]

_NAMES = ("mkdocs.yml", "mkdocs.yaml")


@dataclass(frozen=True, slots=True)
class Project:
    """A site: the folder of ``mkdocs.yml``, its docs folder, the dialogues' folder, and options of the plugin.

    ``site`` is where it is built, ``directory_urls`` whether each page is the index of a folder. Of ``look_for``
    it has what is right: ``mkdocs build`` refuses the rest. ``downloads`` are the forms that each dialogue is published
    in, ``raw`` whether transcripts are, unless their authors say otherwise. ``left_out`` and ``drafts`` are patterns
    of what MkDocs keeps out of a site, and of what it shows in a preview alone.
    """

    folder: Path
    docs: Path
    dialogues: Path
    themes: tuple[str, ...] | None = None
    site: Path = Path("site")
    directory_urls: bool = True
    look_for: Mapping[str, str] = field(default_factory=dict)
    downloads: tuple[str, ...] = ()
    raw: bool = False
    left_out: str = ""
    drafts: str = ""

    def files(self, paths: Iterable[Path]) -> tuple[list[Path], set[Path]]:
        """Of files below ``docs`` those that MkDocs does not leave out, and which of them are drafts to it."""
        paths = list(paths)
        left_out = self._matching(paths, self.left_out)
        there = [path for path in paths if path not in left_out]
        return there, self._matching(there, self.drafts)

    def _matching(self, paths: Sequence[Path], patterns: str) -> set[Path]:
        if not patterns.strip():
            return set()
        from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most sites have no such patterns

        spec = GitIgnoreSpec.from_lines(patterns.splitlines())
        return {path for path in paths if spec.match_file(path.relative_to(self.docs).as_posix())}


class _Loader(yaml.SafeLoader):
    """Reads ``mkdocs.yml`` as MkDocs does, but past the tags that make objects (``!!python/name``), as None."""


def _ignore(_loader: yaml.SafeLoader, _suffix: str, _node: yaml.Node) -> None:
    return None


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_multi_constructor("!", _ignore)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _ignore)


def no_folder(folder: Path | str) -> str:
    """What is said where there are no dialogues."""
    return f"there is no folder '{folder}'; see 'path' of the plugin in mkdocs.yml"


def find_project(start: Path) -> Project | None:
    """The site that a path belongs to: that of the nearest ``mkdocs.yml`` in its folder or above, if there is one.

    Raises DialogueError ``bad-yaml`` when that file cannot be read.
    """
    folder = start if os.path.isdir(start) else start.parent  # noqa: PTH112 - some cannot be asked
    for parent in (folder, *folder.parents):
        for name in _NAMES:
            if os.path.isfile(parent / name):  # noqa: PTH113 - some cannot be asked
                return _read(parent / name)
    return None


def _settings(path: Path, heirs: tuple[Path, ...] = ()) -> dict[str, Any]:
    """What ``mkdocs.yml`` says, and what the file says that it inherits from (``INHERIT``), where it says nothing."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        settings: Any = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _unreadable(path, mark.line + 1 if mark else 1, str(error).splitlines()[0]) from None
    if not isinstance(settings, dict):
        return {}
    if "INHERIT" not in settings:
        return dict(settings)
    parent = Path(os.path.normpath(path.parent / str(settings.pop("INHERIT"))))
    line = next((number for number, one in enumerate(text.splitlines(), 1) if one.startswith("INHERIT")), 1)
    if not parent.is_file():
        raise _unreadable(path, line, f"there is no file '{parent.name}' to inherit from")
    if parent in (*heirs, path):
        raise _unreadable(path, line, "it inherits from itself")
    return dict(merge(_settings(parent, (*heirs, path)), settings))


def _unreadable(path: Path, line: int, what: str) -> DialogueError:
    return DialogueError(
        Problem(
            "bad-yaml",
            Location(path.name, line),
            f"'{path.name}' cannot be read: {what}",
            "Expected the YAML configuration of MkDocs.",
            "Correct it; 'mkdocs build' reports the same.",
        )
    )


def _read(path: Path) -> Project:
    config = _settings(path)
    options = _options(config.get("plugins"))
    docs = path.parent / str(config.get("docs_dir") or "docs")
    themes = options.get("themes")
    heeds = options.get("look_for")
    heeds = heeds if isinstance(heeds, dict) else {}
    return Project(
        folder=path.parent,
        docs=docs,
        dialogues=docs / str(options.get("path") or "dialogues"),
        themes=tuple(map(str, themes)) if isinstance(themes, list) else None,
        site=path.parent / str(config.get("site_dir") or "site"),
        directory_urls=config.get("use_directory_urls") is not False and not _openable(config.get("plugins")),
        look_for={kind: str(heed) for kind, heed in heeds.items() if kind in KINDS and heed in HEEDS},
        downloads=_downloads(options),
        raw=options.get("raw") is True,
        left_out=str(config.get("exclude_docs") or ""),
        drafts=str(config.get("draft_docs") or ""),
    )


def _downloads(options: Mapping[str, Any]) -> tuple[str, ...]:
    given = options.get("downloads", list(FORMS))
    return tuple(dict.fromkeys(form for form in given if form in FORMS)) if isinstance(given, list) else ()


def _openable(plugins: Any) -> bool:
    """Whether Material's plugin for sites without a server is among them: it gives pages no folder each."""
    options = [options for name, options in _entries(plugins) if name in ("offline", "material/offline")]
    return any(not isinstance(given, dict) or given.get("enabled", True) is not False for given in options)


def _options(plugins: Any) -> dict[str, Any]:
    """The options of our plugin."""
    own = (options for name, options in _entries(plugins) if name == "dialogues")
    return next((options for options in own if isinstance(options, dict)), {})


def _entries(plugins: Any) -> Iterator[tuple[Any, Any]]:
    """Plugins with their options, in either of the forms that MkDocs takes; None for one that has none there."""
    if isinstance(plugins, dict):
        yield from plugins.items()
    elif isinstance(plugins, list):
        for plugin in plugins:
            yield from plugin.items() if isinstance(plugin, dict) else [(plugin, None)]
