"""A voice is the same everywhere, different from its neighbours', and can be read by everybody."""

from __future__ import annotations

import colorsys
import itertools
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mkdocs_dialogues
from mkdocs_dialogues.model import Kind, Participant
from mkdocs_dialogues.voices import COLOURS, Colour, Voice, assign_voices, voice_key, voices_css

CSS = Path(mkdocs_dialogues.__file__).parent / "templates/assets/dialogues/voices.css"


def cast(*names: str, kind: Kind | None = "model") -> list[Participant]:
    return [Participant(name, name, kind=kind) for name in names]


def marks(*names: str, kind: Kind | None = "model") -> list[str]:
    voices = assign_voices([cast(*names, kind=kind)])
    return [voices[voice_key(name)].mark for name in names]


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("Claude Opus 4.5", "CO"),
        ("GLM 4.7", "G4"),
        ("GPT-5.2", "G5"),
        ("DeepSeek V3.1", "DV"),
        ("Gemini 3 Flash Preview", "GF"),
        ("o3-mini", "OM"),
        ("💎 GLM 4.7 (The Prism)", "G4"),
        ("User", "U"),
        ("李白", "李"),
        ("محمد علي", "م"),
        ("कविता शर्मा", "क"),
        ("हिन्दी", "हि"),
        ("👩‍🚀", "👩‍🚀"),
        ("🇫🇷 Marianne", "M"),
        ("🇫🇷", "🇫🇷"),
        ("42", "4"),
        ("", "?"),
        ("<script>", "S"),
        ("\u202eAnna\x00", "A"),
    ],
)
def test_initials(name: str, mark: str) -> None:
    assert marks(name) == [mark]


def test_a_human_is_known_by_first_and_last_name() -> None:
    assert marks("María del Carmen Ruiz", kind="human") == ["MR"]
    assert marks("Conan O'Brien", kind="human") == ["CO"]


def test_instances_of_a_model_are_marked_by_their_numbers() -> None:
    assert marks("GPT-4o 1", "GPT-4o 2") == ["G1", "G2"]
    assert marks("Claude Opus 4.5 1", "Claude Opus 4.5 2") == ["C1", "C2"]


def test_a_mark_has_its_own_speakers_number_and_no_others() -> None:
    assert marks("Speaker 1", "Speaker 2", "Speaker 12", kind=None) == ["S1", "S2", "S12"]
    assert marks("SPEAKER_00", "SPEAKER_01", "SPEAKER_10", kind=None) == ["S0", "S1", "S10"]
    assert marks("user5", "user26", "user", kind=None) == ["U5", "U26", "U"]
    assert marks("用户 2", "用户3", kind=None) == ["用2", "用3"]
    assert marks("Anna", "Anja", "Alan", "Al", "Abe", "Ada", "Anna 2", kind="human")[0] == "Ann"
    assert marks("李", "李四", kind="human") == ["李", "李四"]


def test_telephones_are_marked_by_their_ends() -> None:
    assert marks("+49 151 1111121", "+49 151 1111122", "+44 7700 900122", kind=None) == ["21", "122", "22"]


def test_nobody_in_a_cast_shares_a_mark_or_a_colour() -> None:
    names = [
        "Anna",
        "Alan",
        "Amir",
        "Ann",
        "Claude Opus 4.5",
        "Claude Opus 4.6",
        "Claude Opus 4.1",
        "李白",
        "李清",
        "Ali",
        "Ada",
        "A",
    ]
    voices = assign_voices([cast(*names)])
    assert len({voices[voice_key(name)].mark for name in names}) == len(names)
    assert len({voices[voice_key(name)].colour for name in names}) == len(COLOURS)
    assert voices["claude opus 4.5"].mark == "C5" or voices["claude opus 4.6"].mark == "C6"


def test_shape_tells_a_human_from_a_model() -> None:
    voices = assign_voices([cast("Anna", kind="human") + cast("GLM 5") + cast("User", kind=None)])
    assert (voices["anna"].shape, voices["glm 5"].shape, voices["user"].shape) == ("circle", "square", "diamond")
    assert assign_voices([cast("Anna", kind=None), cast("anna", kind="human")])["anna"].shape == "circle"


def test_the_same_on_every_machine_and_in_any_order() -> None:
    casts = [cast("User", "GLM 5"), cast("Anna", "GLM 5", "Kimi K2"), cast("User", "Kimi K2")]
    voices = assign_voices(casts)
    assert assign_voices([list(reversed(one)) for one in reversed(casts)]) == voices
    assert voices["glm 5"] == Voice(0, "G5", "square")


def test_one_more_dialogue_changes_nobody_who_has_no_part_in_it() -> None:
    casts = [cast("User", f"Model {letter}") for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    before = assign_voices(casts)
    after = assign_voices([*casts, cast("Model C", "Model D")])
    assert {key for key in before if before[key] != after[key]} <= {"model c", "model d"}


@given(st.lists(st.lists(st.text(max_size=12), max_size=15), max_size=6))
def test_any_names_get_voices_that_differ_within_a_cast(all_names: list[list[str]]) -> None:
    voices = assign_voices([cast(*names) for names in all_names])
    for names in all_names:
        keys = {voice_key(name) for name in names}
        assert len({voices[key].mark for key in keys}) == len(keys)
        assert all(voices[key].mark.strip() and len(voices[key].mark) <= 16 for key in keys)
        assert all(voices[key].colour in range(len(COLOURS)) for key in keys)


def linear(colour: str) -> list[float]:
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def contrast(one: str, other: str) -> float:
    """As WCAG 2 counts it."""
    lighter, darker = sorted(
        (sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True)) for colour in (one, other)),
        reverse=True,
    )
    return (lighter + 0.05) / (darker + 0.05)


def hsl(hue: int, saturation: float, lightness: float) -> str:
    return "#" + "".join(f"{round(255 * v):02x}" for v in colorsys.hls_to_rgb(hue / 360, lightness, saturation))


SLATE = hsl(232, 0.15, 0.14)


@pytest.mark.parametrize("colour", COLOURS, ids=lambda colour: colour.light)
def test_colours_can_be_read(colour: Colour) -> None:
    assert min(contrast(colour.light, page) for page in ("#ffffff", "#fbfaf7", "#f5f2ea")) >= 4.5
    assert min(contrast(colour.dark, page) for page in ("#1a1c22", SLATE, "#2e303e", "#000000")) >= 4.5


# How red, green and blue are seen without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1).
SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
}


def oklab(colour: str, sight: str) -> tuple[float, ...]:
    seen = [sum(w * v for w, v in zip(row, linear(colour), strict=True)) for row in SIGHTS[sight]]
    to_cones = ((0.4122214708, 0.5363325363, 0.0514459929), (0.2119034982, 0.6806995451, 0.1073969566),
                (0.0883024619, 0.2817188376, 0.6299787005))  # fmt: skip
    cones = [max(0.0, sum(w * v for w, v in zip(row, seen, strict=True))) ** (1 / 3) for row in to_cones]
    to_lab = ((0.2104542553, 0.793617785, -0.0040720468), (1.9779984951, -2.428592205, 0.4505937099),
              (0.0259040371, 0.7827717662, -0.808675766))  # fmt: skip
    return tuple(sum(w * v for w, v in zip(row, cones, strict=True)) for row in to_lab)


@pytest.mark.parametrize(("sight", "least"), [("normal", 0.06), ("protan", 0.035), ("deutan", 0.035)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart(scheme: str, sight: str, least: float) -> None:
    seen = [oklab(getattr(colour, scheme), sight) for colour in COLOURS]
    assert min(math.dist(one, other) for one, other in itertools.combinations(seen, 2)) >= least


def test_the_style_sheet_is_up_to_date() -> None:
    assert CSS.read_text(encoding="utf-8") == voices_css(), "run scripts/update_voices_css.py"
