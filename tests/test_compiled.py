"""Compiled templates are taken from earlier builds where they are the same, and from nobody else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from mkdocs_dialogues.cache import Cache
from mkdocs_dialogues.compiled import KeptTemplates
from mkdocs_dialogues.guard import Marks
from mkdocs_dialogues.render.templating import CompiledTemplates

PAGE = '<script src="{{ name }}.js"></script>{{ name | upper }} {{ "kettle" | title }}'


class Process:
    """A build by a process of its own: what it set, and which templates it had to compile."""

    def __init__(
        self, folder: Path, prepare: Callable[[Environment], object] = lambda _: None, *, secret: str = ""
    ) -> None:
        cache = Cache(folder / "cache")
        environment = Environment(loader=FileSystemLoader(folder), autoescape=True)
        environment.bytecode_cache = KeptTemplates(CompiledTemplates(), cache, secret)
        prepare(environment)
        self.compiled: list[str | None] = []
        compile_ = environment.compile

        def compiling(source: Any, name: str | None = None, filename: str | None = None) -> Any:
            self.compiled.append(name)
            return compile_(source, name, filename)

        environment.compile = compiling  # type: ignore[method-assign, assignment]
        self.set = environment.get_template("page.html").render(name="tea")
        cache.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(PAGE)
    return tmp_path


def test_a_template_is_compiled_once_and_again_when_it_is_another(folder: Path) -> None:
    first, second = Process(folder), Process(folder)
    assert (first.compiled, second.compiled) == (["page.html"], [])
    assert second.set == first.set == '<script src="tea.js"></script>TEA Kettle'
    (folder / "page.html").write_text("now {{ name }}")
    assert Process(folder).set == "now tea"


@pytest.mark.parametrize(
    "change",
    [
        lambda environment: setattr(environment, "autoescape", False),
        lambda environment: setattr(environment, "trim_blocks", True),
        lambda environment: environment.filters.update(upper=environment.filters["lower"]),
        lambda environment: environment.add_extension("jinja2.ext.do"),
    ],
)
def test_an_environment_that_compiles_otherwise_does_so(folder: Path, change: Callable[[Environment], object]) -> None:
    Process(folder)
    assert Process(folder, change).compiled == ["page.html"]


def test_nothing_is_kept_that_somebody_else_s_code_has_a_part_in(folder: Path) -> None:
    """A filter is called with ``"kettle"`` while the template is compiled: its next version may say something else."""
    said = iter(("A kettle", "The kettle"))

    def theirs(environment: Environment) -> None:
        word = next(said)
        environment.filters["title"] = lambda _text: word

    assert Process(folder, theirs).set.endswith("A kettle")
    assert Process(folder, theirs).set.endswith("The kettle")


def test_the_word_that_marks_a_build_s_own_elements_is_a_new_one_each_time(folder: Path) -> None:
    one, other = Marks(), Marks()
    first = Process(folder, one.watch, secret=one.word)
    second = Process(folder, other.watch, secret=other.word)
    assert second.compiled == []
    assert one.word in first.set
    assert one.word not in second.set
    assert other.off(second.set) == one.off(first.set)
    assert one.word not in "".join(path.read_text(encoding="latin-1") for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("fault", ["damaged", "everybody's", "another version's"])
def test_what_is_not_surely_ours_is_not_run(folder: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Process(folder)
    (file,) = folder.rglob("*.sqlite3")
    match fault:
        case "damaged":
            database = sqlite3.connect(file)
            database.execute("UPDATE entries SET value = substr(value, 1, 40)")
            database.commit()
            database.close()
        case "everybody's":
            file.chmod(0o666)
        case _:
            monkeypatch.setattr("mkdocs_dialogues.compiled.code_version", lambda: b"next")
    assert Process(folder).compiled == ["page.html"]


def test_where_nothing_can_be_kept_templates_are_compiled(folder: Path) -> None:
    (folder / "cache").write_text("no folder")
    first, second = Process(folder), Process(folder)
    assert first.compiled == second.compiled == ["page.html"]
    assert second.set == first.set
