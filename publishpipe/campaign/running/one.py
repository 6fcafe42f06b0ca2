"""One release of a campaign, done exactly as if it were alone; how it ended is a value, not an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from publishpipe.commands.apply import Loaded, applied
from publishpipe.commands.attempt import Way
from publishpipe.errors import PublishPipeError, RefusedError
from publishpipe.model.campaign import CampaignEmit, Ended, Told
from publishpipe.model.events import Event, Planned, Result, StepChanged
from publishpipe.model.plan import Confirm, Plan
from publishpipe.workspace.workspace import Workspace


@dataclass(slots=True)
class Done:
    """How a release ended, the error if it did not end well, and the release as it was read for that."""

    ended: Ended
    error: PublishPipeError | None = None
    space: Workspace | None = None


def one(
    name: str, read: Callable[[], Workspace], way: Way, emit: CampaignEmit, *, earlier: Result | None, last: bool
) -> Done:
    """Do a release as far as that goes.

    Args:
        name: of the release.
        read: reads it, as it is now.
        way: how it is applied.
        emit: told what happens.
        earlier: what was done of it before in this run, if anything was.
        last: nothing of it is left to be done later in this run: so it tells how the release ended.
    """
    telling = _Telling(name, emit, earlier, last=last)
    done = Done(Ended(name, Result("failed")))

    def load() -> Loaded:
        done.space = read()
        return Loaded(done.space)

    try:
        applied(load, way, telling)
        done.ended = Ended(name, telling.result)
    except PublishPipeError as error:
        done.error = error
        done.ended = Ended(name, telling.result, error.exit_code, error.hint)
    return done


class _Telling:
    """Passes on the events of one release: its plan once, and of its results the last one."""

    def __init__(self, name: str, emit: CampaignEmit, earlier: Result | None, *, last: bool) -> None:
        self.result = Result("failed")
        self._name, self._emit, self._earlier, self._last = name, emit, earlier, last

    def __call__(self, event: Event) -> None:
        match event:
            case Result(status=status):
                self.result = event = self._whole(event)
                if not self._last and status in {"done", "unchanged"}:
                    return
            case Planned() | StepChanged(status="skipped"):
                if self._earlier:
                    return
        self._emit(Told(self._name, event))

    def _whole(self, result: Result) -> Result:
        """How it ended with what was done before."""
        before = self._earlier
        if before is None:
            return result
        return replace(
            result,
            status="done" if result.status == "unchanged" else result.status,
            requests=result.requests + before.requests,
            bytes_sent=result.bytes_sent + before.bytes_sent,
        )


def as_shown(shown: Plan, confirm: Confirm) -> Confirm:
    """A confirmation of what was shown, and of nothing else that cannot be undone."""
    agreed = {step.key for step in shown.pending if step.irreversible}

    def confirmed(now: Plan) -> None:
        more = [step.key for step in now.pending if step.irreversible and step.key not in agreed]
        if more or not set(now.losses) <= set(shown.losses):
            raise RefusedError(
                "Somebody changed the record, or a file changed here, since the plan was made.",
                state="Nothing was sent.",
                hint="Run the same command again: it shows what is to be done now.",
            )
        confirm(now)

    return confirmed


def unchanged(name: str, plan: Plan, result: Result, emit: CampaignEmit) -> Ended:
    """A release with which nothing is to be done."""
    emit(Told(name, Planned(plan, plan.steps)))
    for step in plan.steps:
        emit(Told(name, StepChanged(step, "skipped", step.done)))
    result = replace(result, status="unchanged")
    emit(Told(name, result))
    return Ended(name, result)
