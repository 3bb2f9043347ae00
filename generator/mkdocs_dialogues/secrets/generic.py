"""Secrets without a vendor's mark: keys, web tokens, passwords in addresses, what stands beside telling words."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from mkdocs_dialogues.secrets.kinds import FindKind
from mkdocs_dialogues.secrets.likely import entropy, is_example_token, is_mixed, is_placeholder, is_random, is_scattered
from mkdocs_dialogues.secrets.rules import words

__all__ = ["BESIDE", "SHAPES", "Beside", "Shape", "beside", "set_to"]

Span = tuple[int, int]


class Shape(NamedTuple):
    """A kind of thing that is known by its form. ``find`` gets the data and where a word of ``words`` stands."""

    kind: FindKind
    what: str
    words: tuple[bytes, ...]
    find: Callable[[bytes, int], Span | None]


# As it stands in a file, or within JSON, where its lines end in ``\\n``. A key that was cut off is one still.
_PRIVATE_KEY: Final = re.compile(
    rb"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    rb"(?:(?:\s|\\+[nrt])+[\w-]{2,40}: [^\n\\]{1,120}){0,5}"
    rb"(?P<body>[A-Za-z0-9+/=\s\\]{40,}+)(?:-----END [A-Z0-9 ]{0,40}-----)?"
)
_PUTTY: Final = re.compile(rb"PuTTY-User-Key-File-[23]: .{20,4000}?Private-MAC: [0-9a-f]{40,64}", re.DOTALL)
_JWT: Final = re.compile(rb"eyJ[\w-]{10,}\.eyJ[\w-]{8,}\.[\w-]{20,}")
_URL: Final = re.compile(
    rb"://(?P<user>[^\s/:@\"'`<>\\]{0,80}+):(?P<value>[^\s/@\"'`<>\\]{3,120}+)@(?P<host>[\w.\-]{3,}|\[[0-9a-fA-F:]+\])"
)
_LOCAL: Final = re.compile(
    rb"(?i:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|db$|postgres|mysql|redis|mongo|host|server$|.*example|.*\.local|.*\.test)"
)
_COMMON: Final = re.compile(
    rb"(?i:p[a@][s$][s$]w?(?:or)?d?|secret|admin|root|user|test|guest|dev|demo|token|key|postgres|mysql|mongo|redis|rabbit|letmein|welcome|pw|port|hunter2|"
    rb"correct-?horse|s3cr[e3]t|changeme|foo|bar|abc|xyz|credential)"
)


def _private_key(data: bytes, at: int) -> Span | None:
    found = _PRIVATE_KEY.match(data, at, at + 20_000)
    if not found:
        return None
    body = re.sub(rb"\\+[nrt]|\s", b"", found["body"])
    if is_placeholder(body[-60:].rstrip(b"=-")) and is_placeholder(body[:60]):
        return None
    return found.span()


def _putty(data: bytes, at: int) -> Span | None:
    found = _PUTTY.match(data, at, at + 6000)
    return found.span() if found else None


def _jwt(data: bytes, at: int) -> Span | None:
    found = _JWT.match(data, at)
    return found.span() if found and not is_example_token(found[0]) else None


def _url(data: bytes, at: int) -> Span | None:
    found = _URL.match(data, at, at + 400)
    if not found or found["value"] == found["user"] or _LOCAL.match(found["host"]):
        return None
    return found.span("value") if _is_kept(found["value"]) else None


_USER: Final = re.compile(
    rb"(?:-u|--user)(?:[ \t]+|=)[\"']?[^\s:\"'$]{0,80}[\"']?:[\"']?(?P<value>[^\s\"'$<>{}%]{8,120})"
)
_BASIC: Final = re.compile(rb"(?i:basic)[ \t]+(?P<value>[A-Za-z0-9+/]{12,200}={0,2})(?![A-Za-z0-9+/=])")


def _user(data: bytes, at: int) -> Span | None:
    found = _USER.match(data, at, at + 240)
    return found.span("value") if found and _is_kept(found["value"]) else None


def _basic(data: bytes, at: int) -> Span | None:
    found = _BASIC.match(data, at, at + 240)
    if not found:
        return None
    try:
        user, colon, password = base64.b64decode(found["value"], validate=True).partition(b":")
    except ValueError:
        return None
    if not colon or not (user + password).isascii() or b"\0" in password or not _is_kept(password):
        return None
    return found.span("value")


def _is_kept(password: bytes) -> bool:
    """Whether a password behind a user's name is more than an example."""
    if is_placeholder(password) or password.isdigit() or len(set(password)) < 5:
        return False
    if password.isalpha():
        return is_random(password) or (len(password) >= 14 and is_scattered(password))
    return is_mixed(password) or not _COMMON.search(password)


_HASHES: Final = (
    *(b"$2" + letter + b"$" for letter in (b"a", b"b", b"x", b"y")),
    *(b"$" + form + b"$" for form in b"1 5 6 7 8 9 y gy argon2id argon2i argon2d krb5asrep krb5tgs".split()),
)
# https://man7.org/linux/man-pages/man5/crypt.5.html, https://hashcat.net/wiki/doku.php?id=example_hashes
_HASH: Final = re.compile(
    rb"\$(?:2[abxy]\$\d\d\$(?P<bcrypt>[./A-Za-z0-9]{53})|[156]\$(?:rounds=\d{4,9}\$)?[./A-Za-z0-9]{1,16}\$(?:[./A-Za-z0-9]{86}|"
    rb"[./A-Za-z0-9]{43}|[./A-Za-z0-9]{22})|(?:y|gy|7|8|9)\$[./A-Za-z0-9]{1,64}\$(?:[./A-Za-z0-9]{1,86}\$)?[./A-Za-z0-9]{43}|"
    rb"argon2(?:id|i|d)\$v=\d\d\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{16,128}|"
    rb"krb5(?:asrep|tgs)\$\d\d\$[^\s\"'`]{10,200}\$[0-9a-f]{64,})(?![./A-Za-z0-9])"
)


def _hash(data: bytes, at: int) -> Span | None:
    found = _HASH.match(data, at, at + 8000)
    return found.span() if found and not is_placeholder(found[0].rpartition(b"$")[2]) else None


SHAPES: Final = (
    Shape("private-key", "a private key", (b"-----begin ",), _private_key),
    Shape("private-key", "a PuTTY key", (b"putty-user-key-file-",), _putty),
    Shape("jwt", "a JSON Web Token", (b"eyj",), _jwt),
    Shape("password", "a password in an address", (b"://",), _url),
    Shape("password", "a password behind a user's name", (b"-u ", b"--user ", b"--user="), _user),
    Shape("password", "a user's name and password in base64", (b"basic ",), _basic),
    Shape("password", "the hash of a password", _HASHES, _hash),
)


class Beside(NamedTuple):
    """A word beside which a random string is a secret. A weak one tells only next to the name of a service."""

    kind: FindKind
    weak: bool


BESIDE: Final[dict[bytes, Beside]] = {
    **{word: Beside("secret", weak=True) for word in words("weak")},
    **{word: Beside("secret", weak=False) for word in words("strong")},
    **{word: Beside("password", weak=False) for word in words("passwords")},
}

_ALONE: Final = frozenset(words("alone"))
_OWNED: Final = re.compile(rb"(?i:" + b"|".join(words("owners")) + rb")[_. -]?$")
# In camel case too, but not within a word: ``nextPageToken``, and not ``virustotal token``.
_LEAD: Final = re.compile(
    rb"(?:(?<![A-Za-z])(?i:" + b"|".join(words("others")) + rb")|"
    rb"(?<=[a-z])(?:" + b"|".join(word.capitalize() for word in words("others")) + rb"))[_. -]?$"
)
_TAIL: Final = re.compile(
    rb"(?i:redact|publish|address|name|count|length|hash|type|path|file|ur[il]|endpoint|expir|limit|usage|version|index|"
    rb"size|ring|board|words?$|code|frame|pair|hint|field|alias|arn|fingerprint|contract|mint|digest|checksum|manager|"
    rb"store|ref|s_?(?:used|per|count)|id$|_ids?)"
)
_VALUE: Final = re.compile(
    rb"(?P<tail>[A-Za-z0-9_.\-]{0,24}?)"
    rb"(?P<sep>(?:[ \t\"'`*\\\])}>\[({:=,|]|[ \t]-[ \t]|=>|->|<-|is |value=|[Bb]earer |[Bb]asic |[Tt]oken ){1,16})"
    rb"(?P<value>[^\s\"'`<>,;|&\\(){}\[\]]{12,512})"
)
# What is public, and what numbers things: a publishable key, a request, a message, a user.
_KNOWN: Final = re.compile(
    rb"(?i:pk_|pub|req_|user_|msg_|toolu_|call_|resp_|chatcmpl|run_|evt_|usr_|org_|proj_|h1:|sha\d|price_|prod_|cus_|sub_|"
    rb"acct_|conv_|session_|thread_|asst_|file-|token=|state=)"
)
_REACH: Final = 70
_FIELD: Final = re.compile(rb"[\n;}]|[\"'],|\\n|https?:|h1:|sha\d")  # what ends a statement, or a field of a record
_LATER: Final = re.compile(
    rb"(?:[=:][ \t]?[\"'`]?|[ \t][\"'`(*]?)(?P<value>[A-Za-z0-9_\-+/=]{20,200})(?=[\s\"'`)*,;}\]]|$)"
)
_SET: Final = re.compile(
    rb"[\"'\])]{0,2}[ \t]{0,3}(?:(?::?=|=>|:)[ \t]{0,3}[\"'`{]{0,2}|[\"'])"
    rb"(?P<value>[A-Za-z0-9_\-+/=.~]{20,200})(?=[\s\"'`,;}]|$)"
)
_OPERATOR: Final = re.compile(rb"[:=(>]|is |-|[Bb]earer |, ?[\"']|\" \"|' '")


def beside(data: bytes, at: int, word: bytes, *, named: bool) -> Span | None:
    """The random string that a telling word at ``at`` is set to; ``named``: a service is named near it."""
    about = BESIDE[word]
    if (about.weak and not named) or _LEAD.search(data, max(0, at - 24), at):
        return None
    after = at + len(word)
    told = named or word not in _ALONE or _OWNED.search(data, max(0, at - 14), at) is not None
    found = _VALUE.match(data, after, after + 600)
    if found and not _TAIL.search(found["tail"]) and (named or _is_set(data, at, word, found["sep"])):
        if b"asic " in found["sep"]:  # it is read by ``_basic``
            return None
        value = found["value"].rstrip(b".:?!*_")
        span = found.start("value"), found.start("value") + len(value)
        if about.kind == "password" and _is_password(value):
            return span
        if _is_secret(value, bare=not told):
            return span
    return None if about.weak else _later(data, after, named=named)


def _is_set(data: bytes, at: int, word: bytes, separator: bytes) -> bool:
    """Whether the word is set to what follows it, rather than followed by it."""
    option = data[max(0, at - 24) : at].rpartition(b" ")[2].startswith(b"--")
    return option or word == b"bearer" or _OPERATOR.search(separator) is not None


def _is_secret(value: bytes, *, bare: bool) -> bool:
    if b"=" in value[:-2] and not value.endswith(b"="):  # a=b within: that name is more telling
        return False
    if _KNOWN.match(value) or (value.startswith(b"eyJ") and (value.count(b".") != 2 or is_example_token(value))):
        return False
    return is_random(value, bare=bare)


def _later(data: bytes, after: int, *, named: bool) -> Span | None:
    """A string later in the line that could hardly be anything else: ``the token of the old server: …``."""
    end = _FIELD.search(data, after, after + _REACH)
    for found in _LATER.finditer(data, after, end.start() if end else after + _REACH):
        value = found["value"]
        classes = len(set(map(_class, value)) - {0})
        if _is_secret(value, bare=True) and (classes == 3 or (named and classes == 2)) and entropy(value) >= 3.9:
            return found.span("value")
    return None


def set_to(data: bytes, after: int) -> Span | None:
    """The random string that the name of a service, which ends at ``after``, is set to: ``pepipost=…``."""
    found = _SET.match(data, after, after + 240)
    if found is None or not _is_secret(found["value"], bare=True) or entropy(found["value"]) < 3.5:
        return None
    return found.span("value")


def _class(byte: int) -> int:
    return 1 if 48 <= byte < 58 else 2 if 97 <= byte < 123 else 3 if 65 <= byte < 91 else 0


def _is_password(value: bytes) -> bool:
    """Passwords are shorter than keys; those that people make up for examples have words and years in them."""
    if len(value) > 64 or is_placeholder(value) or (len(value) < 16 and _COMMON.search(value)):
        return False
    return is_mixed(value) and not re.search(rb"[a-z]{5,}|[A-Z]{6,}|\.\w+\(|://|^[$@/]|19\d\d|20\d\d", value)
