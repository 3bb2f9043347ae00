"""``dialogues verify``: every page of a built site against the transcript that it was made from, turn by turn.

Nothing here is shared with the renderer: a page is read as a browser reads it, and Markdown is not set but looked
through for what may leave the text of a page (the targets of links, the numbers of lists).
"""
