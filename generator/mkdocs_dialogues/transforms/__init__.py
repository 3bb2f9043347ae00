"""Transforms: a dialogue in, a dialogue out. ``pipeline`` puts them in order; no other place changes a dialogue."""
