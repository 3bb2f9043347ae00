"""Publish dialogues: raw transcripts in, a styled, speaker-attributed, searchable site out."""
