"""Pictures and files that a transcript holds inside: out of it, beside the pages, each once, and nothing that runs."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_dialogues.cli import main
from mkdocs_dialogues.media import LARGEST, decoded, stored_name
from tests.site.conftest import BuildSite

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>steam()</script></svg>'
HTML = b"<!doctype html><script>steam()</script>"


def image(data: bytes, media_type: str = "image/png") -> dict[str, object]:
    return {"type": "image_url", "image_url": {"url": f"data:{media_type};base64,{base64.b64encode(data).decode()}"}}


def talk(*files: dict[str, object]) -> str:
    asked = [{"type": "text", "text": "What is this?"}, *files]
    return json.dumps(
        {"messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": "A kettle, I think."}]}
    )


def stored(files: set[str]) -> set[str]:
    return {name for name in files if "/attachments/" in name}


def test_a_picture_of_two_transcripts_is_one_file_and_shown_in_both(build_site: BuildSite) -> None:
    name = f"dialogues/attachments/{stored_name(PNG)}"
    site = build_site({"dialogues/one.json": talk(image(PNG), image(PNG)), "dialogues/sub/two.json": talk(image(PNG))})
    assert site.warnings == []
    assert stored(site.files()) == {name}
    assert (site.folder / name).read_bytes() == PNG
    for page, count in (("dialogues/one", 2), ("dialogues/sub/two", 1)):
        sources = re.findall(r'<img src="([^"]*attachments[^"]*)"', site.page(page))
        assert len(sources) == count
        assert {(site.folder / page / source).resolve() for source in sources} == {(site.folder / name).resolve()}
        assert "base64" not in site.page(page)


@pytest.mark.parametrize("data", [SVG, HTML, b"MZ\x90\x00", b""], ids=["svg", "html", "program", "nothing"])
def test_what_could_run_is_named_and_never_a_file(data: bytes, build_site: BuildSite) -> None:
    """Not even when it says that it is a picture."""
    site = build_site({"dialogues/one.json": talk(image(data, "image/png"))})
    assert stored(site.files()) == set()
    assert "image" in site.page("dialogues/one")
    assert b"steam()" not in b"".join((site.folder / name).read_bytes() for name in site.files() if "one" in name)


def test_data_that_lies_about_itself_is_what_it_is(build_site: BuildSite) -> None:
    site = build_site({"dialogues/one.json": talk(image(PNG, "text/html"))})
    assert {name.rpartition(".")[2] for name in stored(site.files())} == {"png"}


def test_a_draft_and_a_redacted_turn_leave_no_file(build_site: BuildSite) -> None:
    gif = b"GIF89a" + bytes(20)
    site = build_site(
        {
            "dialogues/draft.json": talk(image(PNG)),
            "dialogues/draft.json.meta.yml": "status: draft\n",
            "dialogues/cut.json": talk(image(gif)),
            "dialogues/cut.json.meta.yml": "redact: [{turn: 1}]\n",
        }
    )
    assert stored(site.files()) == set()


def test_downloads_name_the_file_and_do_not_hold_it(build_site: BuildSite) -> None:
    site = build_site({"dialogues/one.json": talk(image(PNG))})
    (download,) = [name for name in site.files() if re.search(r"one(/index)?\.json$", name)]
    (_, part) = json.loads((site.folder / download).read_text())["dialogues"][0]["turns"][0]["parts"]
    assert part["data"] is None
    assert ((site.folder / download).parent / part["target"]).resolve().read_bytes() == PNG


def test_limits() -> None:
    assert decoded(base64.b64encode(PNG).decode()) == PNG
    assert decoded("not base64!") is None
    assert decoded(base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(LARGEST)).decode()) is None


def test_convert_writes_files_beside_and_reads_them_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.json").write_text(talk(image(PNG)))
    done = CliRunner().invoke(main, ["convert", "one.json", "--to", "markdown"])
    assert "1 file(s) inside the transcript left out" in done.stderr
    assert "base64" not in done.stdout
    Path("out").mkdir()
    CliRunner().invoke(main, ["convert", "one.json", "--to", "markdown", "-o", "out"])
    assert (tmp_path / "out" / "attachments" / stored_name(PNG)).read_bytes() == PNG
    assert f'"target": "attachments/{stored_name(PNG)}"' in Path("out/one.md").read_text()
    held = CliRunner().invoke(main, ["convert", "one.json", "--to", "markdown", "--embed"]).stdout
    Path("held.md").write_text(held)
    again = json.loads(CliRunner().invoke(main, ["convert", "held.md", "--embed"]).stdout)
    assert base64.b64decode(again["dialogues"][0]["turns"][0]["parts"][1]["data"]) == PNG


def test_a_picture_whose_name_is_taken_out_is_neither_shown_nor_published(build_site: BuildSite) -> None:
    text = (
        "---\nredact: [Ada Lovelace, Secretco]\n---\n**Bo:** ![portrait](ada-lovelace.png) and ![pot](pot.png)\n\n"
        "**Cy:** See [the site](https://example.org/Secretco/plan) and <https://example.org/Secretco/b>, well.\n"
    )
    picture = b"\x89PNG\r\n\x1a\n" + bytes(20)
    files = {"dialogues/talk.md": text, "dialogues/ada-lovelace.png": picture, "dialogues/pot.png": picture}
    site = build_site(files)
    names = {path.name for path in site.folder.rglob("*")}
    assert "pot.png" in names
    assert "ada-lovelace.png" not in names
    for path in site.folder.rglob("*"):
        if path.is_file():
            assert b"ada-lovelace" not in path.read_bytes(), path
            assert b"Secretco" not in path.read_bytes(), path
    html = site.page("dialogues/talk")
    assert "portrait [redacted: text]" in html
    assert "the site [redacted: text] and [redacted: text], well." in html
