"""``dialogues import``: from an export to transcripts of one's own, chosen, and never overwriting what was edited."""
