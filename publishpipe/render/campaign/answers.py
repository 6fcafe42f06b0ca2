"""What many releases answered to status and verify: the exceptions first, a line each while they are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from publishpipe.errors import PublishPipeError
from publishpipe.model.comparison import Verification
from publishpipe.model.status import Status
from publishpipe.render.numbers import counted
from publishpipe.render.plain import plain
from publishpipe.render.wrapping import tell

FEW = 40  # releases that get a line each; of more only those to look at
T_co = TypeVar("T_co", covariant=True)


class Answer(Protocol[T_co]):
    """What a release answered, or why it did not."""

    @property
    def release(self) -> str: ...  # noqa: D102  # see the class

    @property
    def value(self) -> T_co | None: ...  # noqa: D102  # as above

    @property
    def error(self) -> PublishPipeError | None: ...  # noqa: D102  # as above


def show_statuses(out: Console, answers: Sequence[Answer[Status]]) -> None:
    """How each release stands, then the counts."""
    _show_errors(out, answers)
    found = [(one.release, one.value) for one in answers if one.value]
    shown = found if len(found) <= FEW else [(name, status) for name, status in found if status.changes]
    todo = {True: "changes to apply", False: ""}
    rows = ((name, one.state, one.doi or one.reserved_doi or one.id or "", todo[one.changes]) for name, one in shown)
    _show_rows(out, rows)
    counts = Counter(status.state for _, status in found)
    told = [f"{number} {state}" for state, number in counts.items()]
    changes = sum(status.changes for _, status in found)
    tell(out, f"{counted(len(answers), 'release')}: {', '.join(told)}. {changes or 'None'} with changes to apply.", 2)


def show_verifications(out: Console, answers: Sequence[Answer[Verification]]) -> None:
    """What does not match, then the counts."""
    _show_errors(out, answers)
    found = [(one.release, one.value) for one in answers if one.value]
    differing = [(name, one) for name, one in found if not one.matches]
    _show_rows(out, ((name, one.state, one.doi or one.id or "", ", ".join(_differing(one))) for name, one in differing))
    tell(out, f"{counted(len(answers), 'release')}: {len(found) - len(differing)} match, {len(differing)} do not.", 2)


def _differing(found: Verification) -> Iterator[str]:
    """What of a release is not as it should be, in a few words."""
    files = [one.name for one in found.files if one.verdict != "match"]
    fields = [one.name for one in found.fields if one.verdict != "match"]
    if files:
        yield f"files: {', '.join(files[:3])}{' …' if len(files) > 3 else ''}"
    if fields:
        yield f"fields: {', '.join(fields[:3])}{' …' if len(fields) > 3 else ''}"
    if found.publish and not found.published:
        yield "not published"


def _show_errors(out: Console, answers: Iterable[Answer[object]]) -> None:
    for one in answers:
        if one.error:
            tell(out, Text("  ! ", style="bold red") + Text(plain(f"{one.release}: {one.error.message}")), 4)


def _show_rows(out: Console, rows: Iterable[tuple[str, ...]]) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(4):
        table.add_column(overflow="fold")
    for name, *told in rows:
        table.add_row(Text(f"  {plain(name)}", style="bold"), *(Text(plain(cell)) for cell in told))
    if table.row_count:
        out.print(table)
