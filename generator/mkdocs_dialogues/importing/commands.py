"""``dialogues import``: look into exports, choose, and have a transcript of each dialogue."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final, NoReturn

import click

from mkdocs_dialogues.errors import DialogueError, Problems, printable
from mkdocs_dialogues.importing.deciding import is_older, state_of
from mkdocs_dialogues.importing.found import find, size_of
from mkdocs_dialogues.importing.manifest import Manifest
from mkdocs_dialogues.importing.screen import Row, table, terminal_width
from mkdocs_dialogues.importing.selection import Choice, SelectionError, choice
from mkdocs_dialogues.importing.summary import summary
from mkdocs_dialogues.importing.writing import Importer, transcript_of
from mkdocs_dialogues.progress import Progress
from mkdocs_dialogues.project import Project
from mkdocs_dialogues.secrets.kinds import PERSONAL
from mkdocs_dialogues.secrets.lookout import Lookout

__all__ = ["import_"]

NOTHING_CHOSEN: Final = 3
_PAGE: Final = 40
_HELP: Final = "Numbers (1-3,7), a selection (title:word date:2026), all, back, or nothing to leave."
_NUMBERS: Final = re.compile(r"\d{1,9}(?:-\d{1,9})?(?:[ ,]+\d{1,9}(?:-\d{1,9})?)*")


def _choice(_context: click.Context, _option: click.Parameter, values: Sequence[str]) -> Choice | None:
    try:
        return choice(values) if values else None
    except SelectionError as error:
        raise click.BadParameter(printable(str(error))) from None


@click.command("import")
@click.argument("exports", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="EXPORT…")
@click.option(
    "--into", type=click.Path(path_type=Path), help="The folder for the transcripts; the site's when left out."
)
@click.option("--select", "chosen", multiple=True, callback=_choice, help="Take what this chooses; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Take everything.")
@click.option("--list", "only_list", is_flag=True, help="Show what there is, and write nothing.")
@click.option("--restore", is_flag=True, help="Also write again what you have deleted.")
@click.option("--write-beside", type=click.Path(path_type=Path), help="A folder for new versions of what you edited.")
@click.pass_obj
def import_(
    own_project: Callable[[], Project],
    *,
    exports: Sequence[Path],
    into: Path | None,
    chosen: Choice | None,
    everything: bool,
    only_list: bool,
    restore: bool,
    write_beside: Path | None,
) -> None:
    """Write a transcript for each dialogue of an EXPORT that you choose: a file, an archive or a folder.

    Without a choice, on a terminal, you are asked; elsewhere what there is is listed, and the exit code is 3. What you
    have edited is never overwritten.
    """
    for target in filter(None, (into, write_beside)):
        _refuse_file(target)
    run = _Run(exports, into or own_project().dialogues)
    if only_list or not (everything or chosen):
        rows = [row for row in run.rows() if chosen is None or chosen(row[0])]
        if only_list or not _is_terminal():
            for line in table(rows, columns=terminal_width()):
                click.echo(line)
            run.end(0 if only_list else NOTHING_CHOSEN)
        keys = _ask(rows)
        if not keys:
            run.end(0)
        run.write(lambda found: found.key in keys, restore=restore, beside=write_beside)
    else:
        run.write(chosen or (lambda _: True), restore=restore, beside=write_beside)
    run.end(0)


def _refuse_file(folder: Path) -> None:
    """End where something that is no folder stands in the way of one."""
    for path in (folder, *folder.parents):
        if os.path.lexists(path):
            if not path.is_dir():
                raise click.UsageError(f"'{path}' is no folder; name one for the transcripts")
            return


class _Run:
    """One run of the command."""

    def __init__(self, exports: Sequence[Path], folder: Path) -> None:
        self.exports = exports
        self.folder = folder
        self.problems = Problems()
        try:
            self.manifest = Manifest(folder)
        except DialogueError as error:
            raise click.ClickException(str(error.problem)) from None

    def rows(self) -> list[Row]:
        """What there is, and what it would be to import it; of several versions of a dialogue the newest."""
        rows: dict[str, Row] = {}
        with Progress("Reading", size_of(self.exports)) as progress:
            for found, dialogue in find(self.exports, self.problems, progress.step):
                if found.key in rows and is_older(found.changed, rows[found.key][0].changed):
                    continue
                entry = self.manifest.find(found.key)
                text = transcript_of(found, dialogue) if entry else ""
                rows[found.key] = found, state_of(entry, text, self.folder, found.changed)
        return list(rows.values())

    def write(self, wanted: Choice, *, restore: bool, beside: Path | None) -> None:
        """Bring what is wanted into the folder, and say what was done."""
        people = dict.fromkeys(map(str, PERSONAL), "ignore")  # ``check`` tells of them, and an export is full of them
        lookout = Lookout(people, drafts=True)
        importer = Importer(self.manifest, beside, restore, lookout, self.problems)
        try:
            importer.start()
            try:
                with Progress("Importing", size_of(self.exports)) as progress:
                    for found, dialogue in find(self.exports, self.problems, progress.step):
                        if wanted(found):
                            importer.take(found, dialogue)
            finally:
                importer.finish()
        except OSError as error:
            raise click.ClickException(f"cannot write '{error.filename or self.folder}': {error.strerror}") from None
        for line in summary(importer, self.folder):
            click.echo(line)

    def end(self, code: int) -> NoReturn:
        """Say what is wrong with the exports, and end: with 1 when there is an error."""
        for problem in self.problems:
            click.echo(str(problem), err=True)
        raise SystemExit(1 if self.problems.errors else code)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(rows: Sequence[Row]) -> Collection[str]:
    """The keys of the dialogues that somebody at a terminal chooses; none when they change their mind."""
    shown = list(rows)
    while True:
        for line in table(shown[:_PAGE], columns=terminal_width()):
            click.echo(line)
        if len(shown) > _PAGE:
            click.echo(f"… and {len(shown) - _PAGE:,} more: narrow them down with a selection, such as title:word")
        click.echo(_HELP)
        answer = click.prompt("Which", default="", show_default=False).strip()
        if not answer:
            return ()
        if answer == "all":
            return {found.key for found, _ in shown}
        if answer == "back":
            shown = list(rows)
        elif _NUMBERS.fullmatch(answer):
            if keys := _numbered(answer, shown):
                return keys
            click.echo(f"There is no such number: there are 1 to {len(shown)}.")
        else:
            shown = _narrowed(answer, shown)


def _narrowed(answer: str, shown: list[Row]) -> list[Row]:
    try:
        chosen = choice([answer])
    except SelectionError as error:
        click.echo(printable(str(error)))
        return shown
    narrowed = [row for row in shown if chosen(row[0])]
    if not narrowed:
        click.echo("Nothing of this is chosen by that.")
    return narrowed or shown


def _numbered(answer: str, shown: Sequence[Row]) -> set[str]:
    """The keys of rows by numbers and ranges, counted from 1."""
    keys = set()
    for piece in re.split("[ ,]+", answer):
        first, _, last = piece.partition("-")
        keys |= {found.key for found, _ in shown[max(0, int(first) - 1) : int(last or first)]}
    return keys
