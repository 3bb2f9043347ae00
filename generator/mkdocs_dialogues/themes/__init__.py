"""``dialogues themes``: the themes in use, those that are nearly alike, and proposals for dialogues without any."""
