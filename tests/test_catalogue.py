"""Every spelling of a model is one model, and what nobody has heard of still gets a name."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mkdocs_dialogues
from mkdocs_dialogues.catalogue import describe_model, find_model, looks_like_model
from mkdocs_dialogues.model_names import key_of, parse_id

DATA = Path(mkdocs_dialogues.__file__).parent / "data/models.json"


@pytest.mark.parametrize(
    ("model_id", "name", "vendor"),
    [
        ("anthropic/claude-haiku-4.5", "Claude Haiku 4.5", "Anthropic"),
        ("claude-opus-4-5-20251101", "Claude Opus 4.5", "Anthropic"),
        ("claude-3-5-sonnet-latest", "Claude 3.5 Sonnet", "Anthropic"),
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", "Claude Sonnet 4", "Anthropic"),
        ("z-ai/glm-4.7", "GLM 4.7", "Z.ai"),
        ("moonshotai/kimi-k2-0905", "Kimi K2 0905", "Moonshot AI"),
        ("deepseek/deepseek-chat-v3-0324", "DeepSeek V3 0324", "DeepSeek"),
        ("qwen/qwen3-max", "Qwen3 Max", "Alibaba"),
        ("google/gemini-3-flash-preview", "Gemini 3 Flash Preview", "Google"),
        ("models/gemini-2.5-pro", "Gemini 2.5 Pro", "Google"),
        ("minimax/minimax-01", "MiniMax 01", "MiniMax"),
        ("openrouter/pony-alpha", "Pony Alpha", "OpenRouter"),
        ("x-ai/grok-4.1-fast", "Grok 4.1 Fast", "xAI"),
        ("tngtech/tng-r1t-chimera:free", "TNG R1T Chimera", "TNG"),
        ("gpt-5.2", "GPT-5.2", "OpenAI"),
        ("gpt-4o-2024-08-06", "GPT-4o", "OpenAI"),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc", "GPT-4o mini", "OpenAI"),
        ("o3-mini", "o3-mini", "OpenAI"),
        ("accounts/fireworks/models/llama-v3p1-405b-instruct", "Llama 3.1 405B Instruct", "Meta"),
        ("meta-llama/Llama-3.3-70B-Instruct", "Llama 3.3 70B Instruct", "Meta"),
        ("llama3.2:3b", "Llama 3.2 3B", "Meta"),
        ("qwen2.5-coder:32b", "Qwen2.5 Coder 32B", "Alibaba"),
        ("hf.co/someone/Llama-3.2-3B-Instruct-GGUF:Q4_K_M", "Llama 3.2 3B Instruct", "Meta"),
        ("mistralai/mistral-large-2411", "Mistral Large 2.1", "Mistral AI"),
        ("cohere/command-r-plus", "Command R+", "Cohere"),
    ],
)
def test_ids_get_the_name_that_people_use(model_id: str, name: str, vendor: str) -> None:
    model = describe_model(model_id)
    assert (model.id, model.name, model.vendor) == (model_id, name, vendor)


@pytest.mark.parametrize(
    ("model_id", "name", "vendor"),
    [
        ("foo/bar-baz-2:free", "Bar Baz 2", "Foo"),
        ("some-lab/new-llm-v3-70b-ai", "New LLM V3 70B AI", "Some Lab"),
        ("anthropic/claude-opus-99", "Claude Opus 99", "Anthropic"),
        ("gpt-99-mini", "GPT-99 mini", "OpenAI"),
        ("my-own", "My Own", None),
        ("", "Unknown model", None),
        ("///:::", "Unknown model", None),
        ("\x00\n\u202e", "Unknown model", None),
    ],
)
def test_an_unknown_id_gets_a_name_all_the_same(model_id: str, name: str, vendor: str | None) -> None:
    assert describe_model(model_id).name == name
    assert describe_model(model_id).vendor == vendor


@pytest.mark.parametrize(
    "spellings",
    [
        ("anthropic/claude-opus-4.5", "claude-opus-4-5-20251101", "claude-opus-4-5@20251101"),
        ("claude-opus-4-5", "openrouter/anthropic/claude-opus-4.5", "Claude 4.5 Opus"),
        ("claude-3-5-sonnet-20240620", "anthropic/claude-3.5-sonnet", "claude-3-5-sonnet-latest", "claude-sonnet-3.5"),
        ("gpt-3.5-turbo", "gpt-35-turbo", "openai/gpt-3.5-turbo"),
        ("qwen/qwen-2.5-7b-instruct", "Qwen/Qwen2.5-7B-Instruct", "qwen2.5:7b-instruct-q4_K_M"),
        ("deepseek/deepseek-r1", "deepseek-r1:latest", "deepseek.r1-v1:0", "deepseek-ai/DeepSeek-R1"),
        ("gemma4:99b", "google/gemma-4-99b", "gemma-4-99b"),
    ],
)  # fmt: skip
def test_all_spellings_of_a_model_meet_in_one_facet(spellings: tuple[str, ...]) -> None:
    assert len({(describe_model(spelling).name, describe_model(spelling).vendor) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("name", "model_id"),
    [
        ("Claude Opus 4.5", "anthropic/claude-opus-4.5"),
        ("Haiku 4.5", "anthropic/claude-haiku-4.5"),
        ("3.5 Sonnet", "anthropic/claude-3.5-sonnet"),
        ("GLM 4.7", "z-ai/glm-4.7"),
        ("glm5", "z-ai/glm-5"),
        ("💎 GLM 4.7 (The Prism)", "z-ai/glm-4.7"),
        ("GPT4o 2", "openai/gpt-4o"),
        ("o3", "openai/o3"),
        ("openrouter/pony-alpha", "openrouter/pony-alpha"),
        ("Claude Opus 99", "claude-opus-99"),
        ("Opus 99", "claude-opus-99"),
        ("GPT-99", "gpt-99"),
    ],
)
def test_a_name_in_prose_finds_its_model(name: str, model_id: str) -> None:
    found = find_model(name)
    assert found is not None
    assert found.id == model_id


@pytest.mark.parametrize(
    "name",
    ["", "Claude", "Claude 2", "Claude Shannon", "Opus magnum 3", "Gemini", "Anna", "User", "Nova", "Step 3",
     "Command A", "Spotlight", "Auto", "R1", "4.5", "and/or", "meta/physics", "Qwen Li", "x" * 10_000],
)  # fmt: skip
def test_what_is_not_certain_finds_nothing(name: str) -> None:
    assert find_model(name) is None


def test_labels_that_mean_a_model_are_told_from_people() -> None:
    models = ["Claude", "gemini", "GPT-4o", "GLM 4.7", "haiku", "Claude Opus", "Claude 1", "Claude (Sonnet)", "ChatGPT"]
    people = ["Claude Shannon", "Claude Monet", "Gemini Ganesan", "Anna", "Nova", "Ernie", "Sonny", "User", "", "Phi"]
    assert [label for label in models if not looks_like_model(label)] == []
    assert [label for label in people if looks_like_model(label)] == []


def test_every_model_is_found_by_its_id_and_keeps_its_name() -> None:
    models: dict[str, list[str]] = json.loads(DATA.read_bytes())["models"]
    lost = [
        id_
        for key, (id_, name, _) in models.items()
        if describe_model(id_).name != name or key_of(parse_id(id_).stem) != key
    ]
    assert lost == []
    assert len(models) > 300


def test_a_model_has_one_name_in_the_table_whatever_the_key() -> None:
    models: dict[str, list[str]] = json.loads(DATA.read_bytes())["models"]
    names = {name for _, name, _ in models.values()}
    folded = {name.casefold().replace("-", " ").replace(" ", "") for name in names}
    assert len(folded) == len(names)


@given(st.text() | st.text(alphabet="abco34-./: _@()vpq\u0301🙂", max_size=60))
def test_no_string_breaks_the_catalogue(text: str) -> None:
    model = describe_model(text)
    assert model.name.strip()
    assert len(model.name) <= 80
    find_model(text)
    looks_like_model(text)


@pytest.mark.parametrize(
    "unit", ["a", "-", "1-", "/", ":q4", "-latest", "(", "a1", "\u0301", "-2024-08-06", "claude-3-"]
)
def test_a_hostile_id_costs_no_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    start = time.process_time()
    describe_model(text)
    find_model(text[:199])
    looks_like_model(text)
    assert time.process_time() - start < 0.2
