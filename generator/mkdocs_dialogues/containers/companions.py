"""Which files of an export are no transcripts, so that nobody is told of them each time."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

__all__ = ["is_account_file"]

# What ChatGPT, Claude.ai and Google put beside the conversations: settings, ratings, lists of what was shared.
_ACCOUNT_FILES: Final = frozenset(
    """
    user.json users.json user_settings.json account.json accounts.json memories.json projects.json
    message_feedback.json model_comparisons.json shared_conversations.json group_chats.json shopping.json sora.json
    tasks.json export_manifest.json manifest.json readme.txt readme.md license.txt license
    """.split()
)


def is_account_file(name: str) -> bool:
    """Whether a member is known to hold facts about an account or an export, and no dialogue."""
    return PurePosixPath(name).name.lower() in _ACCOUNT_FILES
