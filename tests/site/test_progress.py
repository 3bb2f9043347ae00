"""How far long work is: a bar on a terminal, and nothing elsewhere."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from mkdocs_dialogues import progress
from mkdocs_dialogues.plugin import DialoguesPlugin
from mkdocs_dialogues.progress import Course, Progress, followed

from .conftest import BuildSite
from .test_site import FILES


class Terminal(io.StringIO):
    """Standard error, on a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    drawn = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=drawn))  # pytest has the real one
    return drawn


def test_long_work_shows_how_far_it_is(terminal: Terminal) -> None:
    assert list(followed(iter("abcd"), 4, "Boiling")) == [*"abcd"]
    assert "Boiling" in terminal.getvalue()
    assert "25%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")


def test_short_work_and_work_without_a_terminal_shows_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 60.0)
    list(followed(range(4), 4, "Boiling"))
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    monkeypatch.setattr(terminal, "isatty", lambda: False)
    list(followed(range(4), 4, "Boiling"))
    assert not terminal.getvalue()


def test_nothing_is_drawn_where_there_is_no_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was closed by who began the build, or there never was one, as for ``pythonw``."""
    closed = Terminal()
    closed.close()
    for stream in (None, closed):
        monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
        assert list(followed("ab", 2, "Boiling")) == ["a", "b"]


def test_a_build_that_somebody_stops_leaves_no_bar_behind(terminal: Terminal) -> None:
    plugin = DialoguesPlugin()
    plugin._course.begin("Setting pages", 5)
    plugin._course.step()
    plugin.on_shutdown()
    assert terminal.getvalue().endswith("\n")


def test_work_that_fails_leaves_no_bar_behind(terminal: Terminal) -> None:
    def burn() -> None:
        with Progress("Boiling", 10) as shown:
            shown.step(3)
            raise ValueError("burnt")

    with pytest.raises(ValueError, match="burnt"):
        burn()
    assert "30%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")


def test_one_work_follows_the_other(terminal: Terminal) -> None:
    course = Course()
    course.step()
    course.begin("Boiling", 2)
    course.step()
    course.begin("Pouring", 2)
    course.step()
    course.end()
    course.step()
    assert terminal.getvalue().index("Boiling") < terminal.getvalue().index("Pouring")
    assert terminal.getvalue().count("50%") == 2


def test_a_build_shows_each_of_its_works(build_site: BuildSite, terminal: Terminal) -> None:
    build_site(FILES, options={"search": "pagefind"})
    drawn = terminal.getvalue()
    works = ("Reading dialogues", "Collecting pages", "Writing what lies beside", "Setting pages", "Making the index")
    places = [drawn.find(what) for what in works]
    assert -1 not in places
    assert places == sorted(places)
    assert drawn.endswith("\n")
