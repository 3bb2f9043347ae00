"""The index of a site that is opened from a folder, without a server: its files once more, as scripts.

From ``file://`` browsers fetch nothing, and load no module; a script they load. So beside each file of the index lies
a script that hands its bytes over, and ``pagefind.js`` is a function there instead of a module. What the functions are
called is known to search-engine.js.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

__all__ = ["make_openable"]

_PROGRAM = "pagefind.js"
_EXPORT = "export{"


def make_openable(index: Path) -> None:
    """Put the scripts into the folder of an index. Raises OSError, ValueError (Pagefind is of another form)."""
    program = (index / _PROGRAM).read_text(encoding="utf-8")
    for path in [path for path in index.rglob("*") if path.is_file() and path.suffix != ".js"]:
        name = json.dumps(path.relative_to(index).as_posix())
        data = base64.b64encode(path.read_bytes()).decode()
        path.with_name(f"{path.name}.js").write_text(f'mkdocsDialoguesFile({name},"{data}");\n', encoding="utf-8")
    (index / "folder.js").write_text(_as_function(program), encoding="utf-8")


def _as_function(module: str) -> str:
    """The module as a function that is given what fetches, and returns what the module exports."""
    body, export, names = module.rpartition(_EXPORT)
    if not export or module.count(_EXPORT) != 1:
        raise ValueError("Pagefind's program does not end with its exports")
    body = body.replace("import.meta.url", '""')
    return f"window.mkdocsDialoguesPagefind=(fetch)=>{{{body}return{{{names.rstrip().rstrip(';')}}};\n"
