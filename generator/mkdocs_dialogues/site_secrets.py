"""MkDocs' side of looking for secrets: what is looked for in a build, in transcripts and in the finished site."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files

from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.config import DialoguesConfig
from mkdocs_dialogues.errors import Problems
from mkdocs_dialogues.secrets.allowed import allowed_in
from mkdocs_dialogues.secrets.finished import FinishedSite
from mkdocs_dialogues.secrets.lookout import Lookout

__all__ = ["SiteSecrets"]

_SECRETS = ("likely-secret", "personal-data")


class SiteSecrets:
    """What looks for secrets in one build; ``drafts`` says whether it looks at those as well."""

    def __init__(self, options: DialoguesConfig, project: Path, problems: Problems, *, drafts: bool) -> None:
        self._problems = problems
        self.lookout = Lookout(options.look_for, allowed_in(project, problems), drafts=drafts)

    def allow_what(self, cards: Collection[Card]) -> None:
        """What dialogues allow is allowed in search and feeds too."""
        self.lookout.allowed.update(mark for card in cards for mark in card.metadata.allowed)

    @property
    def settings(self) -> Iterator[str]:
        """What pages hang on that is no setting of the site: what is sought in them, and what is allowed."""
        yield self.lookout.settings
        yield repr(sorted(self.lookout.allowed))

    def look_at(self, config: MkDocsConfig) -> FinishedSite:
        """What looks at the files of the site that this build writes."""
        return FinishedSite(Path(config.site_dir), self.lookout, [Path(folder) for folder in config.theme.dirs])

    def add(self, site: FinishedSite, files: Files, root: str) -> None:
        """What was found in the site is among the problems, which name ``docs_dir`` as ``root``."""
        pages = {file.dest_uri: f"{root}/{file.src_uri}" for file in files if file.abs_src_path}
        for problem in site.problems(pages):
            self._problems.add(problem)

    def refuse(self) -> None:
        """End the build if a secret was found, in the site or in a dialogue. Raises PluginError."""
        found = [problem for problem in self._problems.errors if problem.code in _SECRETS]
        if found:
            raise PluginError(f"{len(found)} likely secret(s), each named above; what is not allowed is not published.")
