"""Every kind of damage to a built site is found and named: other threads, notes, parts, the files beside a page."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_dialogues.project import find_project
from mkdocs_dialogues.verifying.site import Folder, verify
from tests.readers.test_readers import READ
from tests.test_threads import KETTLE, THREADED
from tests.verifying.test_verify import shown

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(24)).decode()
FILES = {
    "kettle.json": KETTLE,
    "kettle.json.meta.yml": b"""alternatives: true
raw: true
notes:
  - This was *hot* water.
  - turn: 1
    text: Ada asks.
  - turn: 2
    passage: "Yes."
    text: After a while.
""",
    "tools.json": json.dumps(
        [
            {"role": "user", "content": "Pour."},
            {
                "role": "assistant",
                "content": "There.",
                "tool_calls": [{"id": "a", "type": "function", "function": {"name": "pour", "arguments": "{}"}}],
            },
            {"role": "tool", "tool_call_id": "a", "name": "pour", "content": "Two\n\n  cups."},
            {
                "role": "user",
                "content": [{"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL}"}}],
            },
        ]
    ).encode(),
    "timed.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Is it on?\n\n00:03.000 --> 00:04.000\n<v Bo>It is.\n",
    "spaced.md": b"**Ada:** Pour  \nslowly.\n\nSo:\n\n```\npour:\n\n    slowly\n```\n\n**Bo:** Yes.\n",
    "secret.md": b"---\nredact: [gin]\n---\n**Ada:** More gin?\n\n**Bo:** Tea.\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    (folder / "content/dialogues").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text("site_name: T\ndocs_dir: content\nplugins: [dialogues]\n")
    for name, data in FILES.items():
        (folder / "content/dialogues" / name).write_bytes(data)
    build(load_config(str(folder / "mkdocs.yml")))
    return folder


def found(folder: Path) -> list[str]:
    project = find_project(folder)
    assert project is not None
    return [str(problem) for problem in verify(project, Folder(folder / "site")).problems]


def test_an_intact_site_has_no_differences(built: Path) -> None:
    assert found(built) == []


@pytest.mark.parametrize("reader", sorted(THREADED))
def test_pages_with_all_threads_show_what_their_files_hold(reader: str, tmp_path: Path) -> None:
    cases = [case for case in READ if case.parent.name == reader]
    assert [what for case in cases for what in shown(case, tmp_path, "alternatives: true\n")] == []


Change = Callable[[Path], None]


def _in(name: str, pattern: str, instead: str = "") -> Change:
    def change(site: Path) -> None:
        path = site / "dialogues" / name
        text = path.read_text()
        path.write_text(changed := re.sub(pattern, instead, text, count=1, flags=re.DOTALL))
        assert changed != text

    return change


def _written(name: str, data: bytes) -> Change:
    def change(site: Path) -> None:
        (site / "dialogues" / name).write_bytes(data)

    return change


def _without(name: str) -> Change:
    return lambda site: (site / "dialogues" / name).unlink()


K, K1, T, T1 = "kettle.json:", "kettle.json:1:", "tools.json:", "tools.json:1:"
KETTLE_PAGE, TOOLS, SPACED = "kettle/index.html", "tools/index.html", "spaced/index.html"
OTHER = r'(<details class="turn-alternatives".*?)'


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (_in(KETTLE_PAGE, OTHER + "sings", r"\1sang"), K, "turn 2, of Assistant, alternative 1, turn 1, of"),
        (_in(KETTLE_PAGE, OTHER + "sings", r"\1"), K, "'sings' is missing"),
        (_in(KETTLE_PAGE, "Leave it", "Take it"), K, "turn 2, of User, alternative 1, turn 1, of User: 'Leav'"),
        (_in(KETTLE_PAGE, OTHER + "<b dir[^>]*>User", r"\1<b>Ada"), K, "the speaker is 'Ada', not 'User'"),
        (_in(KETTLE_PAGE, '<details class="turn-alternatives".*</details>'), K, "0 alternatives, not 2"),
        (_in(KETTLE_PAGE, OTHER + '<p class="turn-instead".*?</p>', r"\1"), K, "1 turns, not 2"),
        (_in(KETTLE_PAGE, "hot", "cold"), K1, "an editor's note: 'hot' is missing, and 'cold' stands"),
        (_in(KETTLE_PAGE, "Ada asks"), K, "turn 1, of User: an editor's note: 'Ada asks' is missing"),
        (_in(KETTLE_PAGE, "<aside.*?</aside>"), K1, "an editor's note is missing: 'This was *hot* water.'"),
        (_in(KETTLE_PAGE, "(<aside.*?</aside>)", r"\1\1"), K1, "an editor's note is not in the metadata"),
        (_in(KETTLE_PAGE, "“Yes", "“No"), K, "an editor's note is on '“No.”', not on 'Yes.'"),
        (_in(TOOLS, '(part-tool-call.*?part-hint[^>]*>)pour', r"\1spill"), T, "the name on it is 'spill'"),
        (_in(TOOLS, r"Two\n\n  cups\.</pre>", "Two\n  cups.</pre>"), T, "'Two⏎⏎  c' is missing, and 'Two⏎  c'"),
        (_in(TOOLS, "<b>Tool result", "<b>Tool error"), T, "the result of a tool is shown as 'Tool error'"),
        (_in("timed/index.html", "PT3", "PT4"), "timed.vtt:", "turn 2, of Bo: the time is 'PT4.000S', not 'PT3.000S'"),
        (_in(SPACED, "Pour<br>", "Pour "), "spaced.md:1:", "turn 1, of Ada: 'Pour  ⏎s' is missing, and 'Pour  s'"),
        (_in(SPACED, r"pour:(</?span[^>]*>)*\n\n", "pour:\n"), "spaced.md:1:", "'pour:⏎⏎    s' is missing"),
        (_in(SPACED, "slowly.</p>\\s*<p[^>]*>So", "slowly. So"), "spaced.md:1:", "'slowly.⏎⏎S' is missing"),
        (_written("kettle/raw.json", KETTLE + b" "), K1, "raw.json: it is not 'kettle.json', byte by byte"),
        (_written("kettle/raw.json", KETTLE + b" "), K1, "raw.json: it has the hash '"),
        (_without("kettle/raw.json"), K1, "dialogues/kettle/raw.json: it is not there"),
        (_written("tools/raw.json", b"[]"), T1, "tools/raw.json: the transcript as it is stands there"),
        (_written("secret/raw.md", b"gin"), "secret.md:4", "secret/raw.md: the transcript as it is stands there"),
        (_without("kettle/index.md"), K1, "dialogues/kettle/index.md: it is not there"),
        (_without("tools/index.json"), T1, "dialogues/tools/index.json: it is not there"),
        (_in("kettle/index.md", r"\n\nYes\.", "\n\nNo."), K, "turn 2, of Assistant: parts 1 text is 'No.', not"),
        (_in("kettle/index.md", "It sings", "It sang"), K, "alternatives 1 turns 1 parts 1 text is '…sang"),
        (_in("kettle/index.md", r"hot", "cold"), K1, "index.md: notes 1 text is '…*cold* water.', not '"),
        (_in("kettle/index.json", "Leave it", "Leave  it"), K, "index.json: turn 2, of Assistant: alternatives"),
        (_in("kettle/index.json", '"title": "The kettle"', '"title": "A pot"'), K1, "title is 'A pot', not"),
        (_in("kettle/index.json", r"\{", "{ "), K1, "index.json: line 1 is another"),
        (_written("kettle/index.json", b"[" * 99_999), K1, "index.json: line 1 is another"),
        (_written("kettle/index.md", b"\xff\0"), K1, "index.md: line 1 is another"),
    ],
)  # fmt: skip
def test_damage_is_found_and_placed(built: Path, tmp_path: Path, change: Change, place: str, says: str) -> None:
    folder = tmp_path / "site"
    shutil.copytree(built, folder)
    change(folder / "site")
    told = found(folder)
    assert any(one.startswith(f"content/dialogues/{place}") and says in one for one in told), told


def test_a_damaged_file_inside_a_transcript(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(built, folder)
    (stored,) = (folder / "site/dialogues/attachments").iterdir()
    stored.write_bytes(b"\x89PNG")
    (told,) = found(folder)
    assert told.startswith("content/dialogues/tools.json:1: dialogues/attachments/")
    assert "it is not the file that the transcript holds [file-differs]" in told


def test_the_message_is_that_of_the_guide(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(built, folder)
    _in("kettle/index.md", "Thank you", "Thanks")(folder / "site")
    (told,) = found(folder)
    assert f"```text\n{told}\n```" in (Path(__file__).parents[2] / "content/guide/problems.md").read_text()
