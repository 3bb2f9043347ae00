"""What tells of a person: e-mail addresses, folders of a home, phone numbers in international form."""

from __future__ import annotations

import re
from functools import cache
from types import ModuleType
from typing import Final

from mkdocs_dialogues.secrets.rules import words

__all__ = ["email", "home", "phone"]

Span = tuple[int, int]

_EMAIL: Final = re.compile(
    rb"(?<![\w.+%/-])[A-Za-z0-9][\w.+%-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![\w@-]|\.[\w-])"
)
_ENDINGS: Final = frozenset(words("endings"))
_EXAMPLE_HOST: Final = re.compile(
    rb"(?i:(?:.*\.)?example\.[a-z.]{2,8}|(?:domain|company|your-?company|my-?company|your-?domain|my-?domain|email|mail|site|test|foo|bar|"
    rb"acme|acmecorp|corp|sample|host|hostname|server|provider|somewhere|organization|business|abc|xyz|contoso|fabrikam)"
    rb"\.(?:com|org|net|io|dev|ai|co|tld)|.*noreply\.github\.com|.*\.iam\.gserviceaccount\.com|"
    rb"(?:github|gitlab|bitbucket)\.(?:com|org)|ssh\..*|hf\.co)$"
)
_EXAMPLE_NAME: Final = re.compile(
    rb"(?i:(?:no|donot|do-not)[._-]?reply.*|user\d*|username|name|you|your.*|my.*|me|email|e?mail|test.*|foo|bar|example.*|someone|somebody|john|jane|(?:john|jane)[._]?(?:doe|smith)|alice|bob|"
    rb"info|contact|support|hello|admin|sales|help|team|press|security|privacy|legal|abuse|billing|postmaster|webmaster|git|root|first\.?last|firstname.*|x+|a|b|u)$"
)
_HOME: Final = re.compile(
    rb"(?:/home/|/Users/|[A-Za-z]:/[Uu]sers/|\\[Uu]sers\\{1,4}|-Users-|-home-)(?P<value>[A-Za-z0-9\xc3-\xf4][\w.\x80-\xf4-]{1,31}?)(?=[/\\\"'`\s)\],:;<-]|$)"
)
_NOBODY: Final = frozenset(words("nobody"))
_PHONE: Final = re.compile(rb"\+[1-9](?:[\s.()/\-\xa0]{0,2}\d){6,14}(?![\d%.]\d|\d|[A-Za-z_])")
_FICTION: Final = re.compile(
    r"\+1\d{3}555\d{4}|\+44(?:7700900|2079460|1632960)\d+|\+\d{0,3}(?:123456|234567|000000|111111|5555555)\d*|\+?999.*"
)


def email(data: bytes, at: int) -> Span | None:
    """The e-mail address with its ``@`` at ``at``, unless it is an example, a machine's or an office's."""
    for found in _EMAIL.finditer(data, max(0, at - 66), at + 130):
        if not found.start() < at < found.end():
            continue
        if b"://" in data[max(0, found.start() - 60) : found.start()].rpartition(b" ")[2]:  # of an address
            return None
        name, _, host = found[0].partition(b"@")
        if host.rpartition(b".")[2].lower() in _ENDINGS or _EXAMPLE_HOST.match(host) or _EXAMPLE_NAME.match(name):
            return None
        return found.span()
    return None


def home(data: bytes, at: int) -> Span | None:
    """The path to somebody's home that begins at ``at``, down to the name; not of accounts that are nobody's."""
    found = _HOME.match(data, at, at + 60)
    return found.span() if found and found["value"].lower() not in _NOBODY else None


def phone(data: bytes, at: int) -> Span | None:
    """The phone number whose ``+`` is at ``at``, if its country has such numbers and they are given to people."""
    found = _PHONE.match(data, at, at + 32)
    if not found or (at and (data[at - 1 : at].isalnum() or data[at - 1 : at] in b"+=-*/^)")):
        return None
    text = found[0].decode("latin-1")
    digits = re.sub(r"[^\d+]", "", text)
    if digits == text and data[at - 1 : at] in (b"", b"\n"):  # a line added, in a diff
        return None
    if _FICTION.match(digits):
        return None
    numbers = _numbers()
    try:
        number = numbers.parse(digits)
    except numbers.NumberParseException:
        return None
    return found.span() if numbers.is_valid_number(number) else None


@cache
def _numbers() -> ModuleType:
    """Loaded when the first number is met: its tables take a tenth of a second."""
    import phonenumbers  # noqa: PLC0415

    module: ModuleType = phonenumbers
    return module
