"""``dialogues convert`` and ``dialogues check``: what they do with the files that they are given."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mkdocs_dialogues.cli import main

KETTLE = "---\nredact: [kettle]\n---\n**Ada:** Is the kettle on?\n\n**Bo:** It is.\n"


@pytest.fixture(autouse=True)
def kettle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("kettle.md")
    path.write_text(KETTLE)
    return path


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize("form", ["json", "markdown"])
@pytest.mark.parametrize("link", ["itself", "symbolic link", "hard link", "another way", "second of two"])
def test_a_transcript_is_never_replaced_by_what_is_made_of_it(kettle: Path, link: str, form: str) -> None:
    output = Path("out.md")
    inputs = ["kettle.md"]
    match link:
        case "symbolic link":
            output.symlink_to(kettle)
        case "hard link":
            output.hardlink_to(kettle)
        case "another way":
            output = Path("..", Path.cwd().name, "kettle.md")
        case "second of two":
            inputs, output = ["other.md", "kettle.md"], kettle
            Path("other.md").write_text(KETTLE)
        case _:
            output = kettle
    said = run("convert", *inputs, "--to", form, "-o", str(output), code=2).output
    assert f"the output '{output}' is the file 'kettle.md', which is read" in said
    assert kettle.read_text() == KETTLE


def test_nor_is_its_sidecar(kettle: Path) -> None:
    sidecar = Path(f"{kettle}.meta.yml")
    sidecar.write_text("title: The kettle\n")
    run("convert", str(kettle), "-o", str(sidecar), code=2)
    assert sidecar.read_text() == "title: The kettle\n"


def test_another_file_is_written_again(kettle: Path) -> None:
    Path("out.md").write_text("older")
    run("convert", str(kettle), "--to", "markdown", "-o", "out.md")
    assert "kettle" not in Path("out.md").read_text()


def test_a_file_that_is_named_twice_is_checked_once(kettle: Path) -> None:
    names = [str(kettle), str(kettle), f"./{kettle}", f"../{Path.cwd().name}/{kettle}", "."]
    assert "1 file(s), 1 dialogue(s), 0 error(s), 0 warning(s)\n" in run("check", *names).output


def test_a_path_that_is_not_there_is_an_error() -> None:
    assert "cannot open 'nothere'" in run("check", "nothere", code=1).output
