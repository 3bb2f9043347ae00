"""The plugin's options, as ``mkdocs.yml`` gives them, and where that lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from mkdocs.config import config_options as c
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig

from mkdocs_dialogues.archive import FACETS
from mkdocs_dialogues.errors import did_you_mean
from mkdocs_dialogues.pictures.counts import PICTURES
from mkdocs_dialogues.policy import DIRECTIVES, is_source
from mkdocs_dialogues.secrets.kinds import HEEDS, KINDS
from mkdocs_dialogues.syndication import FEEDS
from mkdocs_dialogues.writers.forms import FORMS

__all__ = ["DialoguesConfig", "config_file", "project_of"]


def config_file(config: MkDocsConfig) -> Path:
    """The site's ``mkdocs.yml``. Absolute: of ``mkdocs build -f x.yml``, MkDocs gives ``x.yml``."""
    return Path(config.config_file_path or config.docs_dir).absolute()


def project_of(config: MkDocsConfig) -> Path:
    """The folder that it is in."""
    return config_file(config).parent


def _none_of(word: object, known: Sequence[str]) -> ValidationError:
    hint = did_you_mean(str(word), known)
    return ValidationError(f"{word!r} is none of: {', '.join(known)}.{hint and f' {hint}'}")


class _Policy(c.OptionallyRequired[bool | dict[str, list[str]]]):
    """Whether pages get a Content-Security-Policy, or what it allows beside: sources by directive."""

    def __init__(self) -> None:
        super().__init__(default=True)

    def run_validation(self, value: object) -> bool | dict[str, list[str]]:
        if isinstance(value, bool):
            return value
        if not isinstance(value, dict):
            raise ValidationError(f"Expected true, false, or sources by directive, and found {value!r}.")
        for directive, sources in value.items():
            if directive not in DIRECTIVES:
                raise _none_of(directive, DIRECTIVES)
            if not isinstance(sources, list):
                raise ValidationError(f"Expected a list of sources at {directive!r}, and found {sources!r}.")
            for source in sources:
                if not isinstance(source, str) or not is_source(source):
                    raise ValidationError(f"{source!r} at {directive!r} is no source, such as https://example.org.")
        return value


class _Count(c.Type[int]):
    """A number of things: 0 or more."""

    def __init__(self, default: int) -> None:
        super().__init__(int, default=default)

    def run_validation(self, value: object) -> int:
        number = super().run_validation(value)
        if number < 0 or isinstance(value, bool):
            raise ValidationError(f"Expected a number from 0, and found {value!r}.")
        return number


class _Below(c.Type[str]):
    """A folder below another one; that one itself is an empty text."""

    def __init__(self, default: str) -> None:
        super().__init__(str, default=default)

    def run_validation(self, value: object) -> str:
        folder = super().run_validation(value)
        place = PureWindowsPath(folder)  # which knows "/" too
        if place.anchor or ".." in place.parts or "\\" in folder or PurePosixPath(folder).is_absolute():
            raise ValidationError(
                f"{folder!r} is no folder below 'docs_dir', as it is seen from there. Expected one such as "
                "'dialogues', or 'talks/old'."
            )
        return "" if not place.parts else PurePosixPath(folder).as_posix()


class _Heeds(c.OptionallyRequired[dict[str, str]]):
    """How kinds of secrets and personal data are taken: error, warning or ignore, by kind."""

    def __init__(self) -> None:
        super().__init__(default={})

    def run_validation(self, value: object) -> dict[str, str]:
        if not isinstance(value, dict):
            raise ValidationError(f"Expected error, warning or ignore by kind, and found {value!r}.")
        for kind, heed in value.items():
            if kind not in KINDS:
                raise _none_of(kind, KINDS)
            if heed not in HEEDS:
                raise ValidationError(f"Expected one of {', '.join(HEEDS)} at {kind!r}, and found {heed!r}.")
        return value


class DialoguesConfig(Config):
    """Options of ``plugins: [dialogues: {…}]``; the guide's page ``options.md`` describes each."""

    path = _Below(default="dialogues")
    """The folder of transcripts below ``docs_dir``."""
    themes = c.Optional(c.ListOfItems(c.Type(str)))
    """The site's themes; when given, any other word is a problem."""
    facets = c.ListOfItems(c.Choice(FACETS), default=list(FACETS))
    """The ways to browse that get pages."""
    entries_per_page = _Count(default=100)
    """How many dialogues a page of a list has at most; 0 has them all on one."""
    turns_per_page = _Count(default=200)
    """How many turns a page of a dialogue has at most; 0 has all of them on one."""
    line_breaks = c.Type(bool, default=True)
    """Whether a single newline in a turn shows as a line break, as chats do."""
    image_hosts = c.ListOfItems(c.Type(str), default=[])
    """Hosts whose images may be shown; any other remote image becomes a link."""
    search = c.Choice(("pagefind", "material"), default="pagefind")
    """Whose search a site with the theme Material has."""
    downloads = c.ListOfItems(c.Choice(tuple(FORMS)), default=list(FORMS))
    """The forms in which each dialogue lies beside its page, for other programs."""
    lean_styles = c.Type(bool, default=True)
    """Whether pages of dialogues load those of the theme's styles alone that they can have use for."""
    frames = c.Choice(("shared", "own"), default="shared")
    """Whether pages of dialogues that are alike share one rendering of the theme's template."""
    feeds = c.ListOfItems(c.Choice(tuple(FEEDS)), default=list(FEEDS))
    """The forms of feeds, for the site and for each theme, model, participant and series."""
    embed = c.Type(bool, default=True)
    """Whether turns can be shown in frames of other sites: readers are offered the HTML, and headers allow it."""
    social_cards = c.Type(bool, default=False)
    """Whether a picture of each dialogue is drawn, which its link brings along where it is shared."""
    social_font = c.Optional(c.File(exists=True))
    """A font file for those pictures, where ours lacks the letters."""
    dataset = c.Type(bool, default=True)
    """Whether the site has all its dialogues as one file, ``dialogues.jsonl``."""
    llms_txt = c.Type(bool, default=True)
    """Whether the site has an ``llms.txt``, which tells language models where its dialogues are."""
    pictures = c.ListOfItems(c.Choice(PICTURES), default=list(PICTURES))
    """The pictures of the collection, on a page of their own."""
    related = c.Type(int, default=4)
    """How many related dialogues a page names at most; 0 names none."""
    jobs = c.Type(int, default=0)
    """How many processes read and render; 0: one for each core."""
    cluster = c.Optional(c.Type(str))
    """The address of a Dask scheduler whose workers read and render instead."""
    cache = c.Type(bool, default=True)
    """Whether what was read and rendered is kept for the next build."""
    cache_dir = c.Type(str, default=".cache/dialogues")
    """The folder of what is kept, relative to mkdocs.yml."""
    contents_from = c.Type(int, default=8)
    """Dialogues of at least so many turns get a table of contents."""
    look_for = _Heeds()
    """How secrets and personal data are taken, by kind: ``error``, ``warning`` or ``ignore``."""
    content_security_policy = _Policy()
    """Whether pages say what may run on them; a mapping of directives to sources allows more."""
    raw = c.Type(bool, default=False)
    """Whether each transcript is published as it is, beside its page; a dialogue's metadata may say otherwise."""
    build_aside = c.Type(bool, default=True)
    """Whether a site is built in a folder aside and takes its place when it is whole."""

    def cache_folder(self, config: MkDocsConfig) -> Path:
        """Where what is kept would lie."""
        return project_of(config) / self.cache_dir

    def kept_in(self, config: MkDocsConfig) -> Path | None:
        """Where it lies; None where nothing is kept."""
        return self.cache_folder(config) if self.cache else None
