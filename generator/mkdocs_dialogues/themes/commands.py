"""``dialogues themes``: what a site's themes are, and what its dialogues without any could have."""

from __future__ import annotations

import difflib
import os
import shlex
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import click

from mkdocs_dialogues.errors import DialogueError, Problems, printable
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pipeline import Pipeline, transcripts
from mkdocs_dialogues.project import Project, no_folder
from mkdocs_dialogues.themes.merging import Written, merge_in, merged, read_written, written_in
from mkdocs_dialogues.themes.proposals import Proposal, propose
from mkdocs_dialogues.themes.survey import alike, in_use
from mkdocs_dialogues.themes.writing import CannotWriteError, add_themes, own_metadata

__all__ = ["themes"]

_Proposed = Sequence[tuple[Path, Sequence[Proposal]]]


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH…]")
@click.option(
    "--accept",
    type=click.Choice(["each", "all"]),
    help="Write what is proposed: ask for each, or take all. Nothing is written when left out.",
)
@click.option(
    "--signs",
    type=click.IntRange(1, 2),
    default=2,
    show_default=True,
    help="How many signs must speak for a theme that is proposed.",
)
@click.option(
    "--merge",
    type=(str, str),
    metavar="OLD NEW",
    help="Make one theme of two: what is to be changed from OLD to NEW, written with --accept.",
)
@click.pass_obj
def themes(
    own_project: Callable[[], Project],
    paths: Sequence[Path],
    accept: Literal["each", "all"] | None,
    signs: int,
    merge: tuple[str, str] | None,
) -> None:
    """Show the site's themes, spellings that are nearly alike, and themes for dialogues without any.

    With a PATH, a file or a folder, themes are proposed for (or merged in) what lies there alone.
    """
    project = own_project()
    if not project.dialogues.is_dir():
        raise click.UsageError(no_folder(project.dialogues))
    paths = [_inside(project, path) for path in paths]
    if merge:
        old, new = (" ".join(theme.split()) for theme in merge)
        if not _merge(project, old, new, paths, accept):
            raise SystemExit(1)
        return
    read = _read(project)
    dialogues = [dialogue for found in read.values() for dialogue in found]
    counts = in_use(dialogues)
    for line in (*_shown(counts, project.themes), *_near(counts, project.themes or ())):
        click.echo(printable(line))
    bare = [path for path, found in read.items() if _without(path, found) and _is_below(path, paths)]
    if several := [path for path in bare if len(read[path]) > 1]:
        click.echo(f"\nWithout themes, several in one file, for which its metadata would speak as one: {len(several)}")
        for path in several:
            click.echo(f"  {_name(path, project)}: {len(read[path])} dialogues")
    alone = [path for path in bare if len(read[path]) == 1]
    if not alone:
        return
    found = propose(dialogues, [read[path][0] for path in alone], project.themes)
    shown = [[proposal for proposal in proposals if proposal.sure or signs == 1] for proposals in found]
    click.echo(f"\nWithout themes: {len(alone)}")
    whole = _offer(list(zip(alone, shown, strict=True)), project, accept)
    if left := sum(map(len, found)) - sum(map(len, shown)):
        click.echo(f"For which one sign speaks: {left}; to see them, too: dialogues themes --signs 1")
    if not whole:
        raise SystemExit(1)


def _inside(project: Project, path: Path) -> Path:
    """A path that was given, made absolute. UsageError when it is not there, or no place of dialogues."""
    place = Path(os.path.abspath(path))  # noqa: PTH100 - without ``..``, and links as they are
    if not place.exists():
        raise click.UsageError(f"there is no file or folder '{printable(str(path))}'")
    if not (place.is_relative_to(project.dialogues) or project.dialogues.is_relative_to(place)):
        raise click.UsageError(f"'{printable(str(path))}' is not among the dialogues of '{project.dialogues}'")
    return place


def _read(project: Project) -> Mapping[Path, Sequence[Dialogue]]:
    """Every transcript of the site with its dialogues; problems are for ``dialogues check`` to say."""
    pipeline = Pipeline(project.folder, project.docs, project.themes, Problems())
    return {path: found for path in transcripts(project.dialogues) if (found := pipeline.read(path))}


def _without(path: Path, dialogues: Sequence[Dialogue]) -> bool:
    """Whether a file's dialogues have no themes, and the author has not said that they are to have none."""
    if any(dialogue.metadata.themes for dialogue in dialogues):
        return False
    try:
        return own_metadata(path).values.get("themes") is None
    except DialogueError:  # said by ``dialogues check``
        return False


def _is_below(path: Path, wanted: Sequence[Path]) -> bool:
    return not wanted or any(path.is_relative_to(place) for place in wanted)


def _shown(counts: Counter[str], known: Collection[str] | None) -> Iterable[str]:
    """The themes in use, the most frequent first, and those of the site's list that no dialogue has."""
    yield f"Themes in use: {len(counts)}" if counts else "No dialogue has a theme."
    for theme in sorted(counts, key=lambda theme: (-counts[theme], theme)):
        yield f"  {theme}: {counts[theme]}"
    if unused := [theme for theme in known or () if theme not in counts]:
        yield ""
        yield f"In the site's list, and not in use: {', '.join(unused)}"


def _near(counts: Counter[str], known: Sequence[str]) -> Iterable[str]:
    if pairs := alike(counts, known):
        yield ""
        yield "Nearly alike:"
        for pair in pairs:
            yield f"  {pair.more} ({counts[pair.more]}), {pair.less} ({counts[pair.less]}): {pair.differ}"
        yield f"To make one of two: dialogues themes --merge {shlex.join((pairs[0].less, pairs[0].more))}"


def _offer(proposed: _Proposed, project: Project, accept: Literal["each", "all"] | None) -> bool:
    """Show what is proposed, and write what is accepted; False if something could not be written."""
    whole = True
    written = 0
    for path, proposals in proposed:
        click.echo(printable(f"  {_name(path, project)}") + ("" if proposals else ": nothing proposed"))
        for proposal in proposals:
            click.echo(printable(f"    {proposal.theme}  ({'; '.join(proposal.signs)})"))
        taken = _accepted(proposals, accept)
        if not taken:
            continue
        try:
            place = add_themes(path, taken)
        except (CannotWriteError, DialogueError, OSError) as error:
            click.echo(printable(f"  {_name(path, project)}: not written: {error}"), err=True)
            whole = False
            continue
        written += 1
        click.echo(printable(f"    written to {_name(place, project)}"))
    if accept:
        click.echo(f"\n{written} file(s) written")
    elif any(proposals for _, proposals in proposed):
        click.echo("\nTo write them: dialogues themes --accept each, or --accept all")
    return whole


def _merge(project: Project, old: str, new: str, paths: Sequence[Path], accept: Literal["each", "all"] | None) -> bool:
    """Show where the theme ``old`` is to be ``new``, and write what is accepted; False if something could not be."""
    if old == new or not old or not new:
        raise click.UsageError(f"'{old}' and '{new}' are no two themes; say the one that goes, then the one that stays")
    if project.themes is not None and new not in project.themes:
        raise click.UsageError(
            f"'{new}' is none of the site's themes ({', '.join(project.themes)}); "
            "add it to 'themes' of the plugin in mkdocs.yml first"
        )
    found, whole = _themes_written(project, paths)
    wanted = [written for written in found if merged(written.themes, old, new) != written.themes]
    if not wanted:
        if not whole:
            return False
        raise click.UsageError(_no_such_theme(old, [theme for written in found for theme in written.themes]))
    click.echo(printable(f"Files that say '{old}': {len(wanted)}"))
    count = 0
    for written in wanted:
        after = merged(written.themes, old, new)
        place = f"{_name(written.path, project)}:{written.line}"
        click.echo(printable(f"  {place}: {', '.join(written.themes)} → {', '.join(after)}"))
        if accept is None or (accept == "each" and not click.confirm("    Write it?", True)):
            continue
        try:
            merge_in(written.path, old, new)
        except (CannotWriteError, DialogueError, OSError) as error:
            click.echo(printable(f"  {_name(written.path, project)}: not written: {error}"), err=True)
            whole = False
            continue
        count += 1
    if accept:
        click.echo(f"\n{count} file(s) written")
    else:
        click.echo()
        click.echo(printable(f"To write them: dialogues themes --merge {shlex.join((old, new))} --accept all, or each"))
    if project.themes is not None and old in project.themes:
        click.echo(printable(f"'{old}' is still in the list 'themes' of the plugin in mkdocs.yml; take it out there"))
    return whole


def _themes_written(project: Project, paths: Sequence[Path]) -> tuple[list[Written], bool]:
    """The themes of every file that says any, and whether all files could be read."""
    found = []
    whole = True
    for path in written_in(project.docs, project.dialogues, transcripts(project.dialogues)):
        if not _is_below(path, paths):
            continue
        try:
            written = read_written(path)
        except DialogueError as error:
            wrong = error.problem
            where = f"{_name(path, project)}:{wrong.location.line}"
            click.echo(printable(f"  {where}: not looked at: {wrong.what} [{wrong.code}]"), err=True)
            whole = False
            continue
        except (CannotWriteError, OSError) as error:
            click.echo(printable(f"  {_name(path, project)}: not looked at: {error}"), err=True)
            whole = False
            continue
        if written:
            found.append(written)
    return found, whole


def _no_such_theme(old: str, themes: Collection[str]) -> str:
    close = difflib.get_close_matches(old, sorted(set(themes)), n=1)
    return f"no dialogue has the theme '{old}'" + (f"; did you mean '{close[0]}'?" if close else "")


def _accepted(proposals: Sequence[Proposal], accept: Literal["each", "all"] | None) -> list[str]:
    """The themes that the author takes. Each is asked for; what was answered holds at once, so one may stop."""
    if accept == "all":
        return [proposal.theme for proposal in proposals]
    if accept == "each":
        return [
            proposal.theme for proposal in proposals if click.confirm(printable(f"    Take '{proposal.theme}'?"), True)
        ]
    return []


def _name(path: Path, project: Project) -> str:
    return path.relative_to(project.folder).as_posix()
