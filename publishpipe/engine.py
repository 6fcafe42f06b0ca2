"""find → intent → act → outcome: runs the pending steps of a plan, each effect exactly once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from publishpipe.errors import LostAnswerError, PublishPipeError
from publishpipe.model.events import Emit, StepChanged
from publishpipe.model.facts import Facts
from publishpipe.model.steps import Step, batches
from publishpipe.repositories.base import Release
from publishpipe.state.lockfile import Lockfile

if TYPE_CHECKING:
    from publishpipe.http.session import Session

TRIES = 3  # of an effect whose answer was lost, each after looking that it did not happen


def run(
    steps: Iterable[Step], release: Release, lock: Lockfile, session: Session, emit: Emit, *, jobs: int = 4
) -> None:
    """Do what is pending, in order; neighbours that are parallel in `jobs` threads.

    Raises:
        PublishPipeError: a step failed; what was done until then is in the lockfile.
    """
    for batch in batches(steps):
        for step in batch:
            if step.done:
                emit(StepChanged(step, "skipped", step.done))
        pending = [step for step in batch if step.pending]
        if len(pending) > 1:
            _side_by_side(pending, release, lock, session, emit, jobs=jobs)
        elif pending:
            _one(pending[0], release, lock, emit)


def _one(step: Step, release: Release, lock: Lockfile, emit: Emit) -> None:
    emit(StepChanged(step, "started"))
    try:
        lock.record(_act(step, release, lock))
        told = release.judge(step, lock.facts)
    except PublishPipeError as error:
        _failed(step, error, emit)
        raise
    emit(StepChanged(step, "done", told))


def _act(step: Step, release: Release, lock: Lockfile) -> Facts:
    """The outcome of a step. One that cannot simply be repeated has its intent on disk before it is begun."""
    if step.repeatable:
        return release.act(step, lock.facts)
    left = TRIES
    while True:
        left -= 1
        lock.record(_intent(step, lock.facts))
        try:
            return _outcome(step, release.act(step, lock.facts))
        except LostAnswerError as lost:
            if step.action == "create":
                lock.record({"unanswered": True})
            found = release.find(step, lock.facts)
            if found is not None:
                return _outcome(step, found)
            if not left:
                lost.state = lost.state or "It was looked for and not found, but it may still appear."
                lost.hint = lost.hint or "Run the same command again in some minutes: it looks before it does anything."
                raise
        except PublishPipeError:  # refused, or never sent: it certainly did not happen
            lock.record({"intents": {step.key: None}})
            raise


def _intent(step: Step, facts: Facts) -> Facts:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    marker = {"marker": facts.get("marker") or f"urn:uuid:{uuid4()}"} if step.action == "create" else {}
    return {**marker, "intents": {step.key: now}}


def _outcome(step: Step, facts: Facts) -> Facts:
    return {**facts, "intents": {**(facts.get("intents") or {}), step.key: None}}


def _side_by_side(
    steps: Sequence[Step], release: Release, lock: Lockfile, session: Session, emit: Emit, *, jobs: int
) -> None:
    """All steps at once. When one fails, those under way end, and the rest is not begun."""
    facts = lock.facts

    def act(step: Step) -> Facts:
        emit(StepChanged(step, "started"))
        return release.act(step, facts)

    pool = ThreadPoolExecutor(max_workers=jobs)
    running = {pool.submit(act, step): step for step in steps}
    try:
        errors = list(_collected(running, lock, emit))
    except BaseException:
        session.cancelled.set()  # what is under way ends at its next chunk; nobody waits for a server that hangs
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    if errors:
        raise errors[0]


def _collected(running: dict[Future[Facts], Step], lock: Lockfile, emit: Emit) -> Iterable[PublishPipeError]:
    """Record outcomes as they come; give the errors."""
    left = set(running)
    while left:
        ended, left = wait(left, return_when=FIRST_COMPLETED)
        for future in ended:
            if future.cancelled():
                continue
            error = future.exception()
            if error is None:
                lock.record(future.result())
                emit(StepChanged(running[future], "done"))
            elif isinstance(error, PublishPipeError):
                for other in left:
                    other.cancel()
                _failed(running[future], error, emit)
                yield error
            else:
                raise error


def _failed(step: Step, error: PublishPipeError, emit: Emit) -> None:
    error.where = f"{step.key}: {error.where}" if error.where else step.key
    error.state = error.state or "What was done before is in the lockfile."
    error.hint = error.hint or "Run the same command again: it goes on from there."
    emit(StepChanged(step, "failed", error.message))
