"""Files that hold files, and files too large to be held: opened member by member, block by block."""

from mkdocs_dialogues.containers.companions import is_account_file
from mkdocs_dialogues.containers.files import open_source, refuse_empty
from mkdocs_dialogues.containers.reading import Leftovers
from mkdocs_dialogues.containers.zip import is_zip, members, unpacked_size

__all__ = ["Leftovers", "is_account_file", "is_zip", "members", "open_source", "refuse_empty", "unpacked_size"]
