"""The Content-Security-Policy of whole sites, and what the owner can say about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from mkdocs_dialogues.policy import needs_of, policy_of

from .conftest import BuildSite, Site

TALK = "---\ntitle: <script>ran()</script>\n---\n**Ada:** Is it ready?\n\n**Bo:** Yes.\n"


def policies(site: Site) -> dict[str, str | None]:
    pages = site.folder.rglob("*.html")
    return {page.relative_to(site.folder).as_posix(): policy_of(page.read_text()) for page in pages}


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_every_page_allows_its_own_scripts_and_no_other(build_site: BuildSite, theme: str) -> None:
    site = build_site({"dialogues/a.md": TALK, "index.md": "# Home\n\n<script>mine()</script>\n"}, theme=theme)
    assert site.warnings == []
    assert {"index.html", "404.html", "dialogues/a/index.html", "participants/ada/index.html"} <= policies(site).keys()
    for name, policy in policies(site).items():
        assert policy, name
        wanted = {source for _, source in needs_of((site.folder / name).read_text())}
        assert wanted
        assert all(source in policy for source in wanted), name
        assert policy.count("'sha256-") == len([source for source in wanted if source.startswith("'")])
    policy = policies(site)["index.html"] or ""
    for needed in ("style-src 'self' 'unsafe-inline'", "'wasm-unsafe-eval'"):  # the themes' styles; the search
        policy = policy.replace(needed, "", 1)
    assert "unsafe" not in policy
    assert "frame-ancestors *" in (site.folder / "_headers").read_text()


def test_a_template_that_forgets_to_escape_lets_nothing_run(build_site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "skin").mkdir()
    skin = '{% extends "base.html" %}{% block announce %}{{ page.meta.title | safe if page }}{% endblock %}'
    (tmp_path / "skin/main.html").write_text(
        skin.replace("page.meta.title", "page.title | replace('&lt;', '<') | replace('&gt;', '>')")
    )
    theme = {"name": "material", "font": False, "custom_dir": str(tmp_path / "skin")}
    site = build_site({"dialogues/a.md": TALK}, theme=theme)
    page = site.page("dialogues/a")
    assert "<script>ran()</script>" in page
    [(_, source)] = needs_of("<script>ran()</script>")
    assert source not in (policy_of(page) or source)
    assert any(source in warning and warning.startswith("dialogues/a.md") for warning in site.warnings)


def test_the_owner_allows_more_or_nothing_is_said(build_site: BuildSite) -> None:
    options = {
        "content_security_policy": {"connect-src": ["https://api.example.org"], "script-src": ["'wasm-unsafe-eval'"]}
    }
    site = build_site({"dialogues/a.md": TALK}, options=options)
    policy = policies(site)["dialogues/a/index.html"] or ""
    assert "connect-src 'self' https://api.example.org;" in policy
    assert "'wasm-unsafe-eval'" in policy
    off = build_site({"dialogues/a.md": TALK}, options={"content_security_policy": False})
    assert set(policies(off).values()) == {None}
    assert not (off.folder / "_headers").exists()


def test_a_headers_file_of_the_owner_stays(build_site: BuildSite) -> None:
    site = build_site({"dialogues/a.md": TALK, "_headers": "/*\n  X-Mine: 1\n"})
    assert (site.folder / "_headers").read_text() == "/*\n  X-Mine: 1\n"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"scrip-src": ["'self'"]}, "Did you mean 'script-src'?"),
        ({"script-src": "https://a.example"}, "Expected a list of sources"),
        ({"script-src": ["https://a.example; object-src *"]}, "is no source"),
        ("off", "Expected true, false, or sources by directive"),
    ],
)
def test_a_wrong_value_is_explained(
    build_site: BuildSite, caplog: pytest.LogCaptureFixture, value: object, says: str
) -> None:
    with pytest.raises(Abort):
        build_site({"dialogues/a.md": TALK}, options={"content_security_policy": value})
    assert says in caplog.text
