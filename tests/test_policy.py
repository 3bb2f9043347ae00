"""The Content-Security-Policy of a page: made from the page, and not from what came into it through a transcript."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from mkdocs_dialogues.guard import Guard, finish
from mkdocs_dialogues.policy import (
    as_policy,
    headers_file,
    host_source,
    insert,
    is_source,
    needs_of,
    policy_of,
    replace,
    script_hash,
    union,
)
from mkdocs_dialogues.site_files import files_below

PAGE = '<!doctype html><html><head><meta charset="utf-8"><title>T</title></head><body>B</body></html>'


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (directive.split() for directive in policy.split(";"))}


def test_an_inline_script_is_allowed_by_its_hash_as_browsers_reckon_it() -> None:
    digest = base64.b64encode(hashlib.sha256(b"a()\nb()").digest()).decode()
    assert needs_of("<script>a()\r\nb()</script>") == {("script-src", f"'sha256-{digest}'")}
    assert needs_of("<SCRIPT type=module>a()\nb()</SCRIPT >") == {("script-src", f"'sha256-{digest}'")}


@pytest.mark.parametrize("kind", ["application/json", "application/ld+json", "text/template"])
def test_data_needs_no_leave(kind: str) -> None:
    assert (
        needs_of(f'<script id="__config" type="{kind}">{{"a": "<img src=https://example.org/x.png>"}}</script>')
        == set()
    )


@pytest.mark.parametrize(
    ("markup", "needs"),
    [
        ('<script src="assets/a.js"></script><img src="/b.png"><link rel=stylesheet href="../c.css">', set()),
        ('<script defer src="https://CDN.example.org:8443/a.js">', {("script-src", "https://cdn.example.org:8443")}),
        ('<img alt=">" src="//img.example.org/a.png">', {("img-src", "https://img.example.org")}),
        ('<img srcset="https://a.example/1 1x, /2 2x">', {("img-src", "https://a.example")}),
        ('<iframe src="http://films.example/1">', {("frame-src", "http://films.example")}),
        ('<link rel="canonical" href="https://example.org/">', set()),
        (
            '<link rel="stylesheet" href="https://fonts.googleapis.com/css?family=Roboto&amp;display=fallback">',
            {("style-src", "https://fonts.googleapis.com"), ("font-src", "https://fonts.gstatic.com")},
        ),
    ],
)  # fmt: skip
def test_what_is_fetched_from_another_host_is_allowed_by_its_address(markup: str, needs: set[tuple[str, str]]) -> None:
    assert needs_of(markup) == needs


@pytest.mark.parametrize("address", ["https://a.example; script-src *", "https://a b/", "http://[", "data:,x", "x.png"])
def test_no_address_can_say_more_than_a_host(address: str) -> None:
    assert host_source(address) is None


@pytest.mark.parametrize(
    "text", ["https://example.org", "'wasm-unsafe-eval'", "data:", "*.example.org", "'sha256-ab+/='"]
)
def test_sources(text: str) -> None:
    assert is_source(text)
    for more in (f"{text};", f"{text} x", f"{text}\n", "", f'{text}"', f"{text},"):
        assert not is_source(more)


def test_the_policy_stands_before_anything_it_is_to_hold_for_and_can_be_read_back() -> None:
    policy = as_policy({("script-src", "'sha256-abc='")})
    page = insert(PAGE, policy)
    assert page.index("Content-Security-Policy") < page.index("<title>")
    assert policy_of(page) == policy
    assert policy_of(PAGE) is None
    assert policy_of(PAGE.replace("B", page)) is None  # what a page merely shows is not its policy
    assert replace(page, as_policy(())) == insert(PAGE, as_policy(()))
    assert insert("no head", policy) == "no head"


def test_policies_are_the_same_whatever_the_order_and_nothing_is_open() -> None:
    needs = [("script-src", "'sha256-b='"), ("script-src", "'sha256-a='"), ("frame-src", "https://f.example")]
    assert as_policy(needs) == as_policy(reversed(needs))
    found = directives(as_policy(needs))
    assert found["default-src"] == found["object-src"] == ["'none'"]
    assert found["script-src"] == ["'self'", "'sha256-a='", "'sha256-b='"]
    assert "'unsafe-inline'" not in found["script-src"]
    assert as_policy(needs) == union([as_policy([need]) for need in needs])


def test_a_header_says_what_a_page_cannot_and_keeps_to_the_length_that_hosts_take() -> None:
    assert "frame-ancestors 'self'" in headers_file(as_policy(()))
    assert "frame-ancestors *" in headers_file(as_policy(()), embed=True)
    assert script_hash("a()") in headers_file(as_policy({("script-src", script_hash("a()"))}))
    long = headers_file(as_policy({("script-src", script_hash(str(number))) for number in range(40)}))
    assert max(map(len, long.splitlines())) < 2000
    assert "frame-ancestors 'self'" in long
    assert "script-src" not in long  # half a list would block the rest


def guarded(
    template: str, guard: Guard, own: str = "", **values: str
) -> tuple[str, list[str], frozenset[tuple[str, str]]]:
    """A page made of a template: the finished page, its script-src, and what nobody allowed."""
    environment = Environment(loader=DictLoader({"page": template}), autoescape=False)  # noqa: S701 - as MkDocs' own
    guard.watch(environment)
    page, blocked = guard.before(environment.get_template("page").render(values), own)
    page, _ = guard.after(page)
    return page, directives(policy_of(page) or "")["script-src"], blocked


def test_what_a_template_holds_is_allowed_and_what_it_is_given_is_not() -> None:
    template = PAGE.replace("B", "<script>theme({{ depth }})</script><h1>{{ title }}</h1><img src=logo.png>")
    hostile = "<script>ran()</script><img src=https://evil.example/x.png>"
    page, scripts, blocked = guarded(template, Guard(), depth="2", title=hostile)
    assert script_hash("theme(2)") in scripts
    assert script_hash("ran()") not in scripts
    assert blocked == {("script-src", script_hash("ran()")), ("img-src", "https://evil.example")}
    assert page.replace(insert("<head>", policy_of(page) or "")[6:], "") == template.replace(
        "{{ depth }}", "2"
    ).replace("{{ title }}", hostile)


def test_the_marks_do_not_reach_into_expressions() -> None:
    template = PAGE.replace(
        "B",
        "{{ '<script>' | e }}{% set x %}<script>own()</script>{% endset %}{{ x }}{{ given | replace('<img', '<b') }}",
    )
    page, scripts, blocked = guarded(template, Guard(), given="<img>")
    assert "<body>&lt;script&gt;<script>own()</script><b></body>" in page
    assert script_hash("own()") in scripts
    assert not blocked


def test_an_author_s_page_may_hold_scripts_and_other_plugins_may_add_some() -> None:
    own = "<script>mine()</script>"
    _, scripts, blocked = guarded(PAGE.replace("B", "{{ content }}"), Guard(), own, content=own)
    assert script_hash("mine()") in scripts
    assert not blocked
    guard = Guard()
    page, _ = guard.before(PAGE)
    assert script_hash("plugin()") in (policy_of(guard.after(page.replace("B", "<script>plugin()</script>"))[0]) or "")


def test_what_the_owner_allows() -> None:
    guard = Guard(
        trusted=["<img src='https://badge.example/x.svg'>"],
        scripts=["https://cdn.example/x.js", "assets/y.js"],
        image_hosts=["Pictures.example"],
        extra={"connect-src": ["https://api.example"]},
    )
    shown = "".join(f"<img src=https://{host}.example/x>" for host in ("badge", "pictures", "evil"))
    shown += "<script src=https://cdn.example/x.js></script>"
    page, scripts, blocked = guarded(PAGE.replace("B", "{{ x }}"), guard, x=shown)
    found = directives(policy_of(page) or "")
    assert scripts == ["'self'", "https://cdn.example"]
    assert found["img-src"] == ["'self'", "data:", "https://badge.example", "https://pictures.example"]
    assert found["connect-src"] == ["'self'", "https://api.example"]
    assert blocked == {("img-src", "https://evil.example")}


@pytest.mark.parametrize("instant", [True, False])
def test_a_finished_site(tmp_path: Path, instant: bool) -> None:
    first, second = (insert(PAGE, as_policy({("script-src", script_hash(body))})) for body in "ab")
    (tmp_path / "deep").mkdir()
    (tmp_path / "index.html").write_text(first)
    (tmp_path / "deep/index.html").write_text(second)
    (tmp_path / "mine.html").write_text("<script>c</script>")
    finish(tmp_path, {}, places=files_below(str(tmp_path)), one_for_all=instant, embed=False)
    headers = (tmp_path / "_headers").read_text()
    assert all(script_hash(body) in headers for body in "abc")
    assert (tmp_path / "mine.html").read_text() == "<script>c</script>"
    pages = [policy_of((tmp_path / name).read_text()) or "" for name in ("index.html", "deep/index.html")]
    if instant:
        assert pages[0] == pages[1]
        assert all(script_hash(body) in pages[0] for body in "ab")
        assert script_hash("c") not in pages[0]
    else:
        assert pages == [policy_of(first), policy_of(second)]
    (tmp_path / "_headers").write_text("/*\n  X-Mine: 1\n")
    finish(tmp_path, {}, places=files_below(str(tmp_path)), one_for_all=instant, embed=False)
    assert (tmp_path / "_headers").read_text() == "/*\n  X-Mine: 1\n"
