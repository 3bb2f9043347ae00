"""Fences of dialogue, found by Python-Markdown beside its own."""

from __future__ import annotations

from markdown import markdown

from mkdocs_dialogues.insets.fences import DialogueFences


def html(text: str) -> str:
    fences = DialogueFences(lambda inside: f"<div class=inset>{len(inside.splitlines())} {inside[:9]}</div>")
    return markdown(text, extensions=["fenced_code", fences])


def test_a_fence_is_taken_out_and_its_text_is_no_markdown() -> None:
    shown = html("Before.\n```dialogue\n**Ada:** *No*\n\n# Nor this\n```\nAfter *it*.\n")
    assert "<div class=inset>3 **Ada:** </div>" in shown
    assert "<em>it</em>" in shown
    assert "<h1>" not in shown


def test_other_fences_and_fences_within_them_stay() -> None:
    shown = html(
        "````markdown\n```dialogue\n**Ada:** Yes\n```\n````\n\n~~~ {.dialogue}\n**Bo:** No\n~~~\n\n```\ncode\n```\n"
    )
    assert shown.count("class=inset") == 1
    assert "```dialogue" in shown
    assert "<code>code" in shown


def test_a_fence_that_is_never_closed_is_none() -> None:
    assert "class=inset" not in html("```dialogue\n**Ada:** Yes\n")
