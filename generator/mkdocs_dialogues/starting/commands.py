"""``dialogues new``: start a site, or a transcript in one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from mkdocs_dialogues.errors import printable
from mkdocs_dialogues.project import Project
from mkdocs_dialogues.starting.site import DEFAULT_NAME, OccupiedError, new_site
from mkdocs_dialogues.starting.transcript import SPEAKERS, LabelError, new_transcript

__all__ = ["new"]

_LINE_BREAK = re.compile(r"[\r\n\u2028\u2029]")


def _one_line(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not value.strip() or _LINE_BREAK.search(value):
        raise click.BadParameter("expected one line of text")
    return value.strip()


def _labels(_context: click.Context, _option: click.Parameter, values: Sequence[str]) -> Sequence[str]:
    for value in values:
        if not value.strip() or re.search(r"[*:\r\n\u2028\u2029]", value):
            raise click.BadParameter(f"'{printable(value)}' cannot stand before a turn: no '*', no ':', one line")
    return [" ".join(value.split()) for value in values]


@click.group(invoke_without_command=True)
@click.option(
    "--into", type=click.Path(path_type=Path), default=".", help="The folder; the one you are in when left out."
)
@click.option("--name", default=DEFAULT_NAME, show_default=True, callback=_one_line, help="What the site is called.")
@click.pass_context
def new(context: click.Context, into: Path, name: str) -> None:
    """Start a site in an empty folder: configuration, a first page, a dialogue, a workflow that publishes it."""
    if context.invoked_subcommand is not None:
        return
    try:
        written = new_site(into, name)
    except OccupiedError as error:
        raise click.ClickException(
            f"'{into}' is not empty: it holds {printable(_shortened(error.names))}.\n"
            "Expected an empty folder, so that nothing is overwritten. Name another: dialogues new --into FOLDER."
        ) from None
    except OSError as error:
        raise click.ClickException(f"cannot write '{error.filename or into}': {error.strerror}") from None
    for path in written:
        click.echo(into / path)
    folder = "" if into == Path() else f" in '{into}'"
    click.echo(f"Next{folder}: mkdocs serve, and put your transcripts into content/dialogues/.")


@new.command()
@click.argument("title", callback=_one_line)
@click.option("--speaker", "speakers", multiple=True, callback=_labels, help="Who speaks; once for each.")
@click.option("--theme", "themes", multiple=True, help="What it is about; once for each.")
@click.option("--date", "when", type=click.DateTime(["%Y-%m-%d"]), help="The day; today when left out.")
@click.pass_obj
def dialogue(
    own_project: Callable[[], Project],
    title: str,
    speakers: Sequence[str],
    themes: Sequence[str],
    when: datetime | None,
) -> None:
    """Start a transcript in the site that you are in, to be typed by hand. It is a draft at first."""
    project = own_project()
    day = when.date() if when else date.today()  # noqa: DTZ011 - the author's own day
    try:
        path = new_transcript(project, title, day, speakers or SPEAKERS, themes)
    except LabelError as error:
        raise click.BadParameter(printable(str(error)), param_hint="'--speaker'") from None
    except FileExistsError as error:
        raise click.ClickException(f"'{Path(error.filename).name}' is there already; give it another title.") from None
    except OSError as error:
        raise click.ClickException(f"cannot write '{error.filename or project.dialogues}': {error.strerror}") from None
    click.echo(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _shortened(names: Sequence[str], most: int = 4) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
