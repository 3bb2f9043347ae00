"""The site map and ``llms.txt`` are made again when they would say something else, and not else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.site.test_preview import Preview, edit, plain
from tests.site.test_withdrawn import rebuild


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


def test_it_stays_after_an_edit_and_names_what_is_added_and_not_what_is_unlisted(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    Preview(archive)  # writes the settings
    rebuild(tmp_path)
    files = [tmp_path / "site/sitemap.xml", tmp_path / "site/sitemap.xml.gz"]
    before = [file.stat().st_ino for file in files]
    edit(archive, "b.md")
    rebuild(tmp_path)
    assert [file.stat().st_ino for file in files] == before
    (archive.folder / "new.md").write_text("**Ada:** New.\n\n**Bo:** Yes.\n")
    rebuild(tmp_path)
    assert "/dialogues/new/</loc>" in files[0].read_text()
    (archive.folder / "new.md").write_text("---\nstatus: unlisted\n---\n**Ada:** New.\n\n**Bo:** Yes.\n")
    rebuild(tmp_path)
    assert (tmp_path / "site/dialogues/new/index.html").exists()
    assert "/dialogues/new/</loc>" not in files[0].read_text()
    assert "/dialogues/a/</loc>" in files[0].read_text()


def test_what_models_are_told_stays_while_it_says_the_same(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    Preview(archive)  # writes the settings
    settings = yaml.safe_load((tmp_path / "mkdocs.yml").read_text())
    settings["plugins"][1]["dialogues"]["llms_txt"] = True
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    rebuild(tmp_path)
    told = tmp_path / "site/llms.txt"
    before = told.stat().st_ino
    edit(archive, "b.md")
    rebuild(tmp_path)
    assert told.stat().st_ino == before
    path = archive.folder / "b.md"
    for old, new in (("**Ada:** b", "**Ada:** Saucers"), ("title: b", "title: Kettles"), ("2022-", "2019-")):
        path.write_text(path.read_text().replace(old, new))
        rebuild(tmp_path)
        assert new.rpartition(" ")[2].strip("-") in told.read_text()


def test_it_is_of_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = plain(tmp_path)
    preview = Preview(archive)
    preview.build()
    monkeypatch.setattr("mkdocs_dialogues.site_map.get_build_date", lambda: "2026-01-02")
    monkeypatch.setattr("mkdocs.structure.pages.get_build_date", lambda: "2026-01-02")
    assert b"<lastmod>2026-01-02</lastmod>" in preview.build()["sitemap.xml"]


def test_a_template_of_the_sites_own_shows_what_it_likes(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    template = "{% for file in pages %}{{ file.page.title }} {{ pages|length }};{% endfor %}{{ pages[0].url }}"
    (archive.root / "overrides/sitemap.xml").write_text(template)
    preview = Preview(archive)
    preview.build()
    path = archive.folder / "b.md"
    path.write_text(path.read_text().replace("title: b", "title: Kettle"))
    shown = preview.build()["sitemap.xml"].decode()
    assert shown == Preview(archive, "anew").build()["sitemap.xml"].decode()
    assert "Kettle" in shown


def test_other_plugins_see_it_each_time(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    (tmp_path / "hook.py").write_text(
        "def on_post_template(output, template_name, config):\n"
        "    with open(config.docs_dir + '/../seen', 'a') as seen: seen.write(template_name + '\\n')\n"
        "    return output\n"
    )
    preview = Preview(archive, hooks=["hook.py"])
    preview.build()
    edit(archive, "b.md")
    preview.build()
    assert (tmp_path / "seen").read_text().split().count("sitemap.xml") == 2


def test_a_file_of_that_name_is_overwritten_as_ever(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    (tmp_path / "content/sitemap.xml").write_text("own")
    preview = Preview(archive)
    preview.build()
    edit(archive, "b.md")
    assert b"<urlset" in preview.build()["sitemap.xml"]


def test_a_feed_stays_that_does_not_show_what_came(tmp_path: Path) -> None:
    """It is made again where a dialogue that it shows links to one that came, and where a template of one's own may
    show others.
    """
    archive = plain(tmp_path)
    Preview(archive, plugins=["search", {"dialogues": {"feeds": ["atom"]}}])  # writes the settings
    front = "---\nformat: labelled\ndate: {}-01-01\nthemes: [{}]\n---\n"
    said = "**Ada:** See [it](new.md).\n\n**Bo:** Yes.\n"
    (archive.folder / "alone.md").write_text(front.format(2020, "tea") + "**Ada:** Tea.\n\n**Bo:** Yes.\n")
    (archive.folder / "leads.md").write_text(front.format(2021, "hay") + said)
    rebuild(tmp_path)
    alone, leads = (tmp_path / f"site/themes/{theme}/feed.xml" for theme in ("tea", "hay"))
    before = alone.stat().st_ino
    assert "dialogues/new/" not in leads.read_text()
    (archive.folder / "new.md").write_text(front.format(2022, "rain") + "**Ada:** New.\n\n**Bo:** Yes.\n")
    rebuild(tmp_path)
    assert alone.stat().st_ino == before
    assert "https://example.org/dialogues/new/" in leads.read_text()
    (tmp_path / "overrides/dialogues").mkdir(parents=True, exist_ok=True)
    (tmp_path / "overrides/dialogues/feed-text.html").write_text("{{ context.next.text if context.next }}")
    rebuild(tmp_path)
    assert "Between" not in alone.read_text()
    between = front.format(2020, "rain").replace("-01-01", "-05-05\ntitle: Between")
    (archive.folder / "between.md").write_text(f"{between}**Ada:** Rain.\n\n**Bo:** Yes.\n")
    rebuild(tmp_path)
    assert "Between" in alone.read_text()
