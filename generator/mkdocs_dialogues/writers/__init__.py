"""Writers: the model in, a file's text out."""
