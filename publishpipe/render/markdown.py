"""A plan, or how apply ended, as Markdown: for a pull request, an issue or the page of a pipeline's run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from publishpipe.errors import Problem, PublishPipeError
from publishpipe.model.events import Result
from publishpipe.model.plan import Plan
from publishpipe.model.steps import Step
from publishpipe.render.folding import folded
from publishpipe.render.numbers import size
from publishpipe.render.plan import becoming_public, changing, totals, where


def plan_as_markdown(plan: Plan) -> str:
    """The steps as a table (GitHub Flavored Markdown, section 4.10), what changed above it and the totals below."""
    shown = where(replace(plan, base_url=_address(plan.base_url)))
    lines = [f"**{cell(plan.manifest)}** to {shown}", ""]
    lines += [f"- changed on the server: {cell(change)}" for change in plan.drift]
    lines += [f"- on the server, not in the manifest: {cell(loss)}" for loss in plan.losses]
    lines += [f"- note: {cell(note)}" for note in plan.notes]
    lines += [f"- warning: {cell(str(warning))}" for warning in plan.warnings]
    lines += ["", "| | step | what | size |", "|---|---|---|---:|"]
    lines += [_row(step) for step in folded(plan)]
    if changed := list(changing(plan)):
        lines += ["", "| | what changes | |", "|---|---|---|"]
        lines += [f"| {cell(sign)} | {cell(name)} | {cell(what)} |" for sign, name, what in changed]
    if public := becoming_public(plan):
        lines += ["", "| what becomes public | |", "|---|---|"]
        lines += [f"| {cell(name)} | {cell(value)} |" for name, value in public.items()]
    return "\n".join([*lines, "", totals(plan)])


def result_as_markdown(result: Result) -> str:
    """How apply ended, where the record is, and why it did not go well."""
    lines = [f"**publishpipe apply**: {HEADLINES[result.status]}", ""]
    doi = _address(result.doi_url or "") or cell(result.doi or "")
    told = {"DOI": doi, "record": _address(result.record_url or ""), "id": cell(result.id or "")}
    lines += [f"- {name}: {value}" for name, value in told.items() if value]
    if result.unsettled:
        lines.append("- its publication was under way: whether it is public, the next run finds out")
    elif result.repository and not result.published:
        lines.append("- what this run was to publish is not published")
    if result.error:
        lines += ["", f"> {cell(result.error)}"]
    return "\n".join([*lines, *_listed(result.problems)])


def problems_as_markdown(name: str, error: PublishPipeError) -> str:
    """Why there is no plan for the manifest `name`."""
    lines = [f"**{cell(name)}**: no plan can be made.", "", f"> {cell(error.message)}"]
    return "\n".join([*lines, *_listed(error.problems)])


HEADLINES = {
    "done": "done",
    "unchanged": "nothing to do, it is as the manifest says",
    "failed": "**failed**",
    "refused": "**refused**",
}


def _listed(problems: Sequence[Problem]) -> list[str]:
    told = [f"- {cell(str(problem))}" for problem in problems]
    return ["", *told] if told else []


def _row(step: Step) -> str:
    if step.done:
        return f"| done | {cell(step.key)} | {cell(step.done)} | |"
    mark, end = ("**!**", ", **cannot be undone**") if step.irreversible else ("+", "")
    return f"| {mark} | {cell(step.key)} | {cell(step.summary)}{end} | {size(step.bytes) if step.bytes else ''} |"


def cell(text: str) -> str:
    """Text that Markdown and HTML take as it stands; a table's cell ends at a bar or a line's end."""
    escaped = "".join(f"\\{char}" if char in "\\`*_{}[]<>#|~&" else char for char in text)
    return " ".join(escaped.split())


def _address(url: str) -> str:
    """A web address, which Markdown makes a link of, and which ends nowhere before its end."""
    return quote(url, safe="%/:?#@!$&'+,;=~")
