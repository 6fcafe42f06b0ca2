"""What `verify` found, for people: in detail what does not match, and how much does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from publishpipe.model.comparison import Compared, T, Verification
from publishpipe.model.facts import FileFact
from publishpipe.render.numbers import counted
from publishpipe.render.plain import plain
from publishpipe.render.text import show_release
from publishpipe.render.values import both
from publishpipe.render.wrapping import tell

UNLIMITED = 10_000  # columns
_MISSING = {(True, False): "only there", (False, True): "only here"}

Show = Callable[[T | None, T | None], tuple[str, str]]
"""Both sides of something, in words."""


def show_verification(out: Console, found: Verification) -> None:
    """Where it was looked, what is not alike there, and how much is."""
    show_release(out, found, found.doi)
    if found.newer:
        what = f"a newer version is published, {found.newer}, which this lockfile does not know"
        tell(out, f"  note: {what}: is there a newer lockfile (git pull)?", 4)
    files = partial(_files, found.checksum)
    rows = [*_rows(found.files, "file", files), *_rows(found.fields, "field", both)]
    table = Table.grid(padding=(0, 2, 0, 0))
    for verdict, name, here, there in rows:
        table.add_row(verdict, name, Text("here ") + here, Text("there ") + there)
    if Measurement.get(out, out.options.update(max_width=UNLIMITED), table).maximum > out.width:
        for verdict, name, here, there in rows:
            tell(out, Text("  ").join((verdict, name)), 4)
            tell(out, Text("    here   ") + here, 4 + len("there  "))
            tell(out, Text("    there  ") + there, 4 + len("there  "))
    elif rows:
        out.print(table)
    out.print(f"  {_conclusion(found)}")


def _rows(items: Iterable[Compared[T]], kind: str, show: Show[T]) -> Iterable[tuple[Text, Text, Text, Text]]:
    for item in items:
        if item.verdict != "match":
            here, there = show(item.here, item.there)
            there = f"not given back: {plain(item.reason)}" if item.reason else there
            word = _MISSING.get((item.here is None, item.there is None), "") if item.verdict == "missing" else ""
            mark = Text(f"  {word or item.verdict}", style="red")
            yield mark, Text(f"{kind} {plain(item.name)}"), Text(here), Text(there)


def _files(checksum: str, here: FileFact | None, there: FileFact | None) -> tuple[str, str]:
    return _file(checksum, here), _file(checksum, there)


def _file(checksum: str, fact: FileFact | None) -> str:
    """To the byte: what differs may differ by one."""
    return f"{counted(fact.size, 'byte')}, {checksum} {fact.checksum or 'unknown'}" if fact else "-"


def _conclusion(found: Verification) -> str:
    if not found.id:
        return "Nothing is there." if not found.alike else "Nothing that the lockfile knows is there."
    alike = f"{_alike(found.files, 'file')} and {_alike(found.fields, 'field')} match."
    if found.published or not found.publish:
        return alike
    return f"{alike} The manifest says publish: true, and this is a draft."


def _alike(items: Sequence[Compared[object]], noun: str) -> str:
    return f"{sum(item.verdict == 'match' for item in items)} of {counted(len(items), noun)}"
