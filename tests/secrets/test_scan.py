"""What is found beside the vendors' tokens, and what is left alone."""

from __future__ import annotations

import base64
import json

import pytest

from mkdocs_dialogues.secrets.scan import scanner

from .samples import made_up


def kinds(text: str) -> list[str]:
    return [find.kind for find in scanner().scan(text.encode())]


def token(payload: dict[str, object]) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT"}, payload))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "." + made_up("{w43}")


PEM = (
    "-----BEGIN {0}PRIVATE KEY-----\n"
    + "\n".join(made_up("{b64}", str(n)) for n in range(6))
    + "\n-----END {0}PRIVATE KEY-----"
)


@pytest.mark.parametrize("name", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
@pytest.mark.parametrize("escaped", [False, True])
def test_a_private_key_is_found_down_to_its_end(name: str, escaped: bool) -> None:
    key = PEM.format(name)
    key = json.dumps(key)[1:-1] if escaped else key
    (find,) = scanner().scan(f'"key": "{key}", more'.encode())
    assert find.kind == "private-key"
    assert find.value.decode() == key
    assert find.masked.startswith("-----BEGIN")
    assert made_up("{b64}", "0")[:6] not in find.masked


FOUND = {
    "python": ('API_KEY = "{}"', "{A32}"),
    "json": ('"apiKey": "{}"', "{A40}"),
    "json in json": (r"\"client_secret\": \"{}\"", "{A40}"),
    "yaml": ("  secret_key: {}", "{w40}"),
    "shell": ("export AUTH_TOKEN={}", "{x40}"),
    "option": ("tool --token {} --verbose", "{A32}"),
    "php": ("'password' => '{}'", "{A24}"),
    "go": ('apiToken := "{}"', "{A32}"),
    "environment": ('os.environ["SERVICE_TOKEN"] = "{}"', "{A32}"),
    "call": ('client.set_secret("{}")', "{A32}"),
    "xml": ("<apiKey>{}</apiKey>", "{A32}"),
    "attribute": ('<add key="password" value="{}"/>', "{A24}"),
    "header": ("curl -H 'X-Api-Key: {}' x", "{A32}"),
    "bearer": ("Authorization: Bearer {}", "{A40}"),
    "query": ("https://acme.dev/v1?access_token={}&page=2", "{A32}"),
    "talk": ("my password is {} and", "{A20}"),
    "markdown": ("**Token:** `{}`", "{A32}"),
    "service": ("stripe key = {}", "{x32}"),
    "a service alone": ("shodan = '{}'", "{A32}"),
    "a service, and later": ("<id>{{asana}}</id>\n<secret>{{AQAAABAAA {}}}</secret>", "{a40}"),
    "small letters": ("api_key: {}", "{l32}"),
    "beside a run": ("api_key: {}abcdefghijk0123456789", "{A32}"),
    "in groups": ("okta secret = {}", "{U8}7-{U8}4-{U8}1"),
    "later in the line": ("the secret of the old server is still {}", "{A36}"),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_random_string_beside_a_telling_word_is_found(name: str) -> None:
    text, template = FOUND[name]
    missed = [text for n in range(10) if not kinds(text.format(made_up(template, str(n))))]
    assert not missed
    (find, *_) = scanner().scan(text.format(made_up(template)).encode())
    assert find.value.decode().startswith(made_up(template))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("postgresql://app:{}@db.acme.io:5432/main", "password"),
        ("mongodb+srv://root:{}@cluster0.acme.mongodb.net", "password"),
        ("https://deploy:{}@git.acme.io/x.git", "password"),
        ("curl -u admin:{} https://acme.io", "password"),
        ("curl --user admin:'{}' https://acme.io", "password"),
        ('curl -u ":{}" https://acme.io', "password"),
        ("Server=acme.io;User=sa;Password={};", "password"),
    ],
)
def test_passwords_in_addresses_and_commands_are_found(text: str, kind: str) -> None:
    assert kind in kinds(text.format(made_up("{A16}")))


@pytest.mark.parametrize(
    "form",
    [
        "$2b$12${A53}",
        "$6$rounds=5000${A16}${A86}",
        "$5${A16}${A43}",
        "$1${A8}${A22}",
        "$y$j9T${A22}${A43}",
        "$argon2id$v=19$m=65536,t=3,p=4${A22}${A43}",
        "$krb5asrep$23$ada@ACME.IO:{x32}${x200}",
    ],
)
def test_the_hash_of_a_password_is_found(form: str) -> None:
    assert kinds(f"ada:{made_up(form)}:19000") == ["password"]
    assert kinds(f"ada:{made_up(form)[:20]}:19000") == []


def test_a_web_token_is_found_and_those_that_are_meant_to_be_seen_are_not() -> None:
    assert kinds(token({"sub": "u-88", "exp": 1999999999})) == ["jwt"]
    assert kinds(token({"sub": "1234567890", "name": "John Doe"})) == []
    assert kinds(f'SUPABASE_KEY = "{token({"iss": "supabase", "role": "anon"}).replace(" ", "")}"') in ([], ["jwt"])


def test_basic_authorization_is_read() -> None:
    pair = base64.b64encode(b"deploy:" + made_up("{A18}").encode()).decode()
    assert kinds(f"Authorization: Basic {pair}") == ["password"]
    assert kinds(f"Authorization: Basic {base64.b64encode(b'user:password').decode()}") == []


LEFT_ALONE = [
    "OPENAI_API_KEY=sk-...",
    "OPENAI_API_KEY=sk-your-key-here-please-and-thank-you-very-much-indeed",
    'api_key = "YOUR_API_KEY"',
    'password = "correct horse battery staple"',
    "password: hunter2",
    "password=Password123!",
    'const password = "MyP@ssw0rd123"',
    "--temporary-password TempPass123",
    "AWS_ACCESS_KEY_ID=AKIA" + "IOSFODNN7EXAMPLE",
    "token = os.environ['GITHUB_TOKEN']",
    "token: str | None = None",
    "max_tokens=4096, input_tokens: 120000",
    "commit 0b6ffd0a2d8fe2d3b5cf7f2e21f1d4f0f4b1a9c3",
    "key: 5f2b9c1e-7a64-4f0e-9b3a-1d2c3e4f5a6b",
    "cache_key=9e107d9d372bb6826bd81d3542a419d6",
    "nextPageToken: 'CAUQAA9zX1y2Tq8LwVb3Kd7Rf5Hn0Pj'",
    "postgresql://postgres:postgres@localhost:5432/app",
    "postgres://user:password@db.acme.io/main",
    "redis://:changeme@cache.acme.io",
    "https://user:${PASSWORD}@git.acme.io",
    "git@github.com:acme/app.git",
    "sha256: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    '"integrity": "sha512-9zX1y2Tq8LwVb3Kd7Rf5Hn0PjCAUQAA9zX1y2Tq8LwVb3Kd7Rf5Hn0PjCAUQAAw=="',
    "modernc.org/token v1.1.0 h1:9zX1y2Tq8LwVb3Kd7Rf5Hn0PjCAUQAA9zX1y2Tq8Lw=",
    '"tool_use_id": "toolu_01CaSFfuXamhBrnXKg22ch7o", "is_error": true',
    "token contract: 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "pick-up key at the ask-desk, task-list-key",
    "the secret of good tea is to warm the pot",
    "--- PASS: TestEveryKettleSingsBeforeItIsPoured (0.00s)",
    "github: 0b6ffd0a2d8fe2d3b5cf7f2e21f1d4f0f4b1a9c3",
    "slack: theChannelWhereEverybodyTalksOfKettles",
    "api_key = abcdef1234567890abcdef1234567890",
    "shodan_api_key=0123456789abcdef0123456789abcdef",
    "the token of github is theKettleThatSingsInTheKitchen",
    "a $5 note, $1,000 and $2a of nothing; echo $y$j",
    "2024-ABCD-2025 is the secret number of the form 2024-2025-REPORT",
]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_pictures_in_base64_hold_no_keys() -> None:
    body = "".join(made_up("{b4000}", str(n)) for n in range(50))
    assert kinds(f'<img src="data:image/png;base64,{body}">') == []


PERSONAL = [
    ("write to ada.lovelace@engines.org.uk soon", "email"),
    ("From: Bo <bo-1815@posteo.de>", "email"),
    ("in /home/ada/notes/tea.md", "home-path"),
    ("at /Users/charles.b/Desktop", "home-path"),
    (r"open C:\Users\Charles\notes.txt", "home-path"),
    (r"\"path\": \"C:\\\\Users\\\\Charles\\\\notes\"", "home-path"),
    ("call +49 30 901820 today", "phone"),
    ("or +1 (212) 736-5000.", "phone"),
    ("mobile: +447911 123999", "phone"),
]


@pytest.mark.parametrize(("text", "kind"), PERSONAL)
def test_what_tells_of_a_person_is_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "user@example.com, you@your-domain.com, john.doe@company.com, test@test.com",
        "Co-Authored-By: Claude <noreply@anthropic.com>",
        "icon@2x.png and lodash@4.17.21 and git@github.com",
        "/home/user/app, /Users/username/x, /home/runner/work, C:\\Users\\you\\x",
        "+1 555 555 0199, +1 (202) 555-0143, +12345678901, +1234567890",
        "+20240101123456 added\n+1699999999\n1+17999999999",
        "@ada and @bo said so",
    ],
)
def test_examples_and_nobodies_are_not_people(text: str) -> None:
    assert kinds(text) == []


def test_a_find_says_what_and_shows_little() -> None:
    secret = made_up("{A36}")
    (find,) = scanner().scan(f"x ghp_{secret}".encode())
    assert find.what == "a key of GitHub"
    assert secret[4:-2] not in find.masked
    assert len(find.fingerprint) == 16
    (again,) = scanner().scan(f"elsewhere: ghp_{secret}".encode())
    assert again.fingerprint == find.fingerprint
    (mail,) = scanner().scan(b"ada.lovelace@engines.org.uk")
    assert mail.masked == "a…@e….uk"
    (path,) = scanner().scan(b"/home/ada/x")
    assert path.masked == "/home/a…"


def test_a_long_line_is_read_in_linear_time() -> None:
    for piece in (b"token=", b"a@", b"://x:", b"-----BEGIN PRIVATE KEY-----", b"+1 ", b"key is ", b"eyJ.", b"/home/a"):
        assert scanner().scan(piece * 60_000) is not None
