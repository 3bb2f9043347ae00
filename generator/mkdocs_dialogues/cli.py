"""The command ``dialogues``: look at transcripts, and turn them into other forms, without building a site."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from mkdocs_dialogues.addresses import distinct
from mkdocs_dialogues.errors import DialogueError, Problems, printable
from mkdocs_dialogues.importing.commands import import_
from mkdocs_dialogues.media import STORE, files_of, placed, without_data, write_files
from mkdocs_dialogues.metadata import SIDECAR_SUFFIX
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pipeline import Pipeline, transcripts
from mkdocs_dialogues.project import Project, find_project, no_folder
from mkdocs_dialogues.readers import BrokenReaderError, readers, told
from mkdocs_dialogues.secrets.allowed import add_allowances, allowed_in
from mkdocs_dialogues.secrets.lookout import Lookout
from mkdocs_dialogues.starting.commands import new
from mkdocs_dialogues.themes.commands import themes
from mkdocs_dialogues.verifying.commands import verify_command
from mkdocs_dialogues.writers.json import as_json
from mkdocs_dialogues.writers.json_form import json_schema
from mkdocs_dialogues.writers.markdown import as_markdown

__all__ = ["main"]

_FILES = click.Path(path_type=Path)


class _Group(click.Group):
    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except BrokenReaderError as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=_Group)
@click.version_option(package_name="mkdocs-dialogues")
@click.pass_context
def main(context: click.Context) -> None:
    """Publish dialogues: start a site, check transcripts and convert them."""
    context.obj = _own_project


main.add_command(import_)
main.add_command(new)
main.add_command(themes)
main.add_command(verify_command)


@main.command()
@click.argument("files", nargs=-1, required=True, type=_FILES, metavar="FILE…")
@click.option("--to", "form", type=click.Choice(["json", "markdown"]), default="json", show_default=True)
@click.option("-o", "--output", type=_FILES, help="A file, or a folder for a file each; standard output when left out.")
@click.option("--embed", is_flag=True, help="Keep pictures and other files that a transcript holds inside, as base64.")
def convert(files: Sequence[Path], form: str, output: Path | None, embed: bool) -> None:
    """Read transcripts and write them as JSON or as Markdown.

    Problems go to standard error, likely secrets among them; the exit code is 1 when there is an error.
    """
    _refuse_to_overwrite(files, output)
    run = _Run()
    dialogues = [dialogue for path in files for dialogue in run.pipeline(path).read(path.absolute())]
    run.say()
    try:
        if not embed:
            dialogues = _with_files_beside(dialogues, output)
        if output is not None and output.is_dir():
            _write_each(dialogues, form, output)
        else:
            _write_one(dialogues, form, output)
    except OSError as error:
        raise click.ClickException(f"cannot write '{error.filename or output}': {error.strerror}") from None
    if run.problems.errors:
        raise SystemExit(1)


@main.command()
@click.argument("paths", nargs=-1, type=_FILES, metavar="[PATH…]")
@click.option("--allow", metavar="REASON", help="Allow the secrets and personal data that are found, for this reason.")
def check(paths: Sequence[Path], allow: str | None) -> None:
    """Read transcripts and say what they hold, where each fact came from, what is wrong, and what should stay secret.

    A PATH is a file or a folder; without one, the dialogues of the site in this folder. The exit code is 1
    when there is an error.
    """
    if allow is not None and not allow.strip():
        raise click.UsageError("say why it may be published: --allow REASON")
    run = _Run()
    wanted = [Path(os.path.abspath(path)) for path in paths] or [run.own_folder()]  # noqa: PTH100 - without ``..``
    files = list(dict.fromkeys(file for path in wanted for file in (transcripts(path) if path.is_dir() else [path])))
    found = []
    for path in files:
        dialogues = run.pipeline(path).read(path)
        found.extend(dialogues)
        for dialogue in dialogues:
            click.echo(_described(dialogue))
    for root in run.roots():
        distinct([dialogue for dialogue in found if dialogue.source.path.startswith(root)], root, {}, run.problems)
    for folder in filter(Path.is_dir, wanted):
        run.pipeline(folder).report_folders(folder)
    if allow is not None:
        run.allow(allow)
    run.say()
    errors = len(run.problems.errors)
    warnings = len(run.problems) - errors
    click.echo(f"{len(files)} file(s), {len(found)} dialogue(s), {errors} error(s), {warnings} warning(s)")
    if errors:
        raise SystemExit(1)


@main.command()
def schema() -> None:
    """Print the JSON Schema of what convert writes as JSON."""
    click.echo(json.dumps(json_schema(), indent=2))


@main.command()
def formats() -> None:
    """List the formats that can be read."""
    for name, reader in readers().items():
        about = told(reader).about.replace("`", "")
        suffixes = " ".join(suffix or "(none)" for suffix in reader.suffixes)
        click.echo(f"{name}: {suffixes}{f' — {about}' if about else ''}")


def _refuse_to_overwrite(files: Sequence[Path], output: Path | None) -> None:
    """End where the output is a transcript that is read, or says something of one, under whatever name or link."""
    if output is None or not output.is_file():
        return
    for path in files:
        for read in (path, Path(f"{path}{SIDECAR_SUFFIX}")):
            if read.is_file() and output.samefile(read):
                raise click.UsageError(
                    f"the output '{output}' is the file '{read}', which is read: what was redacted or is not converted "
                    "would be lost; name another file (-o)"
                )


def _with_files_beside(dialogues: Sequence[Dialogue], output: Path | None) -> list[Dialogue]:
    """The dialogues without the files inside them, which are written beside ``output``. Raises OSError."""
    if output is None:
        left = sum(1 for dialogue in dialogues for _ in files_of(dialogue))
        if left:
            click.echo(f"{left} file(s) inside the transcript left out: name a file (-o), or use --embed", err=True)
        return [without_data(dialogue) for dialogue in dialogues]
    outside = []
    for dialogue in dialogues:
        dialogue, files = placed(dialogue, STORE)  # noqa: PLW2901 - the same dialogue
        write_files((output if output.is_dir() else output.parent) / STORE, files)
        outside.append(dialogue)
    return outside


def _write_one(dialogues: Sequence[Dialogue], form: str, output: Path | None) -> None:
    """Write all dialogues to one file, or to standard output. A Markdown transcript of our own form holds one."""
    if form == "markdown" and len(dialogues) > 1:
        raise click.UsageError(
            f"there are {len(dialogues)} dialogues; name a folder to write a file for each: -o FOLDER"
        )
    text = as_json(dialogues) if form == "json" else "".join(map(as_markdown, dialogues))
    if output is None:
        sys.stdout.buffer.write(text.encode())
    else:
        output.write_text(text, encoding="utf-8")


def _write_each(dialogues: Sequence[Dialogue], form: str, folder: Path) -> None:
    """Write a file for each dialogue into a folder; one that is there already is not overwritten."""
    for dialogue in dialogues:
        name = f"{dialogue.id}.{'json' if form == 'json' else 'md'}"
        with (folder / name).open("x", encoding="utf-8") as file:
            file.write(as_json([dialogue]) if form == "json" else as_markdown(dialogue))


def _own_project() -> Project:
    """The site that the command is called in."""
    try:
        project = find_project(Path.cwd())
    except DialogueError as error:
        raise click.ClickException(str(error.problem)) from None
    if project is None:
        raise click.UsageError("there is no mkdocs.yml here or above; start a site with: dialogues new")
    return project


class _Run:
    """What one run of the command shares: its problems, and a pipeline for each site that it meets."""

    def __init__(self) -> None:
        self.problems = Problems()
        self._pipelines: dict[Path, Pipeline] = {}

    def pipeline(self, path: Path) -> Pipeline:
        """The pipeline that reads a path as its site would; a path outside every site stands for itself."""
        folder = path.absolute() if os.path.isdir(path) else path.absolute().parent  # noqa: PTH112 - some cannot be asked
        if folder not in self._pipelines:
            project = self._project(folder)
            if project and folder.is_relative_to(project.docs):
                lookout = self._lookout(project.folder, project.look_for)
                pipeline = Pipeline(project.folder, project.docs, project.themes, self.problems, lookout=lookout)
                pipeline = self._pipelines.setdefault(project.folder, pipeline)
            else:
                lookout = self._lookout(Path.cwd(), {})
                pipeline = Pipeline(Path.cwd(), folder, None, self.problems, lookout=lookout)
            self._pipelines[folder] = pipeline
        return self._pipelines[folder]

    def roots(self) -> set[str]:
        """The docs folders that were read from, as source paths name them."""
        return {pipeline.shown(pipeline.root) for pipeline in self._pipelines.values()}

    def own_folder(self) -> Path:
        """The dialogues of the site that the command is called in."""
        project = self._project(Path.cwd())
        if project is None:
            raise click.UsageError("there is no mkdocs.yml here or above; name the files or folders to check")
        if not os.path.isdir(project.dialogues):  # noqa: PTH112 - nor one that cannot be asked
            raise click.UsageError(no_folder(project.dialogues))
        return project.dialogues

    def allow(self, reason: str) -> None:
        """Write what was seen into the file of what is allowed, beside ``mkdocs.yml``, and say so instead."""
        for pipeline in {id(pipeline): pipeline for pipeline in self._pipelines.values()}.values():
            seen = pipeline.lookout.seen if pipeline.lookout else []
            if seen:
                path = add_allowances(pipeline.project, (sighting.allowance(reason) for sighting in seen))
                self.problems.drop("likely-secret", "personal-data")
                click.echo(f"allowed {len(seen)} find(s) in {path}", err=True)

    def _lookout(self, folder: Path, heeds: Mapping[str, str]) -> Lookout:
        return Lookout(heeds, allowed_in(folder, self.problems), drafts=True)

    def say(self) -> None:
        """Print the problems to standard error."""
        for problem in self.problems:
            click.echo(str(problem), err=True)

    def _project(self, folder: Path) -> Project | None:
        try:
            return find_project(folder)
        except DialogueError as error:
            self.problems.add(error.problem)
            return None


def _described(dialogue: Dialogue) -> str:
    """A dialogue's facts, each with its origin."""
    metadata = dialogue.metadata
    where = metadata.origins
    facts = [("title", dialogue.title), ("date", metadata.date.isoformat() if metadata.date else None)]
    facts += [("participants", ", ".join(_speakers(dialogue)))]
    facts += [("themes", ", ".join(metadata.themes)), ("series", metadata.series), ("status", metadata.status)]
    facts += [("format", metadata.format), ("turns", str(len(dialogue.turns)))]
    lines = [f"{dialogue.source.path}:{dialogue.source.line}"]
    lines += [f"  {key}: {value}{_origin(where, key)}" for key, value in facts if value]
    return "\n".join(printable(line) for line in lines)


def _speakers(dialogue: Dialogue) -> Iterable[str]:
    for participant in dialogue.participants:
        model = f", {participant.model}" if participant.model else ""
        renamed = f"{participant.id} → " if participant.id != participant.name else ""
        yield f"{renamed}{participant.name} ({participant.role}{model})"


def _origin(origins: Mapping[str, str], key: str) -> str:
    origin = origins.get(key)
    return f"  [{origin}]" if origin else ""
