"""What templates were compiled to, kept for the next process: compiling the theme's takes longer than setting a page.

What is kept is code, and is run. So it is only taken from a cache that no other user of the machine can write, and only
where everything that it hangs on is the same: Python, Jinja and this package, the template, how the environment reads
it. Where others have a part in an environment, as with a filter of a plugin's, which may be called while a template is
compiled, nothing is kept.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterator
from types import CodeType
from typing import Final

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from mkdocs_dialogues.cache import Cache, digest
from mkdocs_dialogues.render.templating import CompiledTemplates
from mkdocs_dialogues.versions import code_version

__all__ = ["KeptTemplates"]

# Packages whose versions are part of the code's, and Python itself.
_KNOWN: Final = frozenset({"_operator", "builtins", "jinja2", "markupsafe", "material", "mkdocs", "mkdocs_dialogues"})
_SYNTAX: Final = (
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string",
    "comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks",
    "newline_sequence", "keep_trailing_newline", "sandboxed", "optimized", "is_async", "autoescape",
)  # fmt: skip
_DIGEST: Final = len(digest())


class KeptTemplates(BytecodeCache):
    """Compiled templates in ``memory`` and, behind it, in a ``cache``.

    ``secret`` is a word of this build that its templates are compiled with. It is not kept: its letters are others each
    time, their number is the same.
    """

    def __init__(self, memory: CompiledTemplates, cache: Cache, secret: str = "") -> None:
        self._memory = memory
        self._cache = cache
        self._secret = secret.encode("ascii")
        self._of: tuple[Environment, bytes | None] | None = None

    def load_bytecode(self, bucket: Bucket) -> None:
        self._memory.load_bytecode(bucket)
        key = self._key(bucket)
        if key is None:
            return
        if bucket.code is not None:
            if not self._cache.has(key):  # compiled by somebody in this process who had no cache
                self._cache.put(key, self._packed(bucket.code))
            return
        kept = self._cache.get(key) if self._cache.is_own else None
        if kept is not None and (code := self._unpacked(kept)) is not None:
            bucket.code = code
            self._memory.dump_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._memory.dump_bytecode(bucket)
        key = self._key(bucket)
        if key is not None and bucket.code is not None:
            self._cache.put(key, self._packed(bucket.code))

    def _packed(self, code: CodeType) -> bytes:
        data = marshal.dumps(code)
        if self._secret:
            data = data.replace(self._secret, self._stand_in)
        return digest(data) + data

    def _unpacked(self, kept: bytes) -> CodeType | None:
        data = kept[_DIGEST:]
        if digest(data) != kept[:_DIGEST]:  # marshal ends the process over what is damaged
            return None
        if self._secret:
            data = data.replace(self._stand_in, self._secret)
        code = marshal.loads(data)  # noqa: S302 - a cache of ours: see above
        return code if isinstance(code, CodeType) else None

    @property
    def _stand_in(self) -> bytes:
        return b"\x00" * len(self._secret)

    def _key(self, bucket: Bucket) -> bytes | None:
        """Where a template is kept; None for one that is not."""
        if self._of is None or self._of[0] is not bucket.environment:
            self._of = bucket.environment, _described(bucket.environment)
        around = self._of[1]
        return None if around is None else digest("template", around, bucket.key, bucket.checksum)


def _described(environment: Environment) -> bytes | None:
    """A digest of all that an environment has to do with what it compiles; None when it is not known in full."""
    parts = tuple(_parts(environment))
    if not isinstance(environment.autoescape, bool) or any(part.split(".")[0] not in _KNOWN for _, part in parts):
        return None
    settings = [repr(getattr(environment, name)) for name in _SYNTAX]
    policies = repr(sorted(environment.policies.items(), key=lambda policy: policy[0]))
    return digest(sys.implementation.cache_tag or "", code_version(), *settings, policies, *map(repr, parts))


def _parts(environment: Environment) -> Iterator[tuple[str, str]]:
    """Everything that is called while a template is compiled, or may be: what it is there, and its full name."""
    things = {
        "environment": type(environment),
        "generator": environment.code_generator_class,
        "finalize": environment.finalize or str,
        **{f"extension {name}": type(extension) for name, extension in environment.extensions.items()},
        **{f"filter {name}": function for name, function in environment.filters.items()},
        **{f"test {name}": function for name, function in environment.tests.items()},
    }
    for what, thing in sorted(things.items()):
        asks = getattr(thing, "jinja_pass_arg", None)
        module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", None)
        yield f"{what} {asks}", f"{module}.{name}"
