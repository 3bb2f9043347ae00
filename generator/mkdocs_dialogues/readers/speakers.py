"""What a label in a transcript tells of its speaker: role, kind, model, and whether it can be a speaker at all."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mkdocs_dialogues.model import Kind, Participant, Role

__all__ = [
    "clean_label",
    "is_common_word",
    "is_known_speaker",
    "is_model_id",
    "is_model_name",
    "is_name",
    "is_role_word",
    "is_written_name",
    "participant",
    "squash",
]

_ROLES: Final[dict[str, Role]] = {
    **dict.fromkeys(("user", "human", "you", "me", "prompt", "prompter", "question", "q"), "user"),
    **dict.fromkeys(
        ("assistant", "ai", "bot", "chatbot", "model", "agent", "llm", "answer", "a", "response"), "assistant"
    ),
    **dict.fromkeys(("system", "developer"), "system"),
    **dict.fromkeys(("tool", "function"), "tool"),
}
# Words that name a speaker only beside their partner: an "A:" or a "Response:" alone is no speaker.
_PAIRS: Final = {"q": "a", "question": "answer", "prompt": "response"}
# Words that head a line of facts ("Model: …") as often as a turn: they need to come back to be speakers.
_FACTS: Final = frozenset({"model", "llm", "tool", "function", "developer", "agent", "prompter"})
_PARTNERS: Final = _PAIRS | {answer: question for question, answer in _PAIRS.items()}
_MODELS: Final = frozenset(
    """
    alpaca bard bing bloom chatglm chatgpt claude codex cohere copilot davinci deepseek doubao ernie gemini
    gemma glm gpt granite grok haiku hermes hunyuan jamba kimi llama magistral ministral mistral mixtral minimax
    nemotron olmo opus palm perplexity phi qwen qwq reka sonar sonnet starling sydney vicuna wizardlm zephyr
    """.split()
)
_COMMON: Final = frozenset(
    """
    abstract acknowledgements action actions advantages advice afterword agenda aim analogy analysis analyses appendix
    application applications approach approaches argument arguments assessment assumption assumptions attendees
    attribution audience author authors background basis because benefit benefits bonus bottom bug caption category
    cause causes caution caveat caveats challenge challenges changes chapter characters citation claim closing code
    coda comment comments commentary company comparison components con conclusion conclusions cons considerations
    constraint constraints contents context contrast convergence core correction cost costs counterpoint credits
    critique danger data date day decision definition definitions demo description details detail diagnosis
    difference differences disadvantages disclaimer discussion drawbacks duration edit effect email emphasis ending
    environment epilogue error errors essence evaluation evidence example examples exception excerpt exercise
    expected explanation fact facts feature features feedback figure file files final finding findings first fix
    focus follow-up followup footnote format formula from fun future goal goals guidelines here hint hints history
    however http https hypothesis idea ideas impact implementation implication implications important in input
    insight insights installation instruction instructions interpretation intro introduction issue issues key
    keywords language last lesson lessons level license limitation limitations link links list location logic
    materials meaning mechanism message metadata method methodology methods metric metrics mode moral motivation name
    next notable note notes notice objective objectives observation observations observed option options optional or
    outcome outline output overall overview pace paradox part participants path pattern patterns perspective phase
    place plan point points postscript preamble preface prerequisites present price principle principles priority
    problem problems process proof proposal pros ps purpose questions quote rationale reason reasoning reasons
    recap recommendation recommendations reference references reflection reflections related reminder report
    requirements resolution resonance resource resources responses result results rhythm risk risks role rounds
    scenario scene schedule scope second section see setting settings setup short shape side sign significance
    similarities size slogan solution solutions source sources spoiler stage state statement statistics status step
    steps strategy strength strengths structure style subject subtitle suggestion suggestions summary symptoms
    synthesis tagline takeaway takeaways task tasks technique tension test tests texture that theme themes theory
    thesis things third thought thoughts time timeline tip tips title tl;dr tldr to today todo tone tools topic topics
    total tradeoffs trade-offs transcript translation turns twist type types unlike update updates usage use uses
    value variables verdict version via vision voice warning weakness weaknesses web week weekday what when where
    which who why word words workflow year
    """.split()
)
_SMALL: Final = frozenset("a al and bin da de del der di du el ibn la le of the van von y".split())
_NAMED: Final = {"user": "User", "assistant": "Assistant", "system": "System", "human": "Human", "tool": "Tool"}
_VENDORS: Final = frozenset(
    "alibaba amazon anthropic deepmind google ibm meta microsoft moonshot nvidia openai xai zai".split()
)
_DECORATION = re.compile(r"(?:(?!\+\d)[^\w(\[\"'“‘])+")
_LONGEST: Final = 120
_WORD = re.compile(r"[^\W\d_]+")
_TOKENS = re.compile(r"[^\W_]+")
_MODEL_ID = re.compile(
    r"(?:[a-z0-9][\w.~-]*/)+[a-z0-9@][\w.@:+-]*"  # vendor/name, with :free or the like
    r"|[a-z]+(?=[\w.:-]*\d)(?:[-.:]?[a-z0-9]+)+",  # a bare name with a version: gpt-5.2
    re.IGNORECASE,
)
_ASIDE = re.compile(r"^(?P<base>[^()]*[^()\s])\s*\((?P<aside>[^()]+)\)$")


@lru_cache(maxsize=2048)
def clean_label(text: str) -> str:
    """A label without the marks around it (an emoji before, a colon after): ``👤 User:`` is ``User``.

    ``""`` for a text that is too long for a label.
    """
    if len(text) > _LONGEST:
        return ""
    text = " ".join(text.split()).rstrip(" :")
    decoration = _DECORATION.match(text)
    return text[decoration.end() :] if decoration else text


def squash(text: str) -> str:
    """Letters and digits alone, folded, so that ``glm5`` is found in ``z-ai/glm-5``."""
    return "".join(char for char in text.casefold() if char.isalnum())


def is_model_id(text: str) -> bool:
    """Whether a text is spelled like a model's id: ``z-ai/glm-4.7``, ``gpt-5.2``, ``tngtech/r1t:free``."""
    return len(text) <= _LONGEST and _MODEL_ID.fullmatch(text) is not None


@lru_cache(maxsize=2048)
def is_model_name(label: str) -> bool:
    """Whether a label names a language model: ``Claude Opus 4.5``, ``GPT4o 1``, ``glm5``, ``z-ai/glm-5``."""
    if "/" in label and is_model_id(label):
        return True
    words = [found[0] for token in _TOKENS.findall(label[:_LONGEST].casefold()) if (found := _WORD.match(token))]
    if words and words[0] in _VENDORS:
        words = words[1:]
    return bool(words) and words[0] in _MODELS


def is_role_word(label: str) -> bool:
    """Whether a label is a role rather than a name: ``USER``, ``Assistant``, ``Q``."""
    return _base(label) in _ROLES


def is_known_speaker(label: str, others: frozenset[str] | set[str] = frozenset()) -> bool:
    """Whether a label is a speaker by its word alone; ``others`` are all folded labels of the transcript."""
    base = _base(label)
    if base in _PARTNERS:
        return _PARTNERS[base] in others
    return (base in _ROLES and (base not in _FACTS or "(" in label)) or (
        is_model_name(label) and len(label.split()) <= 6
    )


def is_common_word(label: str) -> bool:
    """Whether a label is a word that documents put before a colon, such as ``Note`` or ``Step 1``."""
    words = label.casefold().split()
    return not words or words[0].rstrip(".,:") in _COMMON or (len(words) > 1 and words[-1] in _COMMON)


@lru_cache(maxsize=2048)
def is_name(label: str) -> bool:
    """Whether a label could be somebody's name: at most five words, each begun as names are."""
    base = _ASIDE.sub(r"\g<base>", label)
    words = base.split()
    if not 1 <= len(words) <= 5 or len(base) > 50 or not any(char.isalnum() for char in base):
        return False
    if any(char in base for char in "?!;,=<>{}|\\") or base.endswith("."):
        return False
    return all(_starts_name(word) or (place > 0 and word in _SMALL) for place, word in enumerate(words))


def is_written_name(label: str) -> bool:
    """Whether a label could be a name, with a comma or signs in it: ``Weber, Carla``, ``Bo 🦊``."""
    parts = label.split(",")
    bare = [" ".join(word for word in part.split() if any(map(str.isalnum, word))) for part in parts]
    return len(parts) < 4 and all(is_name(part) and not is_common_word(part) for part in bare)


def participant(label: str, model: str | None = None, name: str | None = None, role: Role | None = None) -> Participant:
    """The participant behind a label, with what the label itself tells; what is given goes first."""
    base = _base(label)
    if role is None:
        role = _ROLES.get(base) or ("assistant" if is_model_name(label) else "user")
    aside = _ASIDE.match(label)
    told = aside["aside"].removeprefix("model ") if aside and base in _ROLES else label
    if model is None and ("/" in told or aside) and is_model_id(told):
        model = told
    kind: Kind | None = None
    if base == "human":
        kind = "human"
    elif model is not None or (base not in _ROLES and is_model_name(label)):
        kind = "model"
    if name is None:
        name = aside["aside"] if aside and base in _NAMED else _NAMED.get(base, label)
    return Participant(label, name, role, model, kind)


@lru_cache(maxsize=2048)
def _base(label: str) -> str:
    return _ASIDE.sub(r"\g<base>", label).casefold().strip()


def _starts_name(word: str) -> bool:
    first = next((char for char in word if char.isalnum()), "")
    return first != "" and not (first.islower() and not any(char.isdigit() or char.isupper() for char in word))
