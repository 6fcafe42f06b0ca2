"""Manifests that nobody would write: each is valid or has its problems told, and none takes long."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

import publishpipe

ALL = int(os.environ.get("FUZZ_MANIFESTS", "100000"))  # of `make torture`
BATCH = 5000
LONGEST = 5.0  # seconds of CPU for one manifest, on any machine

ZENODO: dict[str, Any] = {
    "publishpipe": 1,
    "root": ".",
    "target": {"repository": "zenodo", "environment": "sandbox", "url": "https://zenodo.example.org/api/"},
    "files": ["*.csv", {"path": "a.csv", "as": "b.csv", "preview": True}, {"path": "sub/**", "archive": "s.zip"}],
    "metadata": {
        "title": "Frost days",
        "upload_type": "dataset",
        "description": "<p>of Oslo, ${doi}</p>",
        "creators": [{"name": "Doe, Jane", "orcid": "0000-0002-1825-0097", "affiliation": "X"}],
        "license": "cc-by-4.0",
        "access_right": "embargoed",
        "embargo_date": "2999-01-01",
        "keywords": ["a", "b"],
        "related_identifiers": [{"identifier": "10.1234/x", "relation": "cites"}],
        "dates": [{"start": "2001", "end": "2002", "type": "Collected"}],
        "communities": [{"identifier": "x"}],
        "language": "en",
        "version": "1.0",
    },
    "publish": True,
}
NOMAD: dict[str, Any] = {
    **ZENODO,
    "target": {"repository": "nomad", "environment": "production"},
    "entries": "any",
    "metadata": {
        "upload_name": "x",
        "references": ["https://example.org/a"],
        "coauthors": ["a@b.org"],
        "datasets": ["A", {"name": "B", "doi": True}],
        "embargo_length": 12,
        "comment": "c",
    },
}
WORDS = [
    "", " ", "/", "//", "..", "../x", ".", "~", "a/../b", "a\\b", "-", "*", "**", "**/**", "[", "[!]", "a" * 300, "é" * 300,
    "\0", "\n", "\x1b[2J", "\u202e", "\ud800", "\U0010ffff", "${doi}", "$${doi}", "${", "${nothing}", "http://[", "https://[::1",
    "https://a:99999/", "https://a:x/", "http://user:pw@host/", "ftp://x", "10.5281/zenodo.1", "10.1234/", "0000-0002-1825-009X",
    "9" * 400, "1e400", "2026-02-30", "2026-13", "0001-01-01", "9999-12-31/0001-01-01", "null", "~", "no", "0x10", "!!python/object:os.system",
    "*a", "&a", "a: b", "- a", "?", "|", ">", "%", "@", "`", "\t", "a" * 5000,
]  # fmt: skip
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    float("inf"),
    float("nan"),
    10**30,
    [],
    {},
    [[]],
    {"": ""},
    {1: 2},
    [None],
]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a value, with each of its keys."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


def copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: copied(part) for key, part in value.items()}
    return [copied(part) for part in value] if isinstance(value, list) else value


def changed(value: Any, dice: random.Random) -> None:
    """One thing in it is another now."""
    holder, key = dice.choice(list(places(value)))
    match dice.randrange(6):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[dice.choice(WORDS)] = holder.pop(key)
        case 2 if isinstance(holder, list):
            holder.extend([holder[key]] * dice.randrange(1, 120))
        case 3:
            holder[key] = copied(dice.choice(ODD))
        case 4 if isinstance(holder[key], str):
            at = dice.randrange(len(holder[key]) + 1)
            holder[key] = holder[key][:at] + dice.choice(WORDS) + holder[key][at:]
        case _:
            holder[key] = dice.choice(WORDS)


def damaged(text: bytes, dice: random.Random) -> bytes:
    """A few bytes of it are others, more or less."""
    data = bytearray(text)
    for _ in range(dice.randrange(1, 8)):
        at = dice.randrange(len(data) + 1)
        data[at : at + dice.randrange(3)] = dice.choice(
            [
                bytes([dice.randrange(256)]),
                b"\n",
                b"  ",
                b": ",
                b"- ",
                b"{",
                b"[",
                b"'",
                b'"',
                b"&a ",
                b"*a",
                b"<<: ",
                b"\\U00110000",
            ]
        )
    return bytes(data)


def manifest(dice: random.Random) -> bytes:
    value = copied(dice.choice([ZENODO, NOMAD]))
    for _ in range(dice.randrange(1, 5)):
        changed(value, dice)
    try:
        text = yaml.safe_dump(value, allow_unicode=dice.random() < 0.5).encode(errors="surrogatepass")
    except yaml.YAMLError:
        text = repr(value).encode(errors="surrogatepass")
    return damaged(text, dice) if dice.random() < 0.4 else text


def leaves(folder: Path, text: bytes) -> bool:
    """Whether it looks for files outside of its folder: how many there are is this machine's matter."""
    with suppress(yaml.YAMLError, LookupError, TypeError, ValueError, OSError):
        return not (folder / str(yaml.safe_load(text)["root"])).resolve().is_relative_to(folder.resolve())
    return False


def foreseen(folder: Path, seeds: range) -> None:
    for name in ("a.csv", "b.csv", "sub/c.csv"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("1,2\n")
    path = folder / "m.yaml"
    for seed in seeds:
        text = manifest(random.Random(seed))  # noqa: S311  # no secret
        path.write_bytes(text)
        began = time.process_time()
        try:
            problems = publishpipe.validate(path)
        except Exception as error:
            raise AssertionError(f"seed {seed} is not foreseen: {error!r}\n{text!r}") from error
        took = time.process_time() - began
        assert took < LONGEST or leaves(folder, text), f"seed {seed} takes long\n{text!r}"
        for problem in problems:
            assert problem.message, seed
            assert problem.line >= 1, seed
            str(problem).encode(errors="strict")


def test_some_manifests_are_valid_or_told_what_is_wrong(tmp_path: Path) -> None:
    foreseen(tmp_path, range(400))


@pytest.mark.torture
@pytest.mark.timeout(0)
@pytest.mark.parametrize("first", range(0, ALL, BATCH))
def test_all_manifests_are_valid_or_told_what_is_wrong(tmp_path: Path, first: int) -> None:
    foreseen(tmp_path, range(first, min(first + BATCH, ALL)))
