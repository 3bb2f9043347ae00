"""Exports to test with: small, and made as the vendors make theirs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

__all__ = ["chatgpt", "claude_ai", "packed"]


def chatgpt(
    id_: str, *said: str, title: str | None = "The kettle", model: str = "gpt-5", time: float = 1_767_561_192.0
) -> Any:
    """A conversation as ChatGPT exports it: the person and the model in turns, a minute apart."""
    mapping: dict[str, Any] = {"root": {"id": "root", "parent": None, "children": [f"{id_}-0"], "message": None}}
    for index, text in enumerate(said):
        role = "assistant" if index % 2 else "user"
        mapping[f"{id_}-{index}"] = {
            "id": f"{id_}-{index}",
            "parent": f"{id_}-{index - 1}" if index else "root",
            "children": [f"{id_}-{index + 1}"] if index + 1 < len(said) else [],
            "message": {
                "id": f"{id_}-{index}",
                "author": {"role": role},
                "create_time": time + 60 * index,
                "content": {"content_type": "text", "parts": [text]},
                "metadata": {"model_slug": model} if role == "assistant" else {},
                "end_turn": True,
                "recipient": "all",
            },
        }
    return {
        "title": title,
        "create_time": time,
        "mapping": mapping,
        "current_node": f"{id_}-{len(said) - 1}",
        "conversation_id": id_,
    }


def claude_ai(
    id_: str, *said: str, name: str = "The kettle", created: str = "2026-01-04T21:13:12Z", updated: str | None = None
) -> Any:
    """A conversation as Claude.ai exports it; ``updated`` is when it was changed last, which it need not tell."""
    messages = [
        {"uuid": f"{id_}-{index}", "sender": "assistant" if index % 2 else "human", "text": text, "created_at": created}
        for index, text in enumerate(said)
    ]
    told = {"updated_at": updated} if updated else {}
    return {"uuid": id_, "name": name, "created_at": created, **told, "chat_messages": messages}


def packed(files: Mapping[str, Any]) -> bytes:
    """A zip archive; values that are neither text nor bytes are written as JSON."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in files.items():
            data = value if isinstance(value, (bytes, str)) else json.dumps(value)
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 4, 21, 13, 12)), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()
