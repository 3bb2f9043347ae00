"""Short dialogues inside ordinary Markdown pages: fences ``dialogue``, read and rendered as transcripts are."""
