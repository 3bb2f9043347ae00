"""What must not be published is in no byte of the finished site."""

from __future__ import annotations

from dataclasses import replace

from mkdocs_dialogues.model import Location
from mkdocs_dialogues.writers.markdown import as_markdown
from tests.transforms.test_redact import FULL, WORD

from .conftest import BuildSite, Site


def holders(site: Site, word: str) -> list[str]:
    """The files of a site that hold a word in their bytes or in their name, in whatever case."""
    needle = word.lower()
    return [
        name
        for name in sorted(site.files())
        if needle in name.lower() or needle.encode() in (site.folder / name).read_bytes().lower()
    ]


def test_redacted_words_are_in_no_byte_of_the_site(build_site: BuildSite) -> None:
    text = as_markdown(replace(FULL, source=Location("content/a.md")))
    assert text.count(WORD) > 40
    text = text.replace("---\n", f"---\nredact: [{{pattern: '(?i){WORD}', kind: name}}, {{words: {WORD}}}]\n", 1)
    files = {
        "index.md": "# Home\n\n[the talk](dialogues/a%20Quibbleworth/quibbleworth-talk.md)\n",
        "dialogues/a Quibbleworth/quibbleworth-talk.md": text,
    }
    site = build_site(
        files, repo_url="https://example.org/repo", edit_uri="edit/main/content/", site_url="https://x.org/"
    )
    assert holders(site, WORD) == []
    assert "[redacted: name]" in site.page("dialogues/a redacted-name/redacted-name-talk")
    assert "On [redacted: name]" in str(site.search())
    assert not any(WORD in warning for warning in site.warnings)
