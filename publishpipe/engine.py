"""find → intent → act → outcome: runs the pending steps of a plan, each effect exactly once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from typing import TYPE_CHECKING, Any, Generic

from publishpipe.errors import LostAnswerError, PublishPipeError
from publishpipe.model import identity
from publishpipe.model.events import Acted, Emit, StepChanged
from publishpipe.model.facts import Facts, Patch, joined
from publishpipe.model.steps import Step, batches
from publishpipe.repositories.base import Outcome, Release, S
from publishpipe.state.lockfile import Lockfile

if TYPE_CHECKING:
    from publishpipe.http.session import Session

TRIES = 3  # of an effect whose answer was lost, each after looking that it did not happen
MOMENT = 0.2  # seconds; a file that was sent can be found again, so its outcome need not be on disk at once
FEWEST, MOST = 4, 8  # files at once; more than a browser opens to one host would crowd others out
RATE = 50e6  # bytes a second, of one connection
EACH = 0.005  # seconds of work for a file, whatever its size
LEFT = "What was done before is in the lockfile.", "Run the same command again: it goes on from there."
NOTHING_LEFT = "Nothing is known to be made.", "Run the same command again."


@dataclass(frozen=True, slots=True)
class Work(Generic[S]):
    """What the steps are done to, where it is written down, and who is told."""

    release: Release[Any, S]
    lock: Lockfile
    session: Session
    emit: Emit


def run(steps: Iterable[Step], work: Work[S], seen: S, *, jobs: int | None = None) -> None:
    """Do what is pending, in order; neighbours that are parallel in `jobs` threads, the largest first.

    Args:
        steps: of the plan.
        work: see `Work`.
        seen: what the plan was made from.
        jobs: how many files are sent at once; None: see `worthwhile`.

    Raises:
        PublishPipeError: a step failed; what was done until then is in the lockfile.
    """
    for batch in batches(steps):
        for step in batch:
            if step.done:
                work.emit(StepChanged(step, "skipped", step.done))
        pending = [step for step in batch if step.pending]
        if len(pending) > 1:
            pending.sort(key=lambda step: -step.bytes)  # or the last one would be sent alone
            at_once = jobs or worthwhile(pending, work.session.transport.latency)
            seen = _side_by_side(pending, work, seen, jobs=at_once)
        elif pending:
            seen = _one(pending[0], work, seen)


def _one(step: Step, work: Work[S], seen: S) -> S:
    """Do a step; what is seen since."""
    try:
        outcome = _act(step, work, seen)
        work.lock.record(outcome.learned)
        told = work.release.judge(step, work.lock.facts, outcome.seen)
    except PublishPipeError as error:
        _failed(step, error, work)
        raise
    work.emit(StepChanged(step, "done", told))
    return outcome.seen


def _act(step: Step, work: Work[S], seen: S) -> Outcome[Patch, S]:
    """The outcome of a step. One that cannot simply be repeated has its intent on disk before anybody hears of it."""
    release, lock = work.release, work.lock
    if step.repeatable:
        work.emit(StepChanged(step, "started"))
        return release.act(step, lock.facts, seen)
    left = TRIES
    while True:
        left -= 1
        lock.record(_intent(step, lock.facts))
        try:
            if left == TRIES - 1:
                work.emit(StepChanged(step, "started"))
            return _ended(step, release.act(step, lock.facts, seen))
        except LostAnswerError as lost:
            if step.marked:
                lock.record({"unanswered": True})
            found = release.find(step, lock.facts, seen)
            if found.happened:
                return _ended(step, found)
            if not left:
                lost.state = lost.state or "It was looked for and not found, but it may still appear."
                lost.hint = lost.hint or "Run the same command again in some minutes: it looks before it does anything."
                raise
            seen = found.seen
        except PublishPipeError:  # refused, or never sent: it certainly did not happen
            lock.record({"intents": {step.key: None}})
            raise


def _intent(step: Step, facts: Facts) -> Patch:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    begun: Patch = {"intents": {step.key: now}}
    if not step.marked:
        return begun
    return {**begun, "marker": facts.get("marker") or identity.marker(facts["base_url"], facts["identity"])}


def _ended(step: Step, outcome: Outcome[Patch, S]) -> Outcome[Patch, S]:
    """The same, and nobody need look any more what became of it."""
    over: Patch = {"intents": {step.key: None}}
    return Outcome(joined(outcome.learned, over), outcome.seen)


def worthwhile(steps: Sequence[Step], latency: float) -> int:
    """How many files to send at once, where an answer takes `latency` seconds: small ones mostly wait for answers."""
    sending = sum(step.bytes for step in steps) / len(steps) / RATE + EACH
    return round(min(MOST, max(FEWEST, latency / sending)))


def _side_by_side(steps: Sequence[Step], work: Work[S], seen: S, *, jobs: int) -> S:
    """All steps at once. When one fails, those under way end, and the rest is not begun."""
    facts = work.lock.facts

    def act(step: Step) -> Outcome[Patch, S]:
        work.emit(StepChanged(step, "started"))
        try:
            return work.release.act(step, facts, seen)
        finally:
            work.emit(Acted(step.key))

    pool = ThreadPoolExecutor(max_workers=jobs)
    running = {pool.submit(act, step): step for step in steps}
    errors = []
    try:
        for ended in _collected(running, work):
            if isinstance(ended, PublishPipeError):
                errors.append(ended)
            else:
                seen = ended.seen
    except BaseException:
        # What is under way ends at its next chunk; nobody waits for a server that hangs.
        work.session.transport.cancelled.set()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    if errors:
        raise errors[0]
    return seen


def _collected(
    running: dict[Future[Outcome[Patch, S]], Step], work: Work[S]
) -> Iterator[Outcome[Patch, S] | PublishPipeError]:
    """Record the outcomes of each moment together, and give them; or the errors, at once."""
    left = set(running)
    while left:
        ended, left = wait(left, timeout=MOMENT, return_when=FIRST_EXCEPTION)
        over = [future for future in ended if not future.cancelled()]
        learned = (future.result().learned for future in over if not future.exception())
        work.lock.record(reduce(joined, learned, Patch()))
        for future in over:
            error = future.exception()
            if error is None:
                work.emit(StepChanged(running[future], "done"))
                yield future.result()
            elif isinstance(error, PublishPipeError):
                for other in left:
                    other.cancel()
                _failed(running[future], error, work)
                yield error
            else:
                raise error


def _failed(step: Step, error: PublishPipeError, work: Work[S]) -> None:
    begun = "id" in work.lock.facts or work.lock.facts.get("unanswered", False)
    error.where = f"{step.key}: {error.where}" if error.where else step.key
    state, hint = LEFT if begun else NOTHING_LEFT
    error.state, error.hint = error.state or state, error.hint or hint
    work.emit(StepChanged(step, "failed", error.message))
