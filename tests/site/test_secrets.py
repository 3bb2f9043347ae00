"""What must not be published is in no byte of the finished site."""

from __future__ import annotations

import gzip
import json
import threading
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from mkdocs_dialogues.cli import main
from mkdocs_dialogues.model import Location
from mkdocs_dialogues.secrets.scan import scanner
from mkdocs_dialogues.writers.markdown import as_markdown
from tests.secrets.samples import made_up
from tests.transforms.test_redact import FULL, WORD

from .conftest import BuildSite, Site


def holders(site: Site, word: str) -> list[str]:
    """The files of a site that hold a word in their bytes or in their name, in whatever case."""
    needle = word.lower()
    return [
        name
        for name in sorted(site.files())
        if needle in name.lower() or needle.encode() in unpacked(site.folder / name).lower()
    ]


def unpacked(path: Path) -> bytes:
    """A file's bytes, and what they are when they are unpacked: Pagefind's index is."""
    data = path.read_bytes()
    return data + gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


def test_redacted_words_are_in_no_byte_of_the_site(build_site: BuildSite) -> None:
    text = as_markdown(replace(FULL, source=Location("content/a.md")))
    assert text.count(WORD) > 40
    text = text.replace("---\n", f"---\nredact: [{{pattern: '(?i){WORD}', kind: name}}, {{words: {WORD}}}]\n", 1)
    files = {
        "index.md": "# Home\n\n[the talk](dialogues/a%20Quibbleworth/quibbleworth-talk.md)\n",
        "dialogues/a Quibbleworth/quibbleworth-talk.md": text,
    }
    site = build_site(
        files,
        repo_url="https://example.org/repo",
        edit_uri="edit/main/content/",
        site_url="https://x.org/",
        options={"search": "material"},
    )
    assert holders(site, WORD) == []
    assert "[redacted: name]" in site.page("dialogues/a redacted-name/redacted-name-talk")
    assert "On [redacted: name]" in str(site.search())
    assert not any(WORD in warning for warning in site.warnings)


TALK = "**Ada:** The kettle sings.\n\n**Bo:** {}\n\n**Ada:** Then pour.\n"
HOME = {"index.md": "# Home\n"}


def key(seed: str = "") -> str:
    return made_up("ghp_{A36}", seed)


def mark(secret: str) -> str:
    (find,) = scanner().scan(secret.encode())
    return find.fingerprint


def test_a_likely_secret_fails_the_build_and_is_not_published(build_site: BuildSite) -> None:
    files = HOME | {
        "dialogues/kettle.md": TALK.format(f"Use {key()} to get in."),
        "dialogues/tea.md": TALK.format("Now."),
    }
    site = build_site(files, options={"build_aside": False})
    assert site.aborted
    (said,) = [text for text in site.warnings if "[likely-secret]" in text]
    assert said.startswith("content/dialogues/kettle.md:3: 'ghp_")
    assert "a key of GitHub" in said
    assert f"fingerprint: {mark(key())}" in said
    assert not any(key() in text for text in site.warnings)
    assert holders(site, key()) == []
    assert "dialogues/tea/index.html" in site.files()  # all that is wrong was said, and the rest was built
    assert "dialogues/kettle/index.html" not in site.files()


def test_the_last_site_stays_when_a_secret_turns_up(build_site: BuildSite) -> None:
    site = build_site(HOME | {"dialogues/kettle.md": TALK.format("Now.")})
    before = site.page("dialogues/kettle")
    again = build_site({"dialogues/kettle.md": TALK.format(f"Use {key()} to get in.")})
    assert again.aborted
    assert again.page("dialogues/kettle") == before


@pytest.mark.parametrize("where", ["metadata", "sidecar", "folder", "baseline"])
def test_what_the_author_allows_is_published(build_site: BuildSite, tmp_path: Path, where: str) -> None:
    allow = f"allow: [{{fingerprint: {mark(key())}, reason: revoked in 2024}}]\n"
    talk = TALK.format(f"Use {key()} to get in.")
    files = HOME | {"dialogues/kettle.md": f"---\n{allow}---\n{talk}" if where == "metadata" else talk}
    if where == "sidecar":
        files["dialogues/kettle.md.meta.yml"] = allow
    elif where == "folder":
        files["dialogues/.meta.yml"] = allow
    elif where == "baseline":
        text = f'[[allow]]\nfingerprint = "{mark(key())}"\nreason = "revoked in 2024"\n'
        (tmp_path / "allowed-secrets.toml").write_text(text)
    site = build_site(files, strict=True)
    assert not site.aborted, site.warnings
    assert key() in site.page("dialogues/kettle")


def test_another_secret_than_the_allowed_one_is_not(build_site: BuildSite) -> None:
    allow = f"allow: [{{fingerprint: {mark(key('other'))}, reason: revoked}}]\n"
    site = build_site(HOME | {"dialogues/kettle.md": f"---\n{allow}---\n{TALK.format(key())}"})
    assert site.aborted


def test_a_broken_list_of_what_is_allowed_allows_nothing(build_site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "allowed-secrets.toml").write_text(f'[[allow]]\nfingerprint = "{mark(key())}"\n')
    site = build_site(HOME | {"dialogues/kettle.md": TALK.format(key())})
    assert site.aborted
    assert any("allowed-secrets.toml:1: nothing says why" in said and "bad-allowance" in said for said in site.warnings)


def test_secrets_are_taken_out_by_kind(build_site: BuildSite) -> None:
    mail = "ada.lovelace@engines.org.uk"
    text = TALK.format(f"Use {key()}, write to {mail}, look into /home/charles/notes or C:\\Users\\Charles\\x.")
    redact = "redact: [{kinds: [api-key, home-path]}, {kinds: [email], kind: my address}]\n"
    site = build_site(HOME | {"dialogues/kettle.md": f"---\n{redact}---\n{text}"}, strict=True)
    assert not site.aborted, site.warnings
    page = site.page("dialogues/kettle")
    assert page.count("[redacted: api-key]") >= 1
    assert "write to [redacted: my address], look into [redacted: home-path]/notes" in page
    for word in (key(), mail, "charles"):
        assert holders(site, word) == []


def test_what_a_folder_takes_out_its_files_do_not_put_back(build_site: BuildSite) -> None:
    files = HOME | {
        "dialogues/.meta.yml": "redact: [{kinds: [api-key]}]\n",
        "dialogues/kettle.md": f"---\nredact: [Bo]\n---\n{TALK.format(key())}",
    }
    site = build_site(files, strict=True)
    assert not site.aborted, site.warnings
    assert holders(site, key()) == []


def test_what_tells_of_a_person_is_warned_of_once_a_value(build_site: BuildSite) -> None:
    mail = "ada.lovelace@engines.org.uk"
    files = HOME | {"dialogues/kettle.md": TALK.format(f"{mail}, I said {mail}.")}
    site = build_site(files)
    assert not site.aborted
    (said,) = [text for text in site.warnings if "[personal-data]" in text]
    assert "kettle.md:3: 'a…@e….uk' is an e-mail address (email, 2 times)" in said
    assert mail in site.page("dialogues/kettle")


@pytest.mark.parametrize(("heed", "aborted", "said"), [("ignore", False, 0), ("warning", False, 1), ("error", True, 1)])
def test_the_author_decides_how_a_kind_is_taken(build_site: BuildSite, heed: str, aborted: bool, said: int) -> None:
    files = HOME | {"dialogues/kettle.md": TALK.format("Look into /home/charles/notes.")}
    site = build_site(files, options={"look_for": {"home-path": heed}})
    assert site.aborted is aborted
    assert len([text for text in site.warnings if "[personal-data]" in text]) == said


@pytest.mark.parametrize("look_for", [{"emails": "error"}, {"email": "loud"}, ["email"]])
def test_an_option_that_means_nothing_is_refused(build_site: BuildSite, look_for: object) -> None:
    with pytest.raises(Abort):
        build_site(HOME, options={"look_for": look_for}, strict=True)


def test_a_secret_in_an_ordinary_page_is_found_in_the_finished_site(build_site: BuildSite) -> None:
    site = build_site({"index.md": f"# Home\n\nUse `{key()}`.\n", "dialogues/tea.md": TALK.format("Now.")})
    assert site.aborted
    (said,) = [text for text in site.warnings if "[likely-secret]" in text]
    assert said.startswith("content/index.md:1: 'ghp_")
    assert "in the finished site" in said
    assert "'index.html'" in said
    assert key() not in said


def test_a_secret_that_a_template_brings_is_found_in_the_finished_site(build_site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "skin").mkdir()
    (tmp_path / "skin/main.html").write_text(f'{{% extends "base.html" %}}{{% block footer %}}{key()}{{% endblock %}}')
    theme = {"name": "material", "font": False, "custom_dir": str(tmp_path / "skin")}
    site = build_site(HOME | {"dialogues/tea.md": TALK.format("Now.")}, theme=theme)
    assert site.aborted


def test_a_draft_is_in_no_byte_of_the_site(build_site: BuildSite) -> None:
    word = "Quibbleworth"
    matter = f"status: draft\ntitle: On {word}\nthemes: [{word}]\nparticipants: {{Bo: {word}}}"
    draft = f"---\n{matter}\n---\n{TALK.format(word)}"
    files = {
        "index.md": "# Home\n\n[a draft](dialogues/quibbleworth.md)\n",
        "dialogues/quibbleworth.md": draft + f"\n![]({word}.png)\n\n{key()}\n",
        f"dialogues/{word}.png": b"\x89PNG" + word.encode(),
        "dialogues/private/.meta.yml": "status: draft\n",
        "dialogues/private/two.md": TALK.format(word),
        "dialogues/private/photo of quibbleworth.png": b"\x89PNG" + word.encode(),
        "dialogues/tea.md": TALK.format("Now. ![](shared.png)"),
        "dialogues/private/three.md": TALK.format("![](../shared.png)"),
        "dialogues/shared.png": b"\x89PNG",
    }
    site = build_site(files, site_url="https://example.org/")
    assert not site.aborted
    found = [name for name in holders(site, word) if name != "index.html"]  # the author's own page names it
    assert found == []
    assert "dialogues/shared.png" in site.files()  # a published dialogue shows it too
    assert "quibbleworth/" not in site.page("")


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_an_unlisted_dialogue_has_a_page_and_nothing_leads_there(build_site: BuildSite, theme: str) -> None:
    word = "Quibbleworth"
    unlisted = f"---\nstatus: unlisted\nthemes: [{word}]\n---\n" + TALK.format(word)
    files = HOME | {"dialogues/hush.md": unlisted, "dialogues/tea.md": TALK.format("Now.")}
    site = build_site(files, site_url="https://example.org/", theme=theme)
    assert 'content="noindex"' in site.page("dialogues/hush")
    assert all(name.startswith("dialogues/hush") for name in holders(site, word))
    assert all(name.startswith("dialogues/hush") for name in holders(site, "hush"))


def test_a_picture_that_only_a_redacted_turn_shows_is_not_published(build_site: BuildSite) -> None:
    files = HOME | {
        "dialogues/kettle.md": "---\nredact: [{turn: 2}, Quibbleworth]\n---\n"
        + TALK.format("Look: ![](me%20at%20home.png)")
        + "\n![](tea.png) ![](Quibbleworth.png)\n",
        "dialogues/me at home.png": b"\x89PNG",
        "dialogues/tea.png": b"\x89PNG",
        "dialogues/Quibbleworth.png": b"\x89PNG",
    }
    site = build_site(files)
    pictures = {name for name in site.files() if name.startswith("dialogues/") and name.endswith(".png")}
    assert pictures == {"dialogues/tea.png"}


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_the_preview_shows_drafts_and_marks_them(build_site: BuildSite, tmp_path: Path, theme: str) -> None:
    files = HOME | {
        "dialogues/a.md": "---\nstatus: draft\n---\n" + TALK.format("Not yet."),
        "dialogues/b.md": TALK.format("Now."),
        "dialogues/c.md": TALK.format(key()),
    }
    site = build_site(files, theme=theme)
    assert site.aborted
    config = load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "preview"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")  # and it goes on, whatever the third holds
    for thread in threading.enumerate():  # the preview's index is made behind it
        if thread.name in ("search", "afterwards"):
            thread.join(60)
    preview = Site(tmp_path / "preview", config)
    assert ["mkdocs-draft-marker" in preview.page(f"dialogues/{name}") for name in "abc"] == [True, False, True]
    assert "Not yet." in preview.page("dialogues/a")
    assert all(name.startswith("dialogues/a") for name in holders(preview, "Not yet."))


def run(tmp_path: Path, *arguments: str) -> Result:
    (tmp_path / "mkdocs.yml").write_text("docs_dir: content\nplugins: [{dialogues: {look_for: {phone: ignore}}}]\n")
    folder = tmp_path / "content/dialogues"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.md").write_text("---\nstatus: draft\n---\n" + TALK.format(key("draft")))
    (folder / "b.md").write_text(TALK.format(f"{key()} and ada.lovelace@engines.org.uk and +44 7911 123999"))
    return CliRunner().invoke(main, ["check", *arguments])


def test_check_says_what_it_finds_and_allows_it_for_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first = run(tmp_path)
    assert first.exit_code == 1
    assert "1 error(s), 2 warning(s)" in first.output
    assert f"content/dialogues/b.md:3: '{key()[:6]}" in first.output
    assert key() not in first.output
    assert run(tmp_path, "--allow", " ").exit_code == 2
    allowed = run(tmp_path, "--allow", 'a demo account, "closed" in 2024')
    assert allowed.exit_code == 0
    entries = tomllib.loads((tmp_path / "allowed-secrets.toml").read_text())["allow"]
    assert {entry["fingerprint"] for entry in entries} >= {mark(key()), mark(key("draft"))}
    assert {entry["reason"] for entry in entries} == {'a demo account, "closed" in 2024'}
    assert key() not in (tmp_path / "allowed-secrets.toml").read_text()
    again = run(tmp_path)
    assert again.exit_code == 0
    assert "0 error(s), 0 warning(s)" in again.output


def test_convert_says_what_check_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(tmp_path)
    result = CliRunner().invoke(main, ["convert", "content/dialogues/b.md"])
    assert result.exit_code == 1
    assert f"content/dialogues/b.md:3: '{key()[:6]}" in result.stderr
    assert "[personal-data]" in result.stderr
    assert key() not in result.stderr
    assert json.loads(result.stdout)["dialogues"][0]["status"] == "draft"
    run(tmp_path, "--allow", "a demo account")
    allowed = CliRunner().invoke(main, ["convert", "content/dialogues/b.md"])
    assert (allowed.exit_code, allowed.stderr) == (0, "")
    assert json.loads(allowed.stdout)["dialogues"][0]["status"] == "published"


def test_the_line_is_that_of_the_file_in_json_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(tmp_path)
    said = [{"role": "user", "content": "Is it on?"}, {"role": "assistant", "content": f'It "sings":\n{key("json")}'}]
    text = json.dumps({"messages": said}, indent=1)
    (tmp_path / "content/dialogues/c.json").write_text(text)
    line = next(n for n, line in enumerate(text.splitlines(), start=1) if key("json") in line)
    assert f"content/dialogues/c.json:{line}: 'ghp_" in run(tmp_path).output
