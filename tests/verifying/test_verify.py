"""``dialogues verify``: silent about a faithful site, and loud about any that is not."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_dialogues.cli import main
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.render.page import render_page
from mkdocs_dialogues.render.templating import load_templates
from mkdocs_dialogues.verifying.compare import compare
from mkdocs_dialogues.verifying.reading import read_page
from tests.readers.files import file_of
from tests.readers.test_readers import READ
from tests.render.test_page import context

ROOT = Path(__file__).parents[2]
TALK = """---
title: The kettle
themes: [tea]
---
**Ada:** Is the *kettle* on? <thinking>perhaps</thinking>

3. See [the pot](https://pot.example/spout)
4. `__init__` and 2*3*4

```python
print("steam")
```

**Bo:** It sings.

[NAME]: word

**Ada:** Then let us drink $x^2$ cups.
"""
_CALL = {"id": "a", "type": "function", "function": {"name": "pour", "arguments": '{"cups": 2}'}}
EXPORT = json.dumps(
    [
        {"role": "user", "content": "Is it on?"},
        {"role": "assistant", "content": "Yes.", "tool_calls": [_CALL]},
    ]
)


def shown(case: Path, folder: Path, metadata: str = "") -> list[str]:
    name, data = file_of(case)
    path = folder / case.name / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    if metadata:
        path.with_name(f"{name}.meta.yml").write_text(metadata)
    found = []
    for dialogue in Pipeline(folder, path.parent).read(path):
        page = read_page(render_page(dialogue, context(dialogue), load_templates()).html)
        assert page is not None
        assert len(page.turns) == len(dialogue.turns)
        found += [what for _, what in compare(dialogue, page)]
    return found


@pytest.mark.parametrize("reader", sorted({case.parent.name for case in READ}))
def test_the_page_of_every_case_shows_what_its_file_holds(reader: str, tmp_path: Path) -> None:
    assert [what for case in READ if case.parent.name == reader for what in shown(case, tmp_path)] == []


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built site of two dialogues, and the folder that the command is called in."""
    (tmp_path / "content/dialogues").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: T\ndocs_dir: content\nplugins: [dialogues]\n")
    (tmp_path / "content/dialogues/kettle.md").write_text(TALK)
    (tmp_path / "content/dialogues/pour.json").write_text(EXPORT)
    build(load_config(str(tmp_path / "mkdocs.yml")))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "site"


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["verify", *arguments])


def test_a_faithful_site(site: Path) -> None:
    result = verify()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "2 page(s), 5 turn(s) compared, 0 difference(s)\n"


def _cut(pattern: str, instead: str = "") -> Callable[[str], str]:
    """Replaces what a pattern finds first, in the article, or in its turns if the pattern is no tag."""

    def cut(page: str) -> str:
        start = page.index(
            '<article class="dialogue"' if "<h1" in pattern or "data-" in pattern else '<section class="turn"'
        )
        changed = page[:start] + re.sub(pattern, instead, page[start:], count=1, flags=re.DOTALL)
        assert changed != page
        return changed

    return cut


_TURN = r'<section class="turn".*?</section>'


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_cut("sings"), "turn 2, of Bo: 'sings' is missing"),
        (_cut("It sings", "It never sings"), "turn 2, of Bo: 'never' is not in the transcript"),
        (_cut("Is the", "is The"), "turn 1, of Ada: 'Is t' is missing, and 'is T' stands there"),
        (_cut("&lt;thinking&gt;perhaps&lt;/thinking&gt;", "perhaps"), "'thinking>perhaps</thinking' is missing, and"),
        (_cut("steam"), "'steam' is missing"),
        (_cut("sings\\.", "sings!"), "turn 2, of Bo: 'sings. [' is missing, and 'sings! [' stands there"),
        (_cut("example/spout", "example/"), "the target 'https://pot.example/spout' is missing"),
        (_cut('data-tex="x\\^2"', 'data-tex="x"'), "'2' is missing"),
        (_cut("It sings", "<textarea>It sings"), "the page has 2 turns, the transcript 3"),
        (_cut("It sings", '<span hidden class="md-x"></span><!--It--> sings'), "turn 2, of Bo: 'It' is missing"),
        (_cut(_TURN), "turn 3, of Ada, is missing"),
        (_cut(f"({_TURN})", r"\1\1"), "turn 4, of Ada, is not in the transcript"),
        (_cut(f"({_TURN})(.*?)({_TURN})", r"\3\2\1"), "turn 1, of Ada: its number is '2'"),
        (_cut('data-speaker="Bo"', 'data-speaker="Ada"'), "turn 2, of Bo: the speaker is"),
        (_cut('(<span class="turn-name[^>]*>)Bo', r"\1Ada"), "turn 2, of Bo: the speaker is 'Ada'"),
        (_cut('data-role="[a-z]+"', 'data-role="system"'), "turn 1, of Ada: the role is 'system'"),
        (_cut('id="t-', 'id="u-'), "turn 1, of Ada: its anchor is 'u-"),
        (_cut(r'<div class="part part-text".*?</div>\s*</div>', "</div>"), "a part (text) is missing"),
        (_cut(r'(<h1 class="dialogue-title"[^>]*>)', r"\1Not "), "the title is 'Not The kettle', not 'The kettle'"),
        (_cut('data-sha256="[0-9a-f]+"', 'data-sha256="00"'), "of the hash '00…', not '"),
        (_cut(' data-sha256="[0-9a-f]+"'), "of the hash 'none', not '"),
        (_cut('dialogue-provenance(?=.*data-)', "other"), "does not say what it was made from"),
        (_cut('data-dialogue="kettle"', 'data-dialogue="pot"'), "the page is that of 'pot', not of 'kettle'"),
    ],
)  # fmt: skip
def test_what_was_done_to_a_page_is_said(site: Path, change: Callable[[str], str], says: str) -> None:
    path = site / "dialogues/kettle/index.html"
    path.write_text(change(path.read_text()))
    result = verify()
    assert result.exit_code == 1
    assert says in result.stderr
    assert result.stderr.startswith("content/dialogues/kettle.md:")
    assert "dialogues/kettle/index.html" in result.stderr


def test_one_of_several_dialogues_in_a_file_that_was_changed_is_told(site: Path) -> None:
    export = site.parent / "content/dialogues/several.jsonl"
    lines = [json.dumps({"messages": [{"role": "user", "content": text}]}) for text in ("Hello.", "Is it on?")]
    export.write_text("\n".join(lines))
    build(load_config(str(site.parent / "mkdocs.yml")))
    assert verify().exit_code == 0
    export.write_text("\n".join(lines).replace("Hello.", "Hello  there."))
    said = [line for line in verify().stderr.splitlines() if "[source-changed]" in line]
    assert len(said) == 1
    assert "dialogues/several/index.html: the page was made from a dialogue of the hash" in said[0]


def test_parts_other_than_text_are_compared(site: Path) -> None:
    path = site / "dialogues/pour/index.html"
    path.write_text(path.read_text().replace("cups", "mugs"))
    assert "'cup' is missing, and 'mug' stands there" in verify().stderr


def test_pages_that_are_missing_and_pages_that_should_not_be(site: Path) -> None:
    (site / "dialogues/kettle/index.html").unlink()
    sidecar = site.parent / "content/dialogues/pour.json.meta.yml"
    sidecar.write_text("status: draft\n")
    result = verify()
    assert "'dialogues/kettle/index.html' is not there [page-missing]" in result.stderr
    assert "dialogues/pour/index.html:1: the page shows a dialogue" in result.stderr
    assert "[page-unknown]" in result.stderr
    assert result.stdout == "0 page(s), 0 turn(s) compared, 2 difference(s)\n"


def test_a_site_on_the_web(site: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert verify(address).stdout == "2 page(s), 5 turn(s) compared, 0 difference(s)\n"
        (site / "dialogues/kettle/index.html").write_text("<p>gone</p>")
        assert "dialogues/kettle/' shows no dialogue" in verify(address).stderr
        server.shutdown()
    unreachable = verify(address)
    assert unreachable.exit_code == 1
    assert unreachable.stderr.startswith(f"Error: cannot read '{address}'")


def test_a_folder_that_is_not_there(site: Path) -> None:
    assert "there is no folder 'nowhere'; build the site first" in verify("nowhere").stderr


def test_the_messages_are_those_of_the_guide(site: Path) -> None:
    guide = (ROOT / "content/guide/problems.md").read_text()
    (site.parent / "content/dialogues/pour.json").unlink()
    (site / "dialogues/pour").rename(site / "dialogues/pot")
    (site / "dialogues/kettle/index.html").unlink()
    talk = site.parent / "content/dialogues/kettle.md"
    talk.write_text("**Ada:** Is the kettle on?\n\n**Bo:** Yes.\n")
    said = re.split(r"\n(?=\S)", verify().stderr.strip())
    assert len(said) == 2
    build(load_config(str(site.parent / "mkdocs.yml")))
    page = site / "dialogues/kettle/index.html"
    start, turns = page.read_text().split('<section class="turn"', 1)
    page.write_text(f'{start}<section class="turn"{turns.replace("the kettle on", "the tea on", 1)}')
    said.append(verify().stderr.strip())
    page.write_text(page.read_text().replace("the tea on", "the kettle on", 1))
    page.write_text(page.read_text().replace("Yes.", "Yes!"))
    talk.write_text("**Ada:** Is the kettle on?\n\n**Bo:** Yes!\n")
    (changed,) = [one for one in re.split(r"\n(?=\S)", verify().stderr.strip()) if "[source-changed]" in one]
    said.append(changed)
    for message in said:
        assert f"```text\n{message}\n```" in guide
