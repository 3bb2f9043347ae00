"""What dialogues have in common: their words, and which are related. Pure: dialogues in, dialogues out."""
