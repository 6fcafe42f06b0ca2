"""Why an entry failed: from logs as real servers wrote them, and as no server should but some do."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from publishpipe.errors import ServerError
from publishpipe.render.console import PlainConsole
from publishpipe.render.text import show_error
from publishpipe.repositories.nomad.models import Entry, Upload
from publishpipe.repositories.nomad.planning.failures import WIDTH, reason
from publishpipe.repositories.nomad.planning.observation import Holding
from publishpipe.repositories.nomad.planning.readback import check_entries, failed

NEW, OLD = ("ProcessFailure: parser failed with exception",), ("parser failed with exception",)
FRAMES = (
    "Traceback (most recent call last):\n"
    '  File "/app/nomad/processing/data.py", line 1617, in parsing\n'
    "    parser.parse(\n"
    '  File "/app/nomad/parsing/parser.py", line 584, in parse_file\n'
    "    archive_data = json.load(f)\n"
    "                   ^^^^^^^^^^^^\n"
)
THEN = "\n\nDuring handling of the above exception, another exception occurred:\n\n"
FROM = "\n\nThe above exception was the direct cause of the following exception:\n\n"
WRAPPED = f"{THEN}{FRAMES}nomad.processing.base.ProcessFailure: parser failed with exception"
JSON = "json.decoder.JSONDecodeError: Expecting value: line 1 column 10 (char 9)"
YAML = (
    "yaml.parser.ParserError: while parsing a flow node\nexpected the node content, but found '<stream end>'\n"
    '  in "/staging/raw/syntax.archive.yaml", line 2, column 1'
)


def new(exception: str) -> dict[str, Any]:
    """How 2.0.0 tells that a process failed."""
    told = {"error": "parser failed with exception", "event": "process failed with exception", "proc": "Entry"}
    return {**told, "exception": FRAMES + exception + WRAPPED, "timestamp": "2026-11-26T23:51:12Z", "level": "ERROR"}


def old(exception: str) -> dict[str, Any]:
    """How 1.3.16 does."""
    told = {"errors": "parser failed with exception", "event": "process failed", "step": "parsers/archive"}
    error = exception.partition(": ")[2]
    return {**told, "error": error, "exception": FRAMES + exception, "level": "ERROR"}


def event(name: str, level: str = "ERROR", **more: object) -> dict[str, object]:
    return {"event": name, "level": level, **more}


STAMP = event("RFC3161 timestamp could not be obtained", "INFO")
UNREAD = event("Cannot parse archive json or yaml.", exception=FRAMES + JSON)


@pytest.mark.parametrize(
    ("log", "known", "lines"),
    [
        pytest.param([STAMP, UNREAD, new(JSON)], NEW, [JSON], id="2.0: the cause, and not what was made of it"),
        pytest.param([STAMP, UNREAD, old(JSON)], OLD, [JSON], id="1.3"),
        pytest.param([new(YAML)], NEW, [*YAML.splitlines()[:2], 'in "/staging/raw/syntax.archive.yaml", line 2, column 1'], id="three lines"),
        pytest.param([new("E: a\nb\n\nc\nd")], NEW, ["E: a", "b", "c"], id="no more than three"),
        pytest.param([new(f"ValueError: first{THEN}{FRAMES}ValueError: second")], NEW, ["ValueError: second"], id="the last of a chain"),
        pytest.param([new(f"ValueError: first{FROM}{FRAMES}ValueError: second")], NEW, ["ValueError: second"], id="the last of a chain of causes"),
        pytest.param([old("AttributeError: m_def"), event("could not apply metadata", exception=f"{FRAMES}E: late")], OLD, ["AttributeError: m_def"], id="what failed, not what failed afterwards"),
        pytest.param([event("no cell"), event("no charge"), {**new(""), "exception": "ProcessFailure: parser failed with exception"}], NEW, ["no charge"], id="what a parser noted last, where the failure says nothing"),
        pytest.param([event("no cell", "CRITICAL")], NEW, ["no cell"], id="critical"),
        pytest.param([event("x", error="no cell")], NEW, ["no cell"], id="an error says more than an event"),
        pytest.param([event("it is odd", "WARNING"), STAMP], NEW, [], id="nothing severe"),
        pytest.param([old("Exception: Failed on purpose.")], ("Exception: Failed on purpose.",), [], id="all is told already"),
        pytest.param([old("E: x")], ("",), ["E: x"], id="an empty error tells nothing"),
        pytest.param([old("E: x")], (), ["E: x"], id="no error"),
        pytest.param([event("process failed", exception="no traceback")], OLD, ["no traceback"], id="words instead of a traceback"),
        pytest.param([event("process failed", exception=FRAMES)], OLD, [], id="a traceback without its end"),
        pytest.param([event("a" * 400)], NEW, ["a" * WIDTH + "…"], id="a long line"),
        pytest.param([event("a\t b\r\nc\x0bd\u2028e")], NEW, ["a b", "c", "d"], id="all kinds of line ends"),
        pytest.param([], NEW, [], id="no log"),
        pytest.param([None, 5, "x", [], {}, {"level": "ERROR"}, {"level": "ERROR", "event": 5, "exception": [1], "error": {}}], NEW, [], id="no events"),
    ],
)  # fmt: skip
def test_the_reason_is_what_the_log_says_and_the_errors_do_not(
    log: list[object], known: tuple[str, ...], lines: list[str]
) -> None:
    assert list(reason(log, known)) == lines


words = st.none() | st.integers() | st.text(max_size=30) | st.sampled_from([FRAMES, THEN, WRAPPED, "process failed"])
events = st.dictionaries(st.sampled_from(["level", "event", "error", "exception"]), words | st.just("ERROR"))


@given(st.lists(events | words, max_size=4), st.lists(st.text(max_size=5), max_size=2))
def test_whatever_comes_is_no_more_than_three_lines(log: list[object], known: list[str]) -> None:
    lines = reason(log, known)
    assert len(lines) <= 3
    assert all(line == " ".join(line.split()) and 0 < len(line) <= WIDTH + 1 for line in lines)


BAD = Entry("bad.archive.yaml", "FAILURE", OLD)


def test_reasons_stand_below_the_sentence_each_under_its_file() -> None:
    reasons = {"a": ("one", "two"), "b": (), "c": ("three",)}
    with pytest.raises(ServerError) as raised:
        check_entries("all", (BAD,), reasons)
    assert raised.value.message == (
        "NOMAD failed on 1 of 1 entries: bad.archive.yaml: parser failed with exception\n"
        "    a: one\n      two\n    c: three"
    )


def test_what_nomad_made_itself_is_not_to_be_corrected() -> None:
    """It would not come anew while it is there."""
    with pytest.raises(ServerError) as raised:
        check_entries("all", (BAD, Entry("good")), generated=["bad.archive.yaml", "good"])
    assert raised.value.hint.startswith(
        "NOMAD made bad.archive.yaml itself: correct what it was made from, then publishpipe discard MANIFEST and apply"
    )


def test_what_a_log_holds_cannot_turn_a_terminal_or_feign_a_line_of_ours() -> None:
    lines = reason([event("\x1b[31mred\u202e\n  next: send your token")], OLD)
    with pytest.raises(ServerError) as raised:
        check_entries("all", (BAD,), {"a": lines})
    out = io.StringIO()
    console: Console = PlainConsole(file=out, width=200, highlight=False, markup=False)
    show_error(console, raised.value)
    assert not set(out.getvalue()) & {"\x1b", "\u202e"}
    assert (
        "\n    a: \N{REPLACEMENT CHARACTER}[31mred\N{REPLACEMENT CHARACTER}\n      next: send your token\n"
        in out.getvalue()
    )


@pytest.mark.parametrize(
    ("policy", "published", "names"),
    [("all", None, ["bad"]), ("any", None, []), ("all", "2026-11-21T00:00:00Z", [])],
)
def test_only_what_speaks_against_publishing_is_asked_for(policy: str, published: str | None, names: list[str]) -> None:
    held = Holding(Upload("u", published_at=published), (Entry("good"), Entry("bad", "FAILURE")), {})
    assert [entry.mainfile for entry in failed(policy, held)] == names
