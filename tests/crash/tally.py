"""How often what happened after the lockfile was lost, and the table of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field

from tests.crash.losing import Again

PROPERTY = "without its lockfile"
COLUMNS = ("tried", "resumed", "refused, then adopted", "did more than with it", "most requests beyond")


@dataclass
class Row:
    """Of one scenario, moment and fate. `beyond`: requests of the run that goes on, beyond one with the lockfile."""

    tried: int = 0
    resumed: int = 0
    refused: int = 0
    more: int = 0
    beyond: int = 0


@dataclass
class Tally:
    """The rows of one scenario and moment, by fate."""

    rows: dict[str, Row] = field(default_factory=dict)

    def count(self, fate: str, again: Again, kept: Again) -> None:
        """One more that went on well."""
        row = self.rows.setdefault(fate, Row())
        row.tried += 1
        row.refused += bool(again.refusals)
        row.resumed += not again.refusals
        row.more += again.did_more(kept)
        row.beyond = max(row.beyond, again.beyond(kept))


def table(counted: Iterable[tuple[str, str, str, list[int]]]) -> Iterator[str]:
    """A line for each scenario, moment and fate."""
    yield f"{'':<50}" + "  ".join(COLUMNS)
    for scenario, moment, fate, numbers in counted:
        cells = (f"{number:>{len(name)}}" for name, number in zip(COLUMNS, numbers, strict=True))
        yield f"{f'{scenario}, {moment}, lockfile {fate}':<50}" + "  ".join(cells)


def numbers(row: Row) -> list[int]:
    """As a test reports them."""
    return list(astuple(row))
