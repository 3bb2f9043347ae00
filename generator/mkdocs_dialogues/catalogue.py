"""Which models there are: from an id, or from a name in prose, to a display name and a vendor.

What is known stands in ``data/models.json`` (from models.dev, MIT; ``scripts/update_catalogue.py`` makes it anew).
An id that is not there gets a name all the same. All spellings of one model get the same name, so that they meet in
one facet; a release date is no part of the name. Nothing here raises, whatever the string.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from mkdocs_dialogues.model_names import LIMIT, ModelId, humanise, key_of, parse_id

__all__ = ["Model", "describe_model", "find_model", "looks_like_model"]


@dataclass(frozen=True, slots=True)
class Model:
    """A model: its id as it was given (or as OpenRouter spells it), a name to show, and who made it, if known."""

    id: str
    name: str
    vendor: str | None


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words before the slash that say who runs a model, not who made it.
_HOSTS: Final = _set(
    "accounts azure azure_ai bedrock cerebras deepinfra fireworks fireworks_ai foundation-model github groq hf hosted "
    "huggingface lm_studio lmstudio local litellm_proxy models nebius novita ollama ollama_chat openrouter publishers "
    "replicate together together_ai togethercomputer unsloth vertex_ai vllm"
)
# Families whose bare name means a model wherever it labels a speaker. Not: nova, hermes, phi, ernie, step, command …
_SPOKEN: Final = _set(
    "bard chatglm chatgpt claude codex copilot deepseek gemini gemma glm gpt grok kimi llama minimax mistral mixtral "
    "qwen"
)
_CLAUDE_TIERS: Final = _set("haiku opus sonnet")
# Beside a family's own words (opus, flash, coder), what may stand in a label that means a model.
_BESIDE: Final = _set("ai assistant bot chat code instance latest model preview")
# Words that begin both models' names and ordinary ones: "Step 3", "Command A".
_ORDINARY: Final = _set(
    "auto coder command free hermes ling maestro mercury nova open pareto ring saba seed solar sonar spotlight step "
    "trinity virtuoso"
)
_VERSION: Final = re.compile(r"[a-z]?\d{1,4}[a-z]{0,2}")
_REMARK: Final = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")  # "Claude (Sonnet)", "GLM 4.7 (The Prism)"


@dataclass(frozen=True, slots=True)
class _Table:
    models: dict[str, Model]  # by key
    vendors: dict[str, str]  # by the spelling in ids
    families: dict[str, str]  # vendor by an id's first word
    words: dict[str, frozenset[str]]  # what names of a family consist of


@cache
def _table() -> _Table:
    data = json.loads((Path(__file__).parent / "data/models.json").read_bytes())
    models = {key: Model(*entry) for key, entry in data["models"].items()}
    words: dict[str, set[str]] = {}
    for key in models:
        family, *rest = key.split("-")
        words.setdefault(family, set()).update(rest)
    frozen = {family: frozenset(found) for family, found in words.items()}
    return _Table(models, data["vendors"], data["families"], frozen)


@cache
def _by_display_name() -> dict[str, Model]:
    names: dict[str, Model] = {}
    for model in _table().models.values():
        names.setdefault(key_of(model.name), model)
    return names


@lru_cache(maxsize=4096)
def describe_model(model_id: str) -> Model:
    """The model of an id, however it is spelt: known by the catalogue, or named and attributed by its own words.

    ``Model.id`` is the id as given. An id without a letter or a digit is an ``Unknown model``.
    """
    parsed = parse_id(model_id)
    if known := _known(parsed):
        return Model(model_id, known.name, known.vendor)
    name = humanise(parsed.stem)
    if not key_of(parsed.stem):
        name = "Unknown model"
    return Model(model_id, name, _vendor(parsed))


@lru_cache(maxsize=4096)
def find_model(name: str) -> Model | None:
    """The model that a name, an id or an alias in prose means (``Claude Opus 4.5``, ``Haiku 4.5``, ``glm5``).

    None where that is not certain: a bare family (``Claude``), a name that could be another's. ``Claude Opus 9``,
    of a known family but too new for the catalogue, is certain. A number behind a model tells instances apart.
    """
    if len(name) > LIMIT or not name.strip():
        return None
    parsed = parse_id(_REMARK.sub("", name))
    if parsed.prefixes and not re.search(r"\s", name.strip()):
        named = _known(parsed) or (re.search(r"[-\d]", parsed.stem) and parsed.prefixes[-1] in _table().vendors)
        return describe_model(name.strip()) if named else None
    return _by_name(parsed.stem)


def looks_like_model(label: str) -> bool:
    """Whether a speaker's label means a model, be it without version: ``Claude``, ``gemini``, ``GPT-4o 1``."""
    return find_model(label) is not None or (len(label) <= LIMIT and _is_family_label(_REMARK.sub("", label)))


def _known(parsed: ModelId) -> Model | None:
    table = _table()
    key = key_of(parsed.stem)
    vendor_word = parsed.prefixes[-1] if parsed.prefixes else ""
    # The second try is for routes that leave the family out: deepseek.r1
    found = table.models.get(key) or table.models.get(f"{vendor_word}-{key}")
    if found and found.vendor == "OpenRouter" and vendor_word != "openrouter":
        return None  # nameless guests there: "auto", "pony-alpha"
    return found


def _vendor(parsed: ModelId) -> str | None:
    table = _table()
    family = table.families.get(key_of(parsed.stem).partition("-")[0])
    for prefix in reversed(parsed.prefixes):
        if prefix in _HOSTS or re.search(r"[.:]", prefix):
            continue
        return table.vendors.get(prefix) or " ".join(
            word[:1].upper() + word[1:] for word in re.split(r"[-_\s]+", prefix[:60]) if word
        )
    return family or ("OpenRouter" if "openrouter" in parsed.prefixes else None)


def _by_name(stem: str) -> Model | None:
    key = key_of(stem)
    words = key.split("-")
    if not _CLAUDE_TIERS.isdisjoint(words) and words[0] != "claude":
        key = key_of(f"claude {stem}")
        words = key.split("-")
    found = _table().models.get(key) or _by_display_name().get(key)
    if found and found.vendor != "OpenRouter" and len(words) > (2 if words[0] in _ORDINARY else 1):
        return found
    if found and re.fullmatch(r"o\d", key):
        return found
    instance = re.fullmatch(r"(.*\S)[\s_]+#?\d{1,2}", stem)
    if instance and (model := _by_name(instance[1])):
        return model
    if _is_family_label(stem) and _has_version(stem, words):
        id_ = "-".join(re.findall(r"[\w.]+", stem.lower()))
        return describe_model(id_ if words[0] in id_ else f"claude-{id_}")
    return None


def _is_family_label(label: str) -> bool:
    family, *rest = key_of(label).split("-")
    if family in _CLAUDE_TIERS:
        family = "claude"
    if family not in _SPOKEN:
        return False
    known = _table().words.get(family, frozenset()) | _BESIDE
    return all(word in known or _VERSION.fullmatch(word) for word in rest)


def _has_version(stem: str, words: list[str]) -> bool:
    """Whether a family's label tells a version. ``Claude 2`` does not: it may be the second of two."""
    numbers = [word for word in words[1:] if any(char.isdigit() for char in word)]
    if not numbers:
        return False
    lone = len(words) == 2 and words[1].isdigit()
    return not lone or re.fullmatch(r"[^\W\d]+-?\d{1,2}", stem) is not None
