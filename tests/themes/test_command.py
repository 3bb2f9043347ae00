"""``dialogues themes`` in a site of a few dialogues about bees and about bridges."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_dialogues.cli import main

BEES = "The hive swarmed at noon, and the queen left with half of the bees for the pear tree."
BRIDGE = "The bridge has a cracked girder, and the river lifts the northern pier each spring."


def turns(text: str, more: str = "") -> str:
    return f"**Ada:** {text}\n\n**Bo:** So you say: {text.lower()} {more}\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "docs" / "dialogues"
    folder.mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: Bees\nplugins:\n  - dialogues\n")
    for number, theme in enumerate(["beekeeping", "beekeeping", "Beekeeping"]):
        (folder / f"hive-{number}.md").write_text(f"---\nthemes: [{theme}]\n---\n{turns(BEES, f'Year {number}.')}")
    for number in range(3):
        (folder / f"pier-{number}.md").write_text(f"---\nthemes: [repairs]\n---\n{turns(BRIDGE, f'Pier {number}.')}")
    (folder / "swarm.md").write_text(turns(BEES, "And the pear tree hummed."))
    (folder / "none-on-purpose.md").write_text(f"---\nthemes: []\n---\n{turns(BEES)}")
    monkeypatch.chdir(tmp_path)
    return folder


def test_it_shows_what_there_is_and_proposes_without_writing(site: Path) -> None:
    before = {path: path.read_bytes() for path in site.iterdir()}
    result = CliRunner().invoke(main, ["themes"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Themes in use: 3\n  repairs: 3\n  beekeeping: 2\n  Beekeeping: 1\n")
    assert "Nearly alike:\n  beekeeping (2), Beekeeping (1): capitals\n" in result.output
    bare = result.output.partition("Without themes: 1\n")[2]
    assert bare.startswith("  docs/dialogues/swarm.md\n    beekeeping  (as “")
    assert "repairs" not in bare
    assert {path: path.read_bytes() for path in site.iterdir()} == before


@pytest.mark.parametrize(
    "options", [[], ["--accept", "all"], ["--merge", "repairs", "mending"]], ids=["", "accept", "merge"]
)
def test_a_path_without_dialogues_is_an_error(site: Path, options: list[str]) -> None:
    (site.parent / "about.md").write_text("# About\n")
    for path, said in [
        ("nothere", "there is no file or folder 'nothere'"),
        ("docs/about.md", "is not among the dialogues"),
    ]:
        result = CliRunner().invoke(main, ["themes", path, *options])
        assert result.exit_code == 2
        assert said in result.output


@pytest.mark.parametrize("path", ["docs", "docs/dialogues", "docs/../docs/dialogues/swarm.md"])
def test_a_path_may_be_written_in_any_way(site: Path, path: str) -> None:
    del site
    assert "Without themes: 1\n" in CliRunner().invoke(main, ["themes", path]).output


def test_all_are_accepted_at_once(site: Path) -> None:
    result = CliRunner().invoke(main, ["themes", "--accept", "all"])
    assert result.exit_code == 0, result.output
    assert (site / "swarm.md").read_text().startswith("---\nthemes: [beekeeping")
    again = CliRunner().invoke(main, ["themes"]).output
    assert "Without themes" not in again


def test_each_is_asked_for(site: Path) -> None:
    result = CliRunner().invoke(main, ["themes", "--accept", "each"], input="y\nn\nn\n")
    assert "Take 'beekeeping'? [Y/n]" in result.output
    assert (
        site / "swarm.md"
    ).read_text() == f"---\nthemes: [beekeeping]\n---\n{turns(BEES, 'And the pear tree hummed.')}"
    (site / "swarm.md").write_text(turns(BEES))
    CliRunner().invoke(main, ["themes", "--accept", "each"], input="n\nn\nn\n")
    assert (site / "swarm.md").read_text() == turns(BEES)


def test_only_the_sites_own_themes_are_proposed_where_it_has_a_list(site: Path) -> None:
    (site / "kiln.md").write_text(turns("The kiln split the glaze, and the kiln smoked, and the kiln fell in."))
    (site.parent.parent / "mkdocs.yml").write_text(
        "site_name: Bees\nplugins:\n  - dialogues:\n      themes: [beekeeping, repairs, law]\n"
    )
    result = CliRunner().invoke(main, ["themes"])
    assert "In the site's list, and not in use: law\n" in result.output
    assert "  docs/dialogues/kiln.md: nothing proposed\n" in result.output
    (site.parent.parent / "mkdocs.yml").write_text("site_name: Bees\nplugins:\n  - dialogues\n")
    arguments = ["themes", "docs/dialogues/kiln.md"]
    assert "    kiln  (new; said 6 times)\n" in CliRunner().invoke(main, [*arguments, "--signs", "1"]).output
    output = CliRunner().invoke(main, arguments).output
    assert "  docs/dialogues/kiln.md: nothing proposed\n" in output
    assert output.endswith("For which one sign speaks: 1; to see them, too: dialogues themes --signs 1\n")


def test_two_signs_that_agree_stand_before_one(site: Path) -> None:
    (site / "pier.md").write_text(turns(f"{BRIDGE} So repairs wait; the queen of repairs is paint; repairs!"))
    command = ["themes", "docs/dialogues/pier.md"]
    assert "    repairs  (named 6 times; as “" in CliRunner().invoke(main, command).output
    (site / "pier.md").write_text(turns("Law is law, and the law of the kiln is glaze."))
    (site / "law.md").write_text(f"---\nthemes: [law]\n---\n{turns('The judge is late.')}")
    strict = CliRunner().invoke(main, command).output
    assert "law  (" not in strict
    assert "--signs 1\n" in strict
    assert "    law  (named 6 times)\n" in CliRunner().invoke(main, [*command, "--signs", "1"]).output


def test_a_list_of_themes_that_nothing_has_yet_is_proposed_from_by_name(site: Path) -> None:
    for path in site.glob("*.md"):
        path.unlink()
    (site.parent.parent / "mkdocs.yml").write_text(
        "site_name: Bees\nplugins:\n  - dialogues:\n      themes: [hive, bridge, law]\n"
    )
    (site / "swarm.md").write_text(turns(f"{BEES} The hive, I say, the hive!"))
    output = CliRunner().invoke(main, ["themes"]).output
    assert "No dialogue has a theme." in output
    assert "  docs/dialogues/swarm.md\n    hive  (named 6 times)\n" in output


def test_a_file_of_several_is_named_and_left_alone(site: Path) -> None:
    line = '{"messages": [{"role": "user", "content": "Bees?"}, {"role": "assistant", "content": "Bees."}]}\n'
    (site / "many.jsonl").write_text(line * 2)
    result = CliRunner().invoke(main, ["themes", "--accept", "all"])
    assert "its metadata would speak as one: 1\n  docs/dialogues/many.jsonl: 2 dialogues\n" in result.output
    assert not (site / "many.jsonl.meta.yml").exists()


def test_pieces_of_words_are_no_themes(site: Path) -> None:
    """Of writings without spaces, pairs of letters are compared; those of kana and Thai are words by chance alone."""
    for number in range(4):
        talk = (
            "**健:** 提灯は残っていますか。待っていますか。\n\n**花子:** 提灯は残っています。待っています。提灯です。"
        )
        (site / f"ja-{number}.md").write_text(f"---\nlanguage: ja\n---\n{talk}{number}\n", encoding="utf-8")
    talk = "**อาดา:** กาน้ำเดือดหรือยัง กาน้ำเดือด กาน้ำเดือด\n\n**เมฆ:** กาน้ำร้องเพลงมา กาน้ำเดือด\n"
    (site / "th.md").write_text(f"---\nlanguage: th\n---\n{talk}", encoding="utf-8")
    output = CliRunner().invoke(main, ["themes"]).output
    assert "    提灯  (new" in output
    assert "てい" not in output
    assert "  docs/dialogues/th.md: nothing proposed\n" in output
