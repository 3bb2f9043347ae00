"""``dialogues verify``: a built site against its transcripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from mkdocs_dialogues.project import Project
from mkdocs_dialogues.verifying.site import Folder, Web, verify

__all__ = ["verify_command"]


@click.command("verify")
@click.argument("site", required=False, metavar="[SITE]")
@click.pass_obj
def verify_command(own_project: Callable[[], Project], site: str | None) -> None:
    """Compare every page of a built site with its transcript, turn by turn.

    SITE is a folder or an http(s) address; the folder that this site is built in, when left out. The exit code is 1
    when a page differs.
    """
    project = own_project()
    if site and site.partition("://")[0] in ("http", "https"):
        built: Folder | Web = Web(site if site.endswith("/") else f"{site}/")
    else:
        folder = Path(site) if site else project.site
        if not folder.is_dir():
            raise click.UsageError(f"there is no folder '{folder}'; build the site first, with: mkdocs build")
        built = Folder(folder)
    try:
        done = verify(project, built)
    except OSError as error:
        raise click.ClickException(f"cannot read '{site}': {error}") from None
    for problem in done.problems:
        click.echo(str(problem), err=True)
    if done.unread:
        click.echo(f"{done.unread} error(s) in transcripts are another matter; see: dialogues check", err=True)
    click.echo(f"{done.pages} page(s), {done.turns} turn(s) compared, {len(done.problems)} difference(s)")
    if len(done.problems):
        raise SystemExit(1)
