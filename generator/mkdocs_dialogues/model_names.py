"""The grammar of model ids: from any spelling to a key that compares, and to a name that reads well.

Pure functions on strings. What is known of single models is in ``catalogue``; here is only what ids have in common:
routes before a slash, dates, variants after a colon, versions written ``4.5``, ``4-5`` or ``4p5``.
Any string is taken; only its first ``LIMIT`` characters are looked at, so that time is bounded.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

__all__ = ["LIMIT", "ModelId", "humanise", "key_of", "parse_id", "tidy"]

LIMIT: Final = 200

_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
# Amazon Bedrock: region.vendor.model-v1:0
_BEDROCK = re.compile(
    r"(?:(?:us|eu|ap|apac|au|ca|jp|sa|global|us-gov)\.)?"
    r"(ai21|amazon|anthropic|cohere|deepseek|google|meta|minimax|mistral|moonshot|moonshotai|nvidia|openai|qwen|writer|zai)"
    r"\.(?=[a-z])(.+)",
    re.IGNORECASE,
)
_BEDROCK_VERSION = re.compile(r"(?:-v\d+)?(?::[\w]+)*$")
_VARIANTS: Final = frozenset(
    {"beta", "cloud", "exacto", "extended", "floor", "free", "latest", "nitro", "online", "thinking"}
)
# What a file or a server adds to a model's name: a release date, "latest", a quantisation.
_ENDING = re.compile(
    r"(?:[-_@. ]20\d\d[-_]?[01]\d[-_]?[0-3]\d|[-_ ](?:0\d|1[0-2])[-_ ]20\d\d|[-_ ]latest|@\w+"
    r"|[-_. ](?:gguf|awq|gptq|mlx|hf|qat|[348]bit|fp8|fp16|bf16|q\d(?:_\w+)?))$",
    re.IGNORECASE,
)
_POINT_AS_P = re.compile(r"(?<=\d)p(?=\d)")
_WORD_THEN_NUMBER = re.compile(r"([^\W\d]{3,})(\d.*)")
_SHORT_NUMBER = re.compile(r"[1-9]\d?|0")


@dataclass(frozen=True, slots=True)
class ModelId:
    """A model id taken apart: what stands before the last slash (lower case), and the model's own part."""

    prefixes: tuple[str, ...]
    stem: str


def parse_id(model_id: str) -> ModelId:
    """Split an id into its route and its stem; the stem has neither date nor quantisation, nor a ``:free``."""
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", model_id[: LIMIT * 4])).strip()[:LIMIT]
    segments = [segment.strip(" ~@") for segment in text.split("/")]
    *prefixes, stem = [segment for segment in segments if segment] or [""]
    if stem[:3].lower() == "ft:":  # OpenAI's fine-tuned models: ft:base:organisation:name:id
        stem = stem[3:].partition(":")[0]
    if bedrock := _BEDROCK.fullmatch(stem):
        prefixes.append(bedrock[1])
        stem = _BEDROCK_VERSION.sub("", bedrock[2], count=1)
    base, *variants = [part.strip() for part in stem.split(":")]
    stem = "-".join([base, *(part for part in variants if part and part.lower() not in _VARIANTS)])
    return ModelId(tuple(prefix.lower() for prefix in prefixes), _without_endings(stem).strip(" -_.:"))


def _without_endings(text: str) -> str:
    while (shorter := _ENDING.sub("", text)) not in (text, ""):
        text = shorter
    return text


def key_of(stem: str) -> str:
    """A key that is the same for all spellings of one model: ``Claude Opus 4.5``, ``claude-opus-4-5``."""
    words: list[str] = []
    for word in re.split(r"[\W_]+", _POINT_AS_P.sub(".", stem.casefold()).replace("+", " plus ")):
        split = _WORD_THEN_NUMBER.fullmatch(word)
        words.extend(split.groups() if split else [word] if word else [])
    if not words:
        return ""
    family, rest = words[0], words[1:]
    if family == "gpt" and rest[:1] == ["35"]:  # as Azure spells it
        rest[:1] = ["3", "5"]
    if family in {"claude", "llama"} and rest and re.fullmatch(r"v\d+", rest[0]):
        rest[0] = rest[0][1:]
    if family == "claude":  # claude-3-5-sonnet is claude-sonnet-3-5
        numbers = 0
        while numbers < min(2, len(rest)) and _SHORT_NUMBER.fullmatch(rest[numbers]):
            numbers += 1
        if numbers < len(rest) and rest[numbers] in {"haiku", "opus", "sonnet"}:
            rest = [rest[numbers], *rest[:numbers], *rest[numbers + 1 :]]
    return "-".join([family, *rest])


_SPELT: Final = {
    "chatglm": "ChatGLM",
    "chatgpt": "ChatGPT",
    "codellama": "CodeLlama",
    "deepseek": "DeepSeek",
    "internlm": "InternLM",
    "longcat": "LongCat",
    "mimo": "MiMo",
    "minimax": "MiniMax",
    "mythomax": "MythoMax",
    "openai": "OpenAI",
    "qwq": "QwQ",
    "smollm": "SmolLM",
    "wizardlm": "WizardLM",
    "xai": "xAI",
}
_UPPER: Final = """
    ai asr dbrx dpo ernie exaone gpt glm hf ibm it kat lfm llm lm moe mt nvidia ocr oss qvq rl rp rwkv sft tng tts ui
    vl xl xs""".split()
_CODE = re.compile(
    r"[a-z]?\d+(?:\.\d+)?[bkmt]?"  # v3, k2.5, 70b, a22b, 1.5b, 32k
    r"|[rv]\d+(?:\.\d+)?[a-z]"  # r1t
)
_MIXTURE = re.compile(r"(\d+x\d+)b")
_OMNI = re.compile(r"\d+(?:\.\d+)?o|o\d+")  # 4o, o3
_LONGEST: Final = 80


def humanise(stem: str) -> str:
    """A stem as a reader would write it, and not too long: ``bar-baz-2`` is ``Bar Baz 2``."""
    words = _join_versions([word for word in re.split(r"[\s\-_:]+", _POINT_AS_P.sub(".", stem)) if word])
    name = _join_families(" ".join(_style(word) for word in words))
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"


def tidy(name: str) -> str:
    """A display name from elsewhere in the style of ``humanise``: no ``(latest)``, ``GLM-4.7`` as ``GLM 4.7``."""
    name = re.sub(r"\s*\((?:latest|free|beta|alpha|20[\d-]{6,8})\)", "", name, flags=re.IGNORECASE)
    name = re.sub(r"\bClaude (Haiku|Opus|Sonnet) (3(?:\.\d)?)( v\d)?(?![\d.])", r"Claude \2 \1", name)
    return humanise(_without_endings(re.sub(r"[()]", " ", name).strip()))


def _join_versions(words: list[str]) -> list[str]:
    """``opus 4 5`` as ``opus 4.5``. A leading zero makes it a date or a build: ``preview 05 06``, ``minimax 01``."""
    joined: list[str] = []
    previous_is_number = False
    for word in words:
        is_number = _SHORT_NUMBER.fullmatch(word) is not None
        head = joined[-1] if joined else ""
        if is_number and (previous_is_number or re.fullmatch(r"(?:llama|qwen)\d", head, re.IGNORECASE)):
            joined[-1] = f"{head}.{word}"
            previous_is_number = False
        elif re.fullmatch(r"0\d", head) and re.fullmatch(r"\d\d|20\d\d", word):  # day and month, month and year
            joined[-1] = f"{head}-{word}"
        else:
            joined.append(word)
            previous_is_number = is_number
    return joined


def _style(word: str) -> str:
    if word.lower() in _SPELT:
        return _SPELT[word.lower()]
    if word != word.lower():  # somebody has thought about its capitals
        return word
    if mixture := _MIXTURE.fullmatch(word):
        return f"{mixture[1]}B"
    if _OMNI.fullmatch(word):
        return word
    if word in _UPPER or _CODE.fullmatch(word):
        return word.upper()
    if split := _WORD_THEN_NUMBER.fullmatch(word):
        return f"{_style(split[1])} {_style(split[2])}"
    return word[:1].upper() + word[1:]


def _join_families(name: str) -> str:
    """Families with a style of their own: ``GPT-4o mini``, ``o3-mini``, ``Qwen2.5``, ``Llama 3`` (never ``V3``)."""
    name = re.sub(r"\bQwen (?=\d+(?:\.\d+)?(?!\S))", "Qwen", name)
    name = re.sub(r"\b((?:Chat)?GPT) ?(?=\d)", r"\1-", name)
    name = re.sub(r"(?<=\bGPT-)([\w.]+)(.*) (Mini|Nano)\b", lambda m: f"{m[1]}{m[2]} {m[3].lower()}", name)
    name = re.sub(r"^(o\d) (mini|preview|pro)\b", lambda m: f"{m[1]}-{m[2].lower()}", name, flags=re.IGNORECASE)
    return re.sub(r"\b(Llama) V(?=\d)", r"\1 ", name)
