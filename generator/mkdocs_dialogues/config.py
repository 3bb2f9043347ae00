"""The plugin's options, as ``mkdocs.yml`` gives them."""

from __future__ import annotations

from mkdocs.config import config_options as c
from mkdocs.config.base import Config

from mkdocs_dialogues.archive import FACETS
from mkdocs_dialogues.writers.forms import FORMS

__all__ = ["DialoguesConfig"]


class DialoguesConfig(Config):
    """Options of ``plugins: [dialogues: {…}]``; the guide's page ``options.md`` describes each."""

    path = c.Type(str, default="dialogues")
    """The folder of transcripts below ``docs_dir``."""
    themes = c.Optional(c.ListOfItems(c.Type(str)))
    """The site's themes; when given, any other word is a problem."""
    facets = c.ListOfItems(c.Choice(FACETS), default=list(FACETS))
    """The ways to browse that get pages."""
    line_breaks = c.Type(bool, default=True)
    """Whether a single newline in a turn shows as a line break, as chats do."""
    image_hosts = c.ListOfItems(c.Type(str), default=[])
    """Hosts whose images may be shown; any other remote image becomes a link."""
    downloads = c.ListOfItems(c.Choice(tuple(FORMS)), default=list(FORMS))
    """The forms in which each dialogue lies beside its page, for other programs."""
    contents_from = c.Type(int, default=8)
    """Dialogues of at least so many turns get a table of contents."""
