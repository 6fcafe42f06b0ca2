"""What people see of `verify`."""

from __future__ import annotations

import io

from rich.console import Console

from publishpipe.model.comparison import Compared, Verification
from publishpipe.model.events import Progress
from publishpipe.model.facts import FileFact
from publishpipe.render import log
from publishpipe.render.comparison import show_verification

A, B = FileFact(1, "a" * 32), FileFact(10_000, "b" * 32)
LONG = "<p>" + "the same words again and again " * 9


def shown(found: Verification, width: int = 200) -> list[str]:
    out = io.StringIO()
    show_verification(Console(file=out, width=width), found)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_only_what_does_not_match_is_shown_in_detail_from_where_it_parts() -> None:
    files = (Compared("a", "match", A, A), Compared("b.csv", "missing", B, None), Compared("c", "differ", A, B))
    fields = (
        Compared("title", "match", "T", "T"),
        Compared("notes", "missing", None, "\x1b[31mred"),
        Compared("description", "differ", LONG + "one</p>", LONG + "two</p>"),
    )
    found = Verification(
        "zenodo", "sandbox", "https://sandbox.zenodo.org/api/", "published", "7", "10.1/x", "https://x/7",
        publish=True, published=True, newer=None, files=files, fields=fields,
    )  # fmt: skip
    assert not found.matches
    assert shown(found) == [
        "Zenodo, sandbox: published",
        "  id      7",
        "  DOI     10.1/x",
        "  record  https://x/7",
        f"  only here   file b.csv         here 10000 bytes, md5 {'b' * 32}  there -",
        f"  differ      file c             here 1 byte, md5 {'a' * 32}       there 10000 bytes, md5 {'b' * 32}",
        '  only there  field notes        here -                                                  there "\\u001b[31mred"',
        '  differ      field description  here …n and again one</p>"                              there …n and again two</p>"',
        "  1 of 3 files and 1 of 3 fields match.",
    ]
    assert shown(found, 80)[4:7] == [
        "  only here  file b.csv",
        f"    here   10000 bytes, md5 {'b' * 32}",
        "    there  -",
    ]


def test_what_was_not_given_back_is_told_with_the_reason_and_matches_nothing() -> None:
    files = (Compared("a", "match", A, A), Compared("b", "unknown", A, A, "500 it\x1b[31m fell\nover"))
    found = Verification(
        "nomad", "sandbox", "https://x/api/v1/", "published", "7", None, None,
        publish=True, published=True, newer=None, files=files, fields=(),
    )  # fmt: skip
    assert not found.matches
    assert shown(found)[2:] == [
        f"  unknown  file b  here 1 byte, md5 {'a' * 32}  there not given back: 500 it[31m fell over",
        "  1 of 2 files and 0 of 0 fields match.",
    ]


def test_a_log_tells_reading_from_sending() -> None:
    out = io.StringIO()
    lines = log.Lines(Console(file=out, width=80, emoji=False))
    lines(Progress("download:a", 0, 10))
    lines._told["download:a"] -= log.EVERY
    lines(Progress("download:a", 5, 10))
    assert out.getvalue() == "  reading download:a: 5 B of 10 B\n"
