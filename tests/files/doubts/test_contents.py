"""Secrets and home folders in text files, and what only looks like them. None of these is real."""

from __future__ import annotations

import random
import string
from pathlib import Path

import pytest

from publishpipe.files.doubts.contents import LARGEST, found
from publishpipe.files.local_file import Entry, Stamp

DRAW = random.Random(1)  # noqa: S311  # the texts only have to look drawn
WIDE = string.ascii_letters + string.digits


def drawn(length: int, letters: str = WIDE) -> str:
    """A text that looks drawn: no test holds one, as others scan for them too."""
    return "aZ7"[:length] + "".join(DRAW.choices(letters, k=length - 3))


def told(folder: Path, text: str | bytes, name: str = "a.txt") -> list[tuple[str, int]]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [(rule.what, line) for rule, line in found(Entry(name, str(folder), Stamp.of(path)))]


SECRETS = [
    ("a private key", f"-----BEGIN RSA PRIVATE KEY-----\n{drawn(64)}\n-----END RSA PRIVATE KEY-----"),
    ("a private key", f"-----BEGIN OPENSSH PRIVATE KEY-----\n{drawn(64)}"),
    ("a private key", f'{{"private_key": "-----BEGIN PRIVATE KEY-----\\n{drawn(64)}\\n"}}'),
    ("a private key", f"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{drawn(64)}"),
    ("a token of GitHub", f"git clone https://ghp_{drawn(36)}@github.com/x/y"),
    ("a token of GitHub", f"github_pat_{drawn(22)}_{drawn(59)}"),
    ("a token of GitLab", f"glpat-{drawn(20)}"),
    (
        "a key of Amazon Web Services",
        f"key = AKIA{drawn(16, string.ascii_uppercase).upper().replace('7', 'Q')}\nsecret = {drawn(40)}\n",
    ),
    ("a token of Slack", f"xoxb-{drawn(12, string.digits)[3:]}-{drawn(24)}"),
    (
        "an address of Slack that takes messages",
        f"https://hooks.slack.com/services/T{drawn(9)}/B{drawn(9)}/{drawn(24)}",
    ),
    ("a key of Google", f"AIza{drawn(35)}"),
    ("a key of OpenAI or Anthropic", f"sk-{drawn(48)}"),
    ("a key of OpenAI or Anthropic", f"sk-proj-{drawn(60)}"),
    ("a token of Hugging Face", f"hf_{drawn(34, string.ascii_letters).replace('7', 'Q')}"),
    ("a token of PyPI", f"pypi-AgE{drawn(80)}"),
    ("a token in an address", f"https://zenodo.org/api/deposit/depositions?access_token={drawn(60)}"),
    ("a token in a header", f"Authorization: Bearer {drawn(60)}"),
    ("a token", f'ZENODO_TOKEN = "{drawn(60)}"'),
    ("a token", f"export ZENODO_TOKEN={drawn(60)}"),
    ("a token", f"NOMAD_APP_TOKEN: {drawn(60)}"),
    ("a token (JWT)", f"eyJ{drawn(30)}.eyJ{drawn(60)}.{drawn(43)}"),
    ("a token", f"\"os.environ['API_KEY'] = '{drawn(40)}'\\n\","),
    ("a password in an address", "postgresql://jane:corr3ct-h0rse@db.example.org/frost"),
]

NEAR_MISSES = [
    "export ZENODO_TOKEN=$(cat ~/.zenodo-token-of-the-group-that-lies-there)",
    "ZENODO_TOKEN=your-token-from-zenodo.org-goes-here-and-nowhere-else",
    "-----BEGIN PUBLIC KEY-----\n" + drawn(64),
    'if "-----BEGIN PRIVATE KEY-----" in text: raise ValueError("that is a key, do not put it here")',
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    f"ghp_{drawn(12)}",
    "AKIAIOSFODNN7EXAMPLE\nwJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    f"AKIA{drawn(16, string.ascii_uppercase).upper().replace('7', 'Q')} is what an id looks like",
    "xoxb-your-token",
    f"the key AIza{drawn(50)} is longer than Google's",
    "sk-estimator-doc-link-of-scikit-learn-and-its-long-names-of-classes",
    f"task-{drawn(48)}",
    "hf_hub_download_and_everything_else_of_that_library",
    "https://zenodo.org/api/deposit/depositions?access_token=$ZENODO_TOKEN",
    "access_token=YOUR_ACCESS_TOKEN_FROM_THE_PAGE",
    "Authorization: Bearer <token>",
    "tokenizer = 'distilbert-base-uncased-finetuned-sst-2-english'",
    'token = "0123456789abcdef0123456789abcdef"',  # a checksum
    'secret_santa = "Jane"',
    "https://user:password@example.org/",
    "https://jane@example.org:8080/a@b",
    "postgresql://postgres:postgres@localhost/test",
    "amqp://guest:guest@mq:5672/",
    "https://example.org:443/people/@jane",
    "https://jane:${PASSWORD}@db.example.org",
]


@pytest.mark.parametrize(("what", "text"), SECRETS)
def test_a_secret_is_found_with_its_line(tmp_path: Path, what: str, text: str) -> None:
    found_there = told(tmp_path, f"first\nsecond\n{text}\nlast\n")
    assert (what, 3) in found_there
    assert {one for one, _ in found_there} <= {what, "a token in a header"}


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_what_only_looks_like_a_secret(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == []


@pytest.mark.parametrize(
    "text", ["/home/jane/data", "/Users/jane.doe/x", r"C:\\Users\\Jane Doe\\x", r"C:\Users\jane\x", "C:/Users/jane/x"]
)
def test_a_home_folder_in_a_notebook(tmp_path: Path, text: str) -> None:
    cell = f'{{"cells": [{{"outputs": ["File \\"{text}\\""]}}]}}'
    assert told(tmp_path, cell, "a.ipynb") == [("the path of a home folder", 1)]
    assert told(tmp_path, cell, "a.py") == []


@pytest.mark.parametrize(
    "text",
    [
        "/home/jovyan/x",
        "/home/user/x",
        "/home/runner/work",
        r"C:\\Users\\Public\\x",
        "https://example.org/home/index/x",
        "/home/",
        "~/data",
        "docs/home/jane/x",
    ],
)
def test_a_home_of_nobody(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, f'["{text}"]', "a.ipynb") == []


@pytest.mark.parametrize("name", [".env", "prod.env"])
def test_passwords_in_a_file_of_variables(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, "A=1\nexport DB_PASSWORD='corr3ct-h0rse'\n", name) == [("a password or token", 2)]
    assert told(tmp_path, "DB_PASSWORD=changeme\nZENODO_TOKEN=\nAPI_KEY=${KEY}\nSECRET_DOOR=left\n", name) == []
    fine = "DATA_PATH=/srv/frost\nTOKEN_LIMIT=1000000\nTOKEN_URL=https://example.org/token\nSECRET_FILE=./secrets/all\n"
    assert told(tmp_path, fine, name) == []
    assert told(tmp_path, "export DB_PASSWORD='corr3ct-h0rse'\n", "a.txt") == []


def test_only_the_beginning_of_texts_is_looked_at(tmp_path: Path) -> None:
    secret = f"ghp_{drawn(36)}".encode()
    assert told(tmp_path, b"\0" + secret) == []
    assert told(tmp_path, b"\n" * LARGEST + secret) == []
    assert told(tmp_path, "Ä".encode("latin-1") + b"\n" + secret) == [("a token of GitHub", 2)]


@pytest.mark.parametrize(
    "text", ["token", "token=test", "sk-", "Bearer ", "://", "-----BEGIN PRIVATE KEY-----\n", "xoxb-1", "/home/"]
)
def test_no_text_takes_long(tmp_path: Path, text: str) -> None:
    for name in ("a.ipynb", ".env"):
        assert told(tmp_path, text * (LARGEST // 4 // len(text)), name) == []


def test_a_file_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"ghp_{drawn(36)}")
    entry = Entry("a.txt", str(tmp_path), Stamp.of(path))
    path.unlink()
    assert found(entry) == ()
