"""Plans, results and errors as text for a terminal or a log."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from publishpipe.errors import InputError, PublishPipeError
from publishpipe.model.after import Arguments
from publishpipe.model.comparison import Verification
from publishpipe.model.listing import ShareLink
from publishpipe.model.plan import Plan
from publishpipe.model.status import Status
from publishpipe.model.steps import Step
from publishpipe.render.console import PlainConsole
from publishpipe.render.folding import folded
from publishpipe.render.numbers import counted, size
from publishpipe.render.plain import plain
from publishpipe.render.plan import becoming_public, changing, totals, where
from publishpipe.render.problems import show_problems
from publishpipe.render.wrapping import tell
from publishpipe.repositories import REPOSITORIES

LOG_WIDTH = 200  # columns, where the output is no terminal


def console(*, stderr: bool = False) -> Console:
    """A console that colours on a terminal only, and never guesses at what to highlight."""
    on_terminal = (sys.stderr if stderr else sys.stdout).isatty()
    out = PlainConsole(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not on_terminal and not out.is_jupyter:
        out.width = LOG_WIDTH
    return out


def show_plan(out: Console, plan: Plan) -> None:
    """The steps, what they change, what is perhaps not meant; last what becomes public, as a question may follow."""
    tell(out, Text(f"{plan.manifest} -> {where(plan)}", style="bold"), 2)
    if plan.reserved_doi:
        out.print(f"  DOI {plan.reserved_doi} is reserved for the draft")
    for change in plan.drift:
        _remark(out, f"changed on the server: {change}; apply sets it as the manifest says")
    for loss in plan.losses:
        _remark(out, f"on the server, not in the manifest: {loss}; apply removes it if you agree (--yes is not enough)")
    for note in plan.notes:
        _remark(out, f"note: {note}")
    table = Table.grid(padding=(0, 2, 0, 0))
    for justify in ("left", "left", "right", "left"):
        table.add_column(justify=justify, overflow="fold")
    for step in folded(plan):
        table.add_row(*_row(step))
    out.print(table)
    changed = changing(plan)
    _show_rows(out, "What changes:", 3, ((Text(f"  {sign}", style=_SIGNS[sign]), *told) for sign, *told in changed))
    out.print(totals(plan))
    show_problems(out, plan.warnings)
    public = becoming_public(plan).items()
    _show_rows(out, "What becomes public:", 2, ((f"  {name}", value) for name, value in public))
    if plan.preview:
        tell(out, f"Preview of its page: {plan.preview}")


def show_saved(out: Console, path: Path) -> None:
    """That a plan is in this file, and what does it."""
    tell(out, f"Saved. publishpipe apply {shlex.quote(str(path))} does exactly this.")


def _remark(out: Console, text: str) -> None:
    tell(out, Text(f"  {text}", style="yellow"), 4)


_SIGNS = {"+": "green", "-": "red", "~": "yellow"}


def _show_rows(out: Console, heading: str, columns: int, rows: Iterable[Iterable[str | Text]]) -> None:
    """A table below its heading; nothing if it is empty."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(columns):
        table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    if table.row_count:
        out.print(heading)
        out.print(table)


def _row(step: Step) -> tuple[Text, ...]:
    if step.done:
        return Text("  ="), Text(step.key, style="dim"), Text(""), Text(step.done, style="dim")
    mark, style = ("  !", "bold red") if step.irreversible else ("  +", "green")
    return (
        Text(mark, style=style),
        Text(step.key, style=style),
        Text(size(step.bytes) if step.bytes else ""),
        Text(f"{step.summary}; cannot be undone" if step.irreversible else step.summary),
    )


def show_release(out: Console, found: Status | Verification, doi: str | None) -> None:
    """Where a release is, how far it is, and what it is known by."""
    title = REPOSITORIES[found.repository].TITLE
    out.print(Text(f"{title}, {found.environment}: {found.state}", style="bold"))
    for name, value in {"id": found.id, "DOI": doi, "record": found.record_url}.items():
        if value:
            tell(out, f"  {name:<7} {value}", 10)
    for one in found.alike:
        what = f"{one['state']} {one['doi'] or one['id']}, {plain(str(one['title']))}"
        tell(out, f"  may be the same: {what}", 4)
    if found.alike:
        tell(out, "  Is a lockfile of it elsewhere? Get that (git pull). Else publishpipe adopt takes it over.", 2)


def show_status(out: Console, status: Status, arguments: Arguments) -> None:
    """What is released now; `arguments` mean it on the command line."""
    reserved = f"{status.reserved_doi} (reserved)" if status.reserved_doi else None
    show_release(out, status, status.doi or reserved)
    for slug, fate in status.communities.items():
        tell(out, f"  community {slug}: {fate}", 4)
    for name, doi in status.datasets.items():
        tell(out, f"  dataset {plain(name)}: {doi or 'without a DOI'}", 4)
    for link in status.share_links:
        tell(out, f"  share link, {_share_link(link)}", 4)
    for version in status.versions:
        day = version["published_at"][:10]
        name = f"version {version['version']}" if version["version"] else "published"
        out.print(f"  {name}: {version['doi'] or version['id']}, {day}")
    if status.state in {"published", "editing"} and status.versions and status.versions[-1]["id"] != status.id:
        told = f"The lockfile does not know the last one, and there may be others after {status.doi or status.id}."
        tell(out, f"  {told} Is there a newer lockfile (git pull)? Else adopt the last one:", 2)
        tell(out, f"    publishpipe adopt {arguments} {status.versions[-1]['id']}", 4)
    if draft := status.foreign_draft:
        what = "An edit of it" if draft["kind"] == "edit" else "A draft of a new version"
        tell(out, f"  {what} is open that somebody else began. Is there a newer lockfile (git pull)?", 2)
        tell(out, "  Else publish or delete it on its page, or take it over:", 2)
        tell(out, f"    publishpipe adopt {arguments} {draft['id'] or 'ID'}", 4)
    out.print("  There are changes to apply." if status.changes else "  Nothing to apply.")


def _share_link(link: ShareLink) -> str:
    """What one lets do, since and until when, and what it is for; never where it is, as that is the secret."""
    days = [f"made {link.created_at[:10]}", *([f"expires {link.expires_at[:10]}"] if link.expires_at else [])]
    told = ", ".join([link.permission, *days])
    return plain(f"{told}: {link.description}" if link.description else told)


def show_error(out: Console, error: PublishPipeError) -> None:
    """What happened, where, what state things are in, what to do next."""
    if isinstance(error, InputError) and error.problems:
        show_problems(out, error.problems)
        tell(out, f"\n{counted(len(error.problems), 'problem')}. {error.state}")
        return
    tell(out, Text.assemble(("error: ", "bold red"), error.message), len("error: "))
    show_problems(out, error.problems)
    for name, value in {"where": error.where, "state": error.state, "next": error.hint}.items():
        if value:
            told = value.replace("\n", f"\n  {' ' * len(name)}  ")  # a hint may have several lines
            tell(out, f"  {name}: {told}", len(name) + 4)
