"""OpenAI messages: what is sent to a chat completion, as training sets, logs and scripts keep it.

``{"messages": [{role, content, …}], "model"?, "tools"?}`` as one object, a list of them, or one a line; a bare list of
messages; one message a line. ``content`` is a string or a list of blocks (``text``, ``image_url``, ``input_audio``);
``tool_calls`` are answered by messages of the role ``tool``. Variants: ``value`` for ``text`` and ``tool_call`` blocks
(LLaMA-Factory v1), ``reasoning_content`` (DeepSeek and others), ``function_call`` (before November 2023). No times as
a rule. Documented at https://platform.openai.com/docs/api-reference/chat.
"""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.readers.shapes.lists import message_lists, read_lists
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.source import Source

__all__ = ["OpenAIMessagesReader"]


class OpenAIMessagesReader:
    """Reads files of messages with the roles system, developer, user, assistant and tool."""

    name = "openai-messages"
    title = "OpenAI messages"
    about = "messages as OpenAI's interface has them"
    suffixes = (".json", ".jsonl", ".ndjson")
    generic = False

    def detect(self, source: Source) -> bool:
        """Messages with a role and content, none of which only Anthropic's interface takes."""
        found = sample(source)
        return found is not None and (lists := message_lists(found)) is not None and not lists.anthropic

    def read(self, source: Source) -> Iterable[Dialogue]:
        """A dialogue for each list of messages."""
        return read_lists(source, self.name)
