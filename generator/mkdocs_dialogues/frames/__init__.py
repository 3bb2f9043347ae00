"""The theme's frame around a page, rendered once for all pages that are alike in what the theme asks of them.

``watched`` stands in for a page while a template is rendered and notes all that is read of it; ``frame`` makes of the
result a frame that fits every page of which the same reading gives the same; ``frames`` finds the frame for a page.
"""

from mkdocs_dialogues.frames.frames import Frames

__all__ = ["Frames"]
