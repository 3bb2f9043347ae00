"""Transforms: a dialogue in, a dialogue out. ``treatment`` puts them in order; no other place changes a dialogue."""
