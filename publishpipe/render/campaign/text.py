"""The plan and the end of many releases, as text: the exceptions first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sized
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from publishpipe.errors import Problem
from publishpipe.model.campaign import CampaignPlan, CampaignResult, Ended, Foreseen
from publishpipe.render.numbers import clock, counted, size
from publishpipe.render.plain import plain
from publishpipe.render.plan import where
from publishpipe.render.problems import show_problems
from publishpipe.render.wrapping import tell

SHOWN = 10  # exceptions; a report has all
FEW = 12  # releases that each get a line
DEEDS = {
    "publish": "publication",
    "review": "question to a community to publish",
    "dataset-doi": "DOI of a dataset",
}


def show_plan(out: Console, plan: CampaignPlan) -> None:
    """What is to be done for all, what cannot be, and what somebody should look at before."""
    tell(out, Text(f"{plan.title}: {counted(len(plan.releases), 'release')}", style="bold"))
    for place, number in _places(plan).items():
        tell(out, f"  -> {place}{f': {number}' if len(plan.releases) > 1 else ''}", 5)
    _show_some(out, list(_remarks(plan.failed)), "bold red", "!")
    _show_some(out, list(_remarks(one for one in plan.releases if not one.error)), "yellow", "note:")
    _show_warnings(out, plan)
    if len(plan.releases) <= FEW:
        _show_each(out, plan)
    if plan.order and plan.pending:
        acts = (f"{release} ({until})" if until else release for release, until in plan.order[:SHOWN])
        more = f" and {len(plan.order) - SHOWN} more" if len(plan.order) > SHOWN else ""
        tell(out, f"In this order, as they name each other: {', '.join(acts)}{more}.", 2)
    for line in _totals(plan):
        tell(out, line, 2)


def _places(plan: CampaignPlan) -> dict[str, int]:
    return dict(Counter(where(one.plan) for one in plan.releases if one.plan))


def _remarks(releases: Iterator[Foreseen] | tuple[Foreseen, ...]) -> Iterator[str]:
    """What is to be said of each; what is said of several is said once."""
    told: dict[str, list[str]] = {}
    for one in releases:
        for remark in one.remarks:
            told.setdefault(remark, []).append(one.release)
    for remark, names in told.items():
        yield f"{names[0]}{_more(names)}: {remark}"


def _show_some(out: Console, lines: list[str], style: str, sign: str) -> None:
    for line in lines[:SHOWN]:
        tell(out, Text(f"  {sign} ", style=style) + Text(plain(line)), 4)
    if len(lines) > SHOWN:
        tell(out, Text(f"  {sign} and {len(lines) - SHOWN} more (--json has all)", style=style), 4)


def _show_warnings(out: Console, plan: CampaignPlan) -> None:
    """Each once, though a shared manifest has it for every row."""
    warnings: dict[Problem, None] = {}
    for one in plan.releases:
        warnings |= dict.fromkeys(one.plan.warnings if one.plan else ())
    show_problems(out, list(warnings)[:SHOWN])


def _show_each(out: Console, plan: CampaignPlan) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    for justify in ("left", "left", "right", "left"):
        table.add_column(justify=justify, overflow="fold")
    for one in plan.releases:
        table.add_row(*_row(one))
    out.print(table)


def _row(one: Foreseen) -> tuple[Text, ...]:
    if one.plan is None:
        return Text("  !", style="bold red"), Text(one.release), Text(""), Text("cannot be planned")
    if not one.plan.pending:
        return Text("  ="), Text(one.release, style="dim"), Text(""), Text("nothing to do", style="dim")
    final = any(step.irreversible for step in one.plan.pending)
    style = "bold red" if final else "green"
    names = f"; names the DOI of {', '.join(one.waits_for)}" if one.waits_for else ""
    actions = " ".join(dict.fromkeys(step.action for step in one.plan.pending))
    amount = size(one.plan.bytes) if one.plan.bytes else ""
    told = f"{actions}{names}{'; cannot be undone' if final else ''}"
    return Text("  !" if final else "  +", style=style), Text(one.release, style=style), Text(amount), Text(told)


def _totals(plan: CampaignPlan) -> Iterator[str]:
    pending, failed = len(plan.pending), len(plan.failed)
    unchanged = len(plan.releases) - pending - failed
    if not pending:
        yield f"Nothing to do.{f' {failed} cannot be planned.' if failed else ''}"
        return
    parts = [f"{counted(pending, 'release')} to do"]
    parts += [f"{unchanged} unchanged"] if unchanged else []
    parts += [f"{failed} cannot be planned"] if failed else []
    yield f"{', '.join(parts)}: {size(plan.bytes)} to send, at least {counted(plan.requests, 'request')}."
    if plan.seconds:
        yield f"The server's rate limit makes that take {clock(plan.seconds)} at least."
    if plan.irreversible:
        deeds = (counted(number, DEEDS.get(action, action)) for action, number in plan.irreversible.items())
        yield f"Cannot be undone: {', '.join(deeds)}."


def show_result(out: Console, result: CampaignResult, report: Path | None = None) -> None:
    """How it ended: what did not end well first, then DOIs or the `report` that has them, the counts, what to do."""
    _show_exceptions(out, result)
    reasons = Counter(why for why in result.left.values() if why and why != result.stopped)
    _show_some(out, [f"{number} left: {why}" for why, number in reasons.items()], "yellow", "-")
    if result.stopped:
        tell(out, Text(f"Stopped: {plain(result.stopped)}", style="bold red"), 9)
    _show_dois(out, result, report)
    tell(out, Text(summary(result), style="bold"))
    if result.exceptions or result.left:
        retry = ", or with --retry-failed only those that failed" if result.exceptions else ""
        tell(out, f"next: run the same command again{retry}: what is done stays done", 6)


def _show_exceptions(out: Console, result: CampaignResult) -> None:
    """What did not end well, and what to do about it, the same error once."""
    told: dict[str, list[Ended]] = {}
    for one in result.exceptions:
        told.setdefault(str(one.result.error), []).append(one)
    for error, found in [*told.items()][:SHOWN]:
        _show_some(out, [f"{found[0].release}{_more(found)}: {error}"], "bold red", "!")
        for number, line in enumerate(found[0].hint.splitlines()):
            tell(out, f"    {'     ' if number else 'next:'} {line}", 10)
    if len(told) > SHOWN:
        _show_some(out, [f"and {len(told) - SHOWN} other errors (--report has all)"], "bold red", "!")


def _show_dois(out: Console, result: CampaignResult, report: Path | None) -> None:
    """What each is cited by, while they are few."""
    known = [(one.release, one.result.doi_url or one.result.doi) for one in result.releases if one.result.doi]
    if known and len(known) <= FEW:
        table = Table.grid(padding=(0, 2, 0, 0))
        for name, doi in known:
            table.add_row(Text(f"  {plain(name)}"), Text(plain(str(doi))))
        out.print(table)
    elif known and not report:
        tell(out, "Their DOIs: run the same command with --report dois.csv; what is done stays done.", 2)
    if report:
        tell(out, f"Report: {report}", 2)


def _more(names: Sized) -> str:
    return f" and {len(names) - 1} more" if len(names) > 1 else ""


def summary(result: CampaignResult) -> str:
    """How many ended how, such as `20 releases: 18 done, 2 failed. 100 requests, 2.1 MB sent.`."""
    counts = [f"{number} {name}" for name, number in result.counts.items() if number]
    total = counted(len(result.releases) + len(result.left), "release")
    sent = f"{size(result.bytes_sent)} sent" if result.bytes_sent else "nothing sent"
    return f"{total}: {', '.join(counts)}. {counted(result.requests, 'request')}, {sent}."
