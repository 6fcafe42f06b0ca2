"""Many releases as values: what is foreseen for each, how each ended, and what all of them come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from publishpipe.errors import Problem, PublishPipeError
from publishpipe.model.events import Event, Result
from publishpipe.model.plan import Confirm, Plan, as_json

INTERRUPTED = 130
WORST_FIRST = (INTERRUPTED, 7, 6, 5, 3, 1, 4)  # the exit code of many is the first of these that occurred


def worst(codes: Iterable[int]) -> int:
    """The exit code of many, by that of each."""
    found = set(codes) - {0}
    return next((code for code in WORST_FIRST if code in found), max(found, default=0))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is to be done for one release; or why that cannot be said.

    `waits_for` are others whose DOIs it names, which come first. `result` is how it stands; `news`: the lockfile does
    not know yet what was seen.
    """

    release: str
    plan: Plan | None = None
    error: PublishPipeError | None = None
    waits_for: tuple[str, ...] = ()
    result: Result | None = None
    news: bool = False

    @property
    def pending(self) -> bool:
        """Whether something is to be done."""
        return self.plan is not None and bool(self.plan.pending)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What somebody should look at before it is done."""
        if self.error:
            return (self.error.message,)
        if self.plan is None:
            return ()
        drift = (f"changed on the server: {change}; apply sets it as the manifest says" for change in self.plan.drift)
        lost = (f"on the server, not in the manifest: {loss}; apply removes it" for loss in self.plan.losses)
        return (*lost, *drift, *self.plan.notes)

    def as_json(self) -> dict[str, object]:
        """As `plan --json` prints it."""
        told: dict[str, object] = as_json(self.plan) if self.plan else self.error.as_json() if self.error else {}
        waits = {"waits_for": list(self.waits_for)} if self.waits_for else {}
        return {"release": self.release, **waits, **told}


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What is to be done for all releases. `seconds`: how long the server's rate limit makes it take, if it does.

    `looks` is how many requests it took to see what is there. `order`: what is done one after the other to releases
    that name each other, up to which step; empty for all that is left of it.
    """

    title: str
    releases: tuple[Foreseen, ...]
    looks: int = 0
    seconds: float = 0.0
    order: tuple[tuple[str, str], ...] = ()

    @property
    def pending(self) -> tuple[Foreseen, ...]:
        """The releases with something to do."""
        return tuple(one for one in self.releases if one.pending)

    @property
    def failed(self) -> tuple[Foreseen, ...]:
        """Those of which nobody can say what is to be done."""
        return tuple(one for one in self.releases if one.error)

    @property
    def exit_code(self) -> int:
        """The worst of those."""
        return worst(one.error.exit_code for one in self.releases if one.error)

    @property
    def bytes(self) -> int:
        """Bytes of files to send."""
        return sum(one.plan.bytes for one in self.pending if one.plan)

    @property
    def requests(self) -> int:
        """Requests that apply makes for what is pending, when all goes well."""
        return sum(one.plan.requests for one in self.pending if one.plan)

    @property
    def irreversible(self) -> Mapping[str, int]:
        """What cannot be undone: how often, by action."""
        steps = (step for one in self.pending if one.plan for step in one.plan.pending)
        return Counter(step.action for step in steps if step.irreversible)

    @property
    def losses(self) -> tuple[str, ...]:
        """What would be removed from servers that no manifest ever said."""
        return tuple(f"{one.release}: {loss}" for one in self.pending if one.plan for loss in one.plan.losses)

    def as_json(self) -> dict[str, object]:
        """As `plan --json` prints it."""
        totals: dict[str, object] = {
            "releases": len(self.releases),
            "pending": len(self.pending),
            "failed": len(self.failed),
            "bytes": self.bytes,
            "requests": self.requests,
            "looks": self.looks,
            "irreversible": dict(self.irreversible),
        }
        if self.seconds:
            totals["seconds"] = round(self.seconds)
        order = [{"release": release, **({"until": until} if until else {})} for release, until in self.order]
        return {
            "campaign": 1,
            "title": self.title,
            "releases": [one.as_json() for one in self.releases],
            "totals": totals,
        } | ({"order": order} if order else {})


@dataclass(frozen=True, slots=True)
class Ended:
    """How one release ended, and what to do where it did not end well."""

    release: str
    result: Result
    exit_code: int = 0
    hint: str = ""

    def as_json(self) -> dict[str, object]:
        """As a report has it."""
        told = {name: value for name, value in self.result.as_json().items() if name != "event"}
        return {"release": self.release, **told, **({"hint": self.hint} if self.hint else {})}


@dataclass(frozen=True, slots=True)
class CampaignResult:
    """How all of it ended.

    `left` are the releases that were not begun, and why; `stopped` is why it ended early, or never began, and
    `problems` what is wrong with the campaign.
    """

    title: str
    releases: tuple[Ended, ...] = ()
    left: Mapping[str, str] = field(default_factory=dict)
    stopped: str = ""
    interrupted: bool = False
    requests: int = 0
    bytes_sent: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many ended how."""
        ended = Counter(str(one.result.status) for one in self.releases)
        return {name: ended[name] for name in ("done", "unchanged", "failed", "refused")} | {"left": len(self.left)}

    @property
    def exceptions(self) -> tuple[Ended, ...]:
        """Those that did not end well."""
        return tuple(one for one in self.releases if one.exit_code)

    @property
    def exit_code(self) -> int:
        """The worst of them."""
        codes = [*(one.exit_code for one in self.releases), INTERRUPTED if self.interrupted else 0]
        return worst(codes) or (1 if self.left else 0)

    def as_json(self) -> dict[str, object]:
        """As `apply --json` prints it, last of all."""
        told = {"title": self.title, **self.counts, "requests": self.requests, "bytes_sent": self.bytes_sent}
        problems = [problem.as_json() for problem in self.problems]
        more = {"problems": problems, "stopped": self.stopped}
        return {"event": "campaign", **told, **{name: value for name, value in more.items() if value}}


@dataclass(frozen=True, slots=True)
class Told:
    """What happened to one release."""

    release: str
    event: Event

    def as_json(self) -> dict[str, object] | None:
        """As `apply --json` prints it."""
        value = self.event.as_json()
        return None if value is None else {**value, "release": self.release}


@dataclass(frozen=True, slots=True)
class Looking:
    """How many releases were read, or looked at, of how many; for people only."""

    doing: str
    done: int
    total: int

    def as_json(self) -> None:
        """Machines are not told."""


@dataclass(frozen=True, slots=True)
class CampaignPlanned:
    """The plan of all, before anything is done; for people only, as machines are told each release's own."""

    plan: CampaignPlan

    def as_json(self) -> None:
        """Machines are not told."""


CampaignEvent = Told | Looking | CampaignPlanned | CampaignResult
CampaignEmit = Callable[[CampaignEvent], None]
ConfirmAll = Callable[[CampaignPlan], Confirm]
"""Called once, before anything irreversible is done; gives what each release is confirmed by. Raises RefusedError."""


def ignore(_event: CampaignEvent) -> None:
    """Nobody listens."""
