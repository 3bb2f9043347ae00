"""The picture that a link to a dialogue brings along where it is shared: drawn here, without the network."""

from mkdocs_dialogues.social.drawing import SIZE, SocialCard, can_draw, draw
from mkdocs_dialogues.social.store import Store

__all__ = ["SIZE", "SocialCard", "Store", "can_draw", "draw"]
