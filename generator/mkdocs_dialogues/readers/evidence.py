"""Which labels of a style are speakers, and whether that is sure enough to call a page a dialogue."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from mkdocs_dialogues.readers.labels import Label
from mkdocs_dialogues.readers.once import Doubt, Told, headings, weigh
from mkdocs_dialogues.readers.speakers import is_common_word, is_known_speaker, is_name, is_written_name

__all__ = ["speakers"]

_LONGEST_SPEECH = 200  # lines a turn, on average: fewer labels than that are words with a colon in some other file


def speakers(
    labels: Sequence[Label],
    names: Collection[str],
    *,
    sure: bool,
    style: str,
    heads: Collection[int],
    told: Told,
) -> tuple[dict[str, str], list[Doubt]]:
    """The speakers among the labels of one style, folded label → the label as first written; and doubtful ones.

    A label counts when it is a role's or a model's, when ``names`` (an attendee list, the author's metadata) has it,
    when it recurs as speakers do, or when it opens the dialogue and others answer. With ``sure`` the answer is empty
    unless prose would not look like that. ``heads`` are the first lines of the text's paragraphs; ``told`` helps with
    labels that come once. Labels that are no names as they stand count where others do, and are no evidence alone.
    """
    plain = style == "plain"
    times = Counter(label.key for label in labels)
    written = {label.key: label.name for label in reversed(labels)}
    keys = frozenset(times)
    listed = {name.casefold() for name in names}
    strange = {key for key in _strange(written, style) if key not in listed}
    odd = strange - _beside_times(labels, strange)
    good = strange | {
        key
        for key, name in written.items()
        if key in listed or is_known_speaker(name, keys) or (is_name(name) and not is_common_word(name))
    }
    weak = {key for key in odd if plain or times[key] == 1}
    sound = good - weak
    known = {key for key in sound if key in listed or is_known_speaker(written[key], keys)}
    often = {key for key in good - known if times[key] > 1}
    if len(known) > 1:
        often = _spread(labels, known, often)
    found = known | (often - weak)
    opener = None if plain and sure else next((label.key for label in labels if label.key in good - odd), None)
    if sure and not _convinces(labels, known, often - weak, opener, plain=plain):
        if not _fills(labels, sound, often - weak, heads, plain=plain):
            return {}, []
        found |= sound
    if opener is not None and (found or not sure):
        found.add(opener)
    if not sure and len(found) < 2:
        found |= sound
    if found:
        found |= often
    shouted = bool(found) and all(written[key].isupper() for key in found)
    apart = {label.key for label in labels if label.apart}
    told = told._replace(odd=odd)
    full = {key for key in (good & apart) - found - odd if _is_person(written[key], shouted=shouted)}
    found |= full - headings(labels, found, full, told)
    once, doubts = weigh(labels, found, good, told, plain=plain)
    return {key: written[key] for key in written if key in found or key in once}, doubts


def _strange(written: Mapping[str, str], style: str) -> set[str]:
    """The labels that are no names as they stand and may be somebody's: ``Weber, Carla``, ``Bo 🦊``, ``Bo (MP)``."""
    if not style.startswith(("bold", "plain", "said")):
        return set()
    plain = style == "plain"
    return {
        key
        for key, name in written.items()
        if is_written_name(name) and (not is_name(name) or (plain and name.endswith(")")))
    }


def _beside_times(labels: Sequence[Label], strange: Collection[str]) -> set[str]:
    """Of strange labels those that stand beside a time as most others do: that is a sign of its own."""
    timed = [bool(label.stamp or label.time) for label in labels if label.key not in strange]
    if sum(timed) * 2 <= len(timed):
        return set()
    return {label.key for label in labels if label.key in strange and (label.stamp or label.time)}


def _convinces(labels: Sequence[Label], known: set[str], often: set[str], opener: str | None, *, plain: bool) -> bool:
    """Two speakers at least, of whom one is known by name, or two who come back and fill most of the text.

    ``plain`` labels (``Name: text``) look like prose: two of them must be known, or come back.
    """
    if len(known) > 1 or (known and often):
        return True
    if len(known) == 1 and opener not in known and not plain:
        return opener is not None
    first = next((label.line for label in labels if label.key in often), 0)
    span = labels[-1].line - first
    if plain and span > _LONGEST_SPEECH * sum(label.key in often for label in labels):
        return False
    return len(often) > 1 and span * 4 >= labels[-1].line


def _fills(labels: Sequence[Label], good: set[str], often: set[str], heads: Collection[int], *, plain: bool) -> bool:
    """Whether the text is a short exchange: names alone as labels, of whom one comes back or who begin the text.

    In ``Ada, Bo, Ada`` no second name recurs; a page that defines terms has many, each once. ``plain`` labels must
    open every paragraph, and one must come back.
    """
    if len(good) < 2 or any(label.key not in good for label in labels):
        return False
    if plain:
        return bool(often) and {label.line for label in labels}.issuperset(heads)
    return bool(often) or (labels[0].line in list(heads)[:1] and len(good) < 4)


def _spread(labels: Sequence[Label], known: set[str], often: set[str]) -> set[str]:
    """Of the labels that recur, those that take part all along: not a heap of ``**Strengths:**`` in one turn."""
    stretches: defaultdict[str, set[int]] = defaultdict(set)
    times: Counter[str] = Counter()
    stretch = 0
    for label in labels:
        if label.key in known:
            stretch += 1
        elif label.key in often:
            stretches[label.key].add(stretch)
            times[label.key] += 1
    return {key for key in often if len(stretches[key]) > 1 and len(stretches[key]) * 2 > times[key]}


def _is_person(name: str, *, shouted: bool) -> bool:
    """Whether a label that comes once is somebody's name: two words at least, or capitals where all have them."""
    words = name.split()
    if len(words) > 1:
        return all(word[:1].isupper() for word in words)
    return shouted and name.isupper() and len(name) > 1
