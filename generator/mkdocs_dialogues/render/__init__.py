"""Rendering: the model in, HTML out. Pure: no file is opened here but our own templates, and no host is known."""
