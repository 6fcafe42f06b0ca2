from __future__ import annotations

from dataclasses import replace

import pytest

from publishpipe.model.changes import Change, FieldChange, FileChange
from publishpipe.model.facts import FileFact
from publishpipe.model.plan import as_json
from publishpipe.render import text
from publishpipe.render.changes import lines
from publishpipe.render.markdown import plan_as_markdown
from publishpipe.schemas.loader import validator
from tests.render.test_text import PLAN, shown

LONG = "It is about frost days in synthetic hills, and how they were counted by"
CHANGES: tuple[Change, ...] = (
    FieldChange("license", "cc-by-4.0", "cc0-1.0"),
    FileChange("b.csv", FileFact(2, "b" * 32), None),
)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (FieldChange("license", "cc-by-4.0", "cc0-1.0"), [("~", "license", '"cc-by-4.0" → "cc0-1.0"')]),
        (FieldChange("notes", "cold", None), [("-", "notes", '"cold"')]),
        (FieldChange("notes", None, "cold"), [("+", "notes", '"cold"')]),
        (FieldChange("keywords", ["a", "b"], ["b", "c"]), [("-", "keywords", '"a"'), ("+", "keywords", '"c"')]),
        (FieldChange("keywords", ["a", "b"], ["b", "a"]), [("~", "keywords", "in another order")]),
        (FieldChange("notes", LONG * 3, None), [("-", "notes", f'"{LONG * 3}"')]),
        (FieldChange("creators", [{"name": "Doe", "orcid": "1"}], [{"name": "Doe"}]), [("~", "creators", 'Doe: orcid "1" → -')]),
        (FieldChange("creators", [{"name": "Doe"}], [{"name": "Roe"}]), [("-", "creators", '{"name": "Doe"}'), ("+", "creators", '{"name": "Roe"}')]),
        (FieldChange("related_identifiers", [{"identifier": "10.1/x", "scheme": "doi", "relation": "cites"}], [{"identifier": "10.1/x", "relation": "ispartof"}]), [("~", "related_identifiers", '10.1/x: relation "cites" → "ispartof"')]),
        (FieldChange("description", f"{LONG} him.", f"{LONG} her."), [("~", "description", '…counted by him." → …counted by her."')]),
        (FileChange("b.csv", FileFact(2, "b" * 32), FileFact(1500)), [("~", "b.csv", "2 B, md5 bbbbbbbb… → 1.5 kB")]),
        (FileChange("b.csv", FileFact(2, "b" * 32), None), [("-", "b.csv", "2 B, md5 bbbbbbbb…")]),
        (FileChange("new.csv", None, FileFact(2)), [("+", "new.csv", "2 B")]),
        (FileChange("b.csv", FileFact(2, "b" * 32), FileFact(2)), [("~", "b.csv", "2 B, md5 bbbbbbbb… → 2 B, other bytes")]),
    ],
)  # fmt: skip
def test_each_change_is_a_line(change: Change, told: list[tuple[str, str, str]]) -> None:
    assert list(lines([change], "md5")) == told


@pytest.mark.parametrize("width", [80, 120])
def test_a_plan_shows_what_changes_and_what_becomes_public(width: int) -> None:
    console, out = shown(width)
    outline: dict[str, str | int] = {"title": "Frost [bold]days[/bold]", "files": 2, "bytes": 53_098}
    text.show_plan(console, replace(PLAN, changes=CHANGES, outline=outline))
    rows = [line.split() for line in out.getvalue().splitlines()]
    assert max(map(len, out.getvalue().splitlines())) <= width
    assert ["~", "license", '"cc-by-4.0"', "→", '"cc0-1.0"'] in rows
    public = rows.index(["What", "becomes", "public:"])
    assert rows[public + 1 :] == [["title", "Frost", "[bold]days[/bold]"], ["files", "2", "files,", "53.1", "kB"]]


def test_nothing_becomes_public_without_a_step_for_good() -> None:
    console, out = shown()
    text.show_plan(console, replace(PLAN, steps=PLAN.steps[:2], outline={"title": "Frost", "files": 1, "bytes": 1}))
    assert "becomes public" not in out.getvalue()


def test_programs_are_told_the_same() -> None:
    told = as_json(replace(PLAN, changes=CHANGES, outline={"title": "Frost", "files": 1, "bytes": 1}))
    assert list(validator("plan.v1").iter_errors(told)) == []
    assert told["changes"][0] == {"field": "license", "before": "cc-by-4.0", "after": "cc0-1.0"}
    assert told["changes"][1]["before"] == {"size": 2, "checksum": "b" * 32}


def test_so_is_a_pull_request() -> None:
    assert '| \\~ | license | "cc-by-4.0" → "cc0-1.0" |' in plan_as_markdown(replace(PLAN, changes=CHANGES))
