"""Is what NOMAD holds what was wanted? As tables: (wanted, held) → nothing, or an error that names what is not."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

import pytest

from publishpipe.errors import ServerError
from publishpipe.model.facts import FileFact
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.models import Entry, Upload
from publishpipe.repositories.nomad.planning.observation import Holding
from publishpipe.repositories.nomad.planning.readback import (
    check_entries,
    check_files,
    check_metadata,
    check_processed,
    check_upload,
    entries_are_good,
)
from publishpipe.repositories.nomad.planning.state import Goal

GOOD = Entry("good")
BAD = Entry("bad", "FAILURE", ("no unit cell",))
NOTHING = "NOMAD found nothing that it recognises among the files, and publishes no upload without an entry."
SIZES = {"a": 10, "b": 20}
A, B = FileFact(10, "a" * 32), FileFact(20, "b" * 32)
GOAL = Goal({"a": A, "b": B}, (("a", "b"),), {"upload_name": "Silicon"})
UPLOAD = Upload("u1", "Silicon", status="SUCCESS")
HELD = Holding(UPLOAD, (GOOD,), {"a": A, "b": B})


def named(number: int, status: str = "FAILURE") -> tuple[Entry, ...]:
    return tuple(Entry(f"{count:02}", status, ("no",)) for count in range(number))


def told(number: int) -> str:
    return "; ".join(f"{count:02}: no" for count in range(number))


def told_by(message: str) -> AbstractContextManager[pytest.ExceptionInfo[ServerError] | None]:
    """What a ServerError with just this message is raised in; none is if it is empty."""
    return pytest.raises(ServerError, match=rf"^{re.escape(message)}(\n|$)") if message else nullcontext()


@pytest.mark.parametrize(
    ("policy", "entries", "wrong"),
    [
        pytest.param("all", (GOOD,), "", id="all are good"),
        pytest.param("any", (GOOD,), "", id="all are good where any would do"),
        pytest.param("any", (BAD, GOOD), "", id="any will do"),
        pytest.param("any", (*named(3), GOOD), "", id="one of four is good"),
        pytest.param("all", (GOOD, BAD), "NOMAD failed on 1 of 2 entries: bad: no unit cell", id="one is not"),
        pytest.param("any", (BAD,), "NOMAD failed on 1 of 1 entries: bad: no unit cell", id="none is, where any would do"),
        pytest.param("all", (), NOTHING, id="there are none"),
        pytest.param("any", (), NOTHING, id="there are none where any would do"),
        pytest.param("all", (Entry("x", "FAILURE"),), "NOMAD failed on 1 of 1 entries: x: FAILURE", id="nothing but the status is told"),
        pytest.param("all", (Entry("x", "RUNNING"),), "NOMAD failed on 1 of 1 entries: x: RUNNING", id="what is not done is not good"),
        pytest.param("all", (Entry("x", "FAILURE", ("one", "two")),), "NOMAD failed on 1 of 1 entries: x: one two", id="all of its errors are told"),
        pytest.param("all", (Entry("x", "SUCCESS", ("a warning",)),), "", id="errors of what went well are no matter"),
        pytest.param("all", (*named(10), GOOD), f"NOMAD failed on 10 of 11 entries: {told(10)}", id="ten are told"),
        pytest.param("all", named(11), f"NOMAD failed on 11 of 11 entries: {told(10)}; and 1 more", id="of eleven ten are told"),
    ],
)  # fmt: skip
def test_what_speaks_against_publishing_these_entries(policy: str, entries: tuple[Entry, ...], wrong: str) -> None:
    assert entries_are_good(policy, entries) == wrong
    with told_by(wrong) as raised:
        check_entries(policy, entries)
    if raised:
        assert ("entries: any" in raised.value.hint) is bool(entries)
        assert ("Add a main file" in raised.value.hint) is (not entries)


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        pytest.param(UPLOAD, "", id="it went well"),
        pytest.param(replace(UPLOAD, status="READY"), "", id="nothing was done yet"),
        pytest.param(replace(UPLOAD, errors=("of an entry",), message="x"), "", id="it went well, whatever is told"),
        pytest.param(replace(UPLOAD, status="FAILURE", running=True), "", id="something else is under way"),
        pytest.param(replace(UPLOAD, status="FAILURE", errors=("no", "space")), "NOMAD failed: no space", id="it failed"),
        pytest.param(replace(UPLOAD, status="FAILURE", errors=("no",), message="x"), "NOMAD failed: no", id="errors say more than a message"),
        pytest.param(replace(UPLOAD, status="FAILURE", message="x"), "NOMAD failed: x", id="a message more than a status"),
        pytest.param(replace(UPLOAD, status="FAILURE"), "NOMAD failed: FAILURE", id="a status is all that is told"),
    ],
)  # fmt: skip
def test_an_operation_that_failed_is_told_with_its_reason(upload: Upload, message: str) -> None:
    with told_by(message) as raised:
        check_processed(upload)
    if raised:
        assert "upload u1" in raised.value.hint


@pytest.mark.parametrize(
    ("stored", "extra", "names"),
    [
        pytest.param(SIZES, (), "", id="all"),
        pytest.param({**SIZES, "x": 1}, (), "", id="which are too many is told by extra"),
        pytest.param({"a": 10, "b": 21}, (), "b", id="another size"),
        pytest.param({"a": 10, "b": 0}, (), "b", id="nothing in it"),
        pytest.param({"b": 20}, (), "a", id="one is missing"),
        pytest.param({}, (), "a, b", id="none is there"),
        pytest.param(SIZES, ("x",), "x", id="one too many"),
        pytest.param({"a": 10}, ("x", "y"), "b, x, y", id="one for two others"),
        pytest.param(SIZES, tuple("cdefghijkl"), "c, d, e, f, g, h, i, j, k, l", id="ten"),
        pytest.param(SIZES, tuple("cdefghijklm"), "c, d, e, f, g, h, i, j, k, l and 1 more", id="eleven"),
    ],
)
def test_files_that_are_not_there_as_they_are_here_are_named(
    stored: dict[str, int], extra: tuple[str, ...], names: str
) -> None:
    with told_by(names and f"NOMAD does not hold these files as they are here: {names}") as raised:
        check_files(SIZES, stored, iter(extra))
    if raised:
        assert raised.value.hint.startswith("Nothing was published.")


def test_an_empty_file_is_there_only_if_it_is() -> None:
    check_files({"empty": 0}, {"empty": 0}, ())
    with pytest.raises(ServerError, match=r"empty(\n|$)"):
        check_files({"empty": 0}, {}, ())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ((), ""),
        (("comment",), "NOMAD answered with success but did not store what was sent: comment"),
        (("comment", "datasets"), "NOMAD answered with success but did not store what was sent: comment, datasets"),
    ],
)
def test_fields_that_were_not_stored_are_named(wrong: tuple[str, ...], message: str) -> None:
    with told_by(message) as raised:
        check_metadata(wrong)
    if raised:
        assert raised.value.hint.startswith("Nothing was published.")


@dataclass(frozen=True)
class Case:
    """A goal, what is held, and how the error begins."""

    name: str
    held: Holding
    wrong: str = ""
    goal: Goal = GOAL
    facts: Facts = field(default_factory=Facts)


FAILED = replace(UPLOAD, status="FAILURE")
LESS = {"a": A, "b": FileFact(21, "b" * 32)}
MORE = {"a": A, "b": B, "x": FileFact(1)}
CASES = [
    Case("all is well", HELD),
    Case("the operation failed", replace(HELD, upload=FAILED), "NOMAD failed: FAILURE"),
    Case("a file has another size", replace(HELD, files=LESS), "NOMAD does not hold .*: b\\n"),
    Case("a file too many", replace(HELD, files=MORE), "NOMAD does not hold .*: x\\n"),
    Case("which NOMAD made itself", replace(HELD, files=MORE), facts={"generated": ["x"]}),
    Case("though other bytes of the same number show nowhere", replace(HELD, files={"a": FileFact(10, "c" * 32), "b": FileFact(20)})),
    Case("an entry is bad", replace(HELD, entries=(GOOD, BAD)), "NOMAD failed on 1 of 2"),
    Case("an entry is bad, and any will do", replace(HELD, entries=(GOOD, BAD)), goal=replace(GOAL, entries="any")),
    Case("nothing was recognised", replace(HELD, entries=()), "NOMAD found nothing"),
    Case("a failure is told before the files", Holding(FAILED, (), {}), "NOMAD failed: FAILURE"),
    Case("the files before the entries", Holding(UPLOAD, (), {}), "NOMAD does not hold .*: a, b\\n"),
    Case("what is published is not judged any more", Holding(replace(FAILED, published_at="2026-11-21T00:00:00Z"), (), {})),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_draft_is_checked_from_the_operation_to_the_entries(case: Case) -> None:
    if not case.wrong:
        check_upload(case.goal, case.facts, case.held)
        return
    with pytest.raises(ServerError, match=case.wrong):
        check_upload(case.goal, case.facts, case.held)
