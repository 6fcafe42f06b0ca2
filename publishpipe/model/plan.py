"""A plan: what makes a manifest true, in order, and what can be said of it without a network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from publishpipe.errors import Doubt, Problem, RefusedError
from publishpipe.model.changes import Change
from publishpipe.model.contents import Content
from publishpipe.model.quoting import some
from publishpipe.model.steps import Step


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be done, what somebody changed on the server since it was last seen, and what else should be known.

    `losses` is what is on the server, which the manifest could say and never said: it would be removed. `doubts` is
    what of the manifest is perhaps not meant, as things are there. `changes` are the fields and files that will be
    otherwise than on the server; they follow from all else that is known.
    """

    steps: tuple[Step, ...]
    drift: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def decided(self) -> tuple[object, ...]:
        """What a plan is held against when it is applied later: checksums become known meanwhile."""
        return self.steps, self.drift, self.notes, self.losses, self.doubts


@dataclass(frozen=True, slots=True)
class Plan:
    """What makes a manifest true, in order.

    `drift` tells what somebody changed on the server since, which apply sets back, `losses` what it removes although
    the manifest did not change, `changes` what will be otherwise (see `Outlook`), and `notes` what it leaves as it is;
    `reserved_doi` is that of the draft, if there is one. `outline` says what becomes public, in a few lines, and
    `warnings` what is right in the manifest and perhaps not meant, if anything is to do. `looks` is how many requests
    it took to see what is there, which apply makes again; None: nobody looked. `contents` are the files of the whole
    record, and `preview` is the file with its page as it will be, if that was asked for.
    """

    manifest: str
    repository: str
    environment: str
    base_url: str
    digest: str
    steps: tuple[Step, ...]
    drift: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reserved_doi: str = ""
    losses: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    outline: Mapping[str, str | int] = field(default_factory=dict)
    looks: int | None = None
    contents: tuple[Content, ...] = ()
    preview: str = ""

    def __repr__(self) -> str:
        left = some([step.key for step in self.pending]) or "nothing"
        return f"<Plan {self.manifest} -> {self.repository}/{self.environment}, to do: {left}>"

    @property
    def pending(self) -> tuple[Step, ...]:
        """The steps with something left to do."""
        return tuple(step for step in self.steps if step.pending)

    @property
    def bytes(self) -> int:
        """Bytes of files to send."""
        return sum(step.bytes for step in self.pending)

    @property
    def requests(self) -> int:
        """Requests that apply makes when all goes well: to look, and for the pending steps."""
        return (self.looks or 0) + sum(step.requests for step in self.pending)

    @property
    def at_least(self) -> bool:
        """Whether there may be more of them: nobody has looked yet, or a step waits for the server."""
        return self.looks is None or any(step.waits for step in self.pending)


def confirm_needed(plan: Plan, steps: Iterable[Step]) -> bool:
    """Whether a person must say yes before these steps of the plan are done."""
    return any(step.pending and (step.irreversible or plan.losses) for step in steps)


def keep_all(plan: Plan) -> None:
    """Raise RefusedError if something would be lost that the manifest never said: no general yes stands for that."""
    if plan.losses:
        raise RefusedError(
            f"This would remove what is on the server and not in the manifest: {'; '.join(plan.losses)}.",
            state="Nothing was sent.",
            hint="To keep it, say it in the manifest; what is there shows:\npublishpipe verify MANIFEST\n"
            "To remove it, answer the question at a terminal, without --yes; or save the plan and apply that:\n"
            "publishpipe plan MANIFEST --out release.plan\npublishpipe apply release.plan",
        )


def digest(*parts: object) -> str:
    """sha256 of the canonical JSON of the parts."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_parts)
    return hashlib.sha256(text.encode()).hexdigest()


def _parts(value: Any) -> list[object] | str:
    """A value that JSON does not know: a dataclass by all of its fields."""
    return [getattr(value, part.name) for part in fields(value)] if is_dataclass(value) else str(value)


def as_json(plan: Plan) -> dict[str, Any]:
    """The plan as `plan --json` prints it; its form is schemas/plan.v1.schema.json."""
    told: dict[str, object] = {
        "changes": [change.as_json() for change in plan.changes],
        "outline": dict(plan.outline),
        "files": [content.as_json() for content in plan.contents],
        "drift": list(plan.drift),
        "losses": list(plan.losses),
        "notes": list(plan.notes),
        "preview": plan.preview,
        "reserved_doi": plan.reserved_doi,
        "warnings": [warning.as_json() for warning in plan.warnings],
    }
    totals: dict[str, object] = {"steps": len(plan.pending), "bytes": plan.bytes, "requests": plan.requests}
    return {
        "plan": 1,
        "manifest": plan.manifest,
        "repository": plan.repository,
        "environment": plan.environment,
        "base_url": plan.base_url,
        "digest": plan.digest,
        "steps": [_step(step) for step in plan.steps],
        "totals": totals | ({"at_least": True} if plan.at_least else {}),
    } | {name: value for name, value in told.items() if value}


def _step(step: Step) -> Mapping[str, object]:
    return {
        "key": step.key,
        "action": step.action,
        "summary": step.summary,
        "status": "pending" if step.pending else "done",
        "bytes": step.bytes,
        "irreversible": step.irreversible,
    }


Confirm = Callable[[Plan], None]
"""Called before the first request that changes anything if something irreversible lies ahead; raises RefusedError."""
