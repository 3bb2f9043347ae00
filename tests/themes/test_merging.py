"""Making one theme of two: the word changes, and every other byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_dialogues.cli import main
from mkdocs_dialogues.themes.merging import merge_in

TURNS = "**Ada:** Is the kettle on?\n\n**Bo:** It sings of teas.\n"

CASES = {
    "brackets": ("themes: [teas, pots]  # mine", "themes: [tea, pots]  # mine"),
    "quotes": ("themes: ['pots', \"teas\"]", "themes: ['pots', \"tea\"]"),
    "one word": ("themes:   teas # mine", "themes:   tea # mine"),
    "other capitals": ("themes: [Teas, TEAS]", "themes: [tea]"),
    "both, the old one first": ("themes: [teas, pots, tea]", "themes: [pots, tea]"),
    "both, the old one last": ("themes: [tea, pots, teas]", "themes: [tea, pots]"),
    "both, in the capitals of before": ("themes: [Tea, teas]", "themes: [Tea]"),
    "a comment in brackets": ("themes: [tea, # hot\n  teas]", "themes: [tea, # hot\n  ]"),
    "a comma at the end": ("themes: [tea, teas,]", "themes: [tea, ]"),
    "a word a line": (
        "themes:\n  # hot\n  - teas  # many\n  - pots\ndate: 2026-01-04",
        "themes:\n  # hot\n  - tea  # many\n  - pots\ndate: 2026-01-04",
    ),
    "both, a word a line": (
        "themes:\n- tea\n# hot\n- teas  # many\n- teas\n- pots",
        "themes:\n- tea\n# hot\n# many\n- pots",
    ),
    "other keys that say it": (
        "title: teas\nseries: teas\nthemes: [teas]\nsummary: |\n  themes: [teas]",
        "title: teas\nseries: teas\nthemes: [tea]\nsummary: |\n  themes: [teas]",
    ),
}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("case", CASES)
def test_one_word_changes_and_all_else_stays(case: str, end: str, tmp_path: Path) -> None:
    before, after = CASES[case]
    path = tmp_path / "kettle.md"
    path.write_bytes(f"\ufeff---\n{before}\n---\n{TURNS}".replace("\n", end).encode())
    merge_in(path, "teas", "tea")
    assert path.read_bytes().decode() == f"\ufeff---\n{after}\n---\n{TURNS}".replace("\n", end)


def test_a_new_word_is_quoted_where_yaml_wants_it(tmp_path: Path) -> None:
    sidecar = tmp_path / "kettle.json.meta.yml"
    sidecar.write_text("themes: [teas]\n")
    merge_in(sidecar, "teas", "tea: green, no")
    assert sidecar.read_text() == "themes: ['tea: green, no']\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Themes in each place where they may stand."""
    folder = tmp_path / "docs" / "dialogues"
    (folder / "cups").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: Tea\nplugins:\n  - dialogues\n")
    (tmp_path / "docs/.meta.yml").write_text("themes: [teas]\n")
    (folder / "cups/.meta.yml").write_text("themes: [cups, teas]\n")
    (folder / "cups/saucer.txt").write_text(TURNS)
    (folder / "cups/saucer.txt.meta.yml").write_text("# mine\nthemes: teas\n")
    (folder / "kettle.md").write_text(f"---\ntitle: Teas\nthemes: [tea, teas]\n---\n{TURNS}")
    (folder / "pot.md").write_text(f"---\nthemes: [pots]\n---\n{TURNS}")
    monkeypatch.chdir(tmp_path)
    return folder


def files(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site.parent).as_posix(): path.read_text()
        for path in sorted(site.parent.rglob("*"))
        if path.is_file()
    }


SHOWN = """\
Files that say 'teas': 4
  docs/.meta.yml:1: teas → tea
  docs/dialogues/cups/.meta.yml:1: cups, teas → cups, tea
  docs/dialogues/cups/saucer.txt.meta.yml:2: teas → tea
  docs/dialogues/kettle.md:3: tea, teas → tea
"""


def test_what_would_change_is_shown_and_nothing_is_written(site: Path) -> None:
    before = files(site)
    result = CliRunner().invoke(main, ["themes", "--merge", "teas", "tea"])
    assert result.exit_code == 0
    assert result.output == f"{SHOWN}\nTo write them: dialogues themes --merge teas tea --accept all, or each\n"
    assert files(site) == before


def test_all_places_are_changed_at_once(site: Path) -> None:
    before = files(site)
    result = CliRunner().invoke(main, ["themes", "--merge", "teas", "tea", "--accept", "all"])
    assert (result.exit_code, result.output) == (0, f"{SHOWN}\n4 file(s) written\n")
    assert files(site) == {
        **before,
        ".meta.yml": "themes: [tea]\n",
        "dialogues/cups/.meta.yml": "themes: [cups, tea]\n",
        "dialogues/cups/saucer.txt.meta.yml": "# mine\nthemes: tea\n",
        "dialogues/kettle.md": f"---\ntitle: Teas\nthemes: [tea]\n---\n{TURNS}",
    }


def test_each_is_asked_for_and_a_path_narrows_it(site: Path) -> None:
    before = files(site)
    arguments = ["themes", "--merge", "teas", "tea", "--accept", "each", str(site / "cups")]
    result = CliRunner().invoke(main, arguments, input="n\ny\n")
    assert "\n1 file(s) written\n" in result.output
    assert files(site) == {**before, "dialogues/cups/saucer.txt.meta.yml": "# mine\nthemes: tea\n"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tea", "tea", "'tea' and 'tea' are no two themes"),
        ("taes", "tea", "no dialogue has the theme 'taes'; did you mean 'teas'?"),
        ("zebra", "tea", "no dialogue has the theme 'zebra'\n"),
    ],
)
def test_a_slip_is_explained(old: str, new: str, said: str, site: Path) -> None:
    result = CliRunner().invoke(main, ["themes", "--merge", old, new])
    assert result.exit_code == 2
    assert said in result.output


def test_the_sites_list_is_heeded(site: Path) -> None:
    config = site.parent.parent / "mkdocs.yml"
    config.write_text("site_name: Tea\nplugins:\n  - dialogues:\n      themes: [teas, cups, pots]\n")
    result = CliRunner().invoke(main, ["themes", "--merge", "cups", "tea"])
    assert result.exit_code == 2
    assert "'tea' is none of the site's themes (teas, cups, pots); add it to 'themes'" in result.output
    result = CliRunner().invoke(main, ["themes", "--merge", "teas", "cups"])
    assert "'teas' is still in the list 'themes' of the plugin in mkdocs.yml" in result.output


def test_metadata_that_cannot_be_read_is_named_in_a_line(site: Path) -> None:
    (site / "twice.md").write_text(f"---\ntitle: A\ntitle: B\n---\n{TURNS}")
    result = CliRunner().invoke(main, ["themes", "--merge", "teas", "tea"])
    said = [line for line in result.output.splitlines() if "twice.md" in line]
    where = "  docs/dialogues/twice.md:3: not looked at: the key 'title' stands twice, first on line 2 [duplicate-key]"
    assert said == [where]


def test_what_cannot_be_changed_is_named_and_left(site: Path) -> None:
    (site / "pot.md").write_text(f"---\nthemes:\n  - |\n    teas\n---\n{TURNS}")
    (site / "old.md").write_bytes(f"---\nthemes: [caf\xe9]\n---\n{TURNS}".encode("latin-1"))
    result = CliRunner().invoke(main, ["themes", "--merge", "teas", "tea", "--accept", "all"])
    assert result.exit_code == 1
    assert "docs/dialogues/old.md: not looked at: it is not in UTF-8" in result.output
    assert "docs/dialogues/pot.md: not written: its themes are not on one line" in result.output
    assert "\n4 file(s) written\n" in result.output
    assert (site / "pot.md").read_text() == f"---\nthemes:\n  - |\n    teas\n---\n{TURNS}"


def test_near_duplicates_say_how_they_become_one(site: Path) -> None:
    output = CliRunner().invoke(main, ["themes"]).output
    assert "To make one of two: dialogues themes --merge teas tea\n" in output or "--merge tea teas\n" in output
