"""Anthropic messages: what is sent to the Messages interface, as logs and scripts keep it.

``{"system"?: …, "messages": [{role, content}], "model"?}`` as one object, a list of them, or one a line; a bare list of
messages; one message a line. ``content`` is a string or a list of blocks: ``text``, ``thinking``, ``tool_use``,
``tool_result`` (in user messages), ``image``, ``document``, and the server tools' own. No times.
Documented at https://docs.anthropic.com/en/api/messages.
"""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.readers.shapes.lists import message_lists, read_lists
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.source import Source

__all__ = ["AnthropicMessagesReader"]


class AnthropicMessagesReader:
    """Reads files of messages with ``system`` beside them, or with Anthropic's blocks."""

    name = "anthropic-messages"
    title = "Anthropic messages"
    about = "messages as Anthropic's interface has them"
    suffixes = (".json", ".jsonl", ".ndjson")
    generic = False

    def detect(self, source: Source) -> bool:
        """Messages with a role and content, and something that only Anthropic's interface takes."""
        found = sample(source)
        return found is not None and (lists := message_lists(found)) is not None and lists.anthropic

    def read(self, source: Source) -> Iterable[Dialogue]:
        """A dialogue for each list of messages."""
        return read_lists(source, self.name)
