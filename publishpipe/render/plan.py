"""What a plan says, whatever it is printed as: where it leads, what changes, what becomes public, how much it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publishpipe.model.plan import Plan
from publishpipe.render import changes
from publishpipe.render.numbers import counted, size
from publishpipe.render.plain import plain
from publishpipe.repositories import REPOSITORIES


def where(plan: Plan) -> str:
    """`Zenodo, sandbox (https://sandbox.zenodo.org/api/)`."""
    return f"{REPOSITORIES[plan.repository].TITLE}, {plan.environment} ({plan.base_url})"


def changing(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Fields and files, as they are and as they will be: see `changes.lines`."""
    return changes.lines(plan.changes, REPOSITORIES[plan.repository].CHECKSUM)


def becoming_public(plan: Plan) -> Mapping[str, str]:
    """Title, creators, licence, files and so on; nothing if the plan publishes nothing."""
    if not any(step.irreversible for step in plan.pending) or not plan.outline:
        return {}
    told = {name: plain(str(value)) for name, value in plan.outline.items() if name not in {"files", "bytes"}}
    return told | {"files": f"{counted(int(plan.outline['files']), 'file')}, {size(int(plan.outline['bytes']))}"}


def totals(plan: Plan) -> str:
    """How many steps, bytes and requests it takes, as far as that is known."""
    if not plan.pending:
        return "Nothing to do."
    requests = ("at least " if plan.at_least else "") + counted(plan.requests, "request")
    return f"{counted(len(plan.pending), 'step')} to do, {size(plan.bytes)} to send, {requests}."
