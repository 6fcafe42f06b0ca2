"""The verb `apply` for many releases: check all, plan all, ask once, do each; and tell how it ended, however it did."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from publishpipe.campaign.looking.foresee import Foreseeing
from publishpipe.campaign.releases import AS_IT_STANDS, Releases, Words, opened
from publishpipe.campaign.running.connections import Connections, alone
from publishpipe.campaign.running.memory import Memory
from publishpipe.campaign.running.run import AT_ONCE, Running
from publishpipe.campaign.running.telling import UntilEnd
from publishpipe.campaign.running.together import Together, collect
from publishpipe.campaign.state.joined import Joined
from publishpipe.campaign.state.members import LEASE
from publishpipe.commands.apply import accept
from publishpipe.errors import PublishPipeError, RefusedError, UsageError
from publishpipe.model.campaign import (
    CampaignEmit,
    CampaignPlan,
    CampaignPlanned,
    CampaignResult,
    ConfirmAll,
    ignore,
)
from publishpipe.model.plan import Confirm, confirm_needed
from publishpipe.model.steps import Step
from publishpipe.model.steps import until as steps_until

INTERRUPTED = "interrupted"


def accept_all(_plan: CampaignPlan) -> Confirm:
    """Go on with what cannot be undone; a release that would lose what its manifest never said is refused."""
    return accept


def refuse_all(_plan: CampaignPlan) -> Confirm:
    """The default answer to what cannot be undone."""
    raise RefusedError(
        "Publishing cannot be undone, and nobody confirmed it.",
        state="Nothing was sent.",
        hint="Pass confirm=publishpipe.campaign.accept_all (on the command line: --yes).",
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Which releases, and how far. `sample`: so many; `retry_failed`: those that failed the last time.

    `join`: a folder that several processes share, which do them together; `lease`: seconds, after which they take over
    what one of them has and does not go on with. `dask`: whose workers these processes are.
    """

    until: str | None = None
    jobs: int | None = None
    sample: int | None = None
    retry_failed: bool = False
    max_failures: int | None = None
    join: Path | None = None
    lease: float = LEASE
    dask: str | None = None


ALL = Choice()


def apply(
    paths: Sequence[Path],
    words: Words = AS_IT_STANDS,
    *,
    choice: Choice = ALL,
    confirm: ConfirmAll = refuse_all,
    emit: CampaignEmit = ignore,
) -> CampaignResult:
    """Make all manifests true, each exactly as if it were alone.

    Args:
        paths: manifests, or one campaign file.
        words: what is said instead of the manifests.
        choice: which releases, and how far.
        confirm: see `ConfirmAll`.
        emit: told about everything that happens; the last event is the result.

    Raises:
        PublishPipeError: nothing was begun, as something is wrong with it, or nobody said yes. How releases ended
            that were begun is in the result.
        KeyboardInterrupt: somebody stopped it; the result was told before.
    """
    emit = UntilEnd(emit)
    try:
        places = tuple(path.absolute() for path in paths)
        return _applied(opened(paths, words), choice, confirm, emit, partial(_take_part, places, words))
    except PublishPipeError as error:
        title = paths[0].name if len(paths) == 1 else f"{len(paths)} manifests"
        emit(CampaignResult(title, stopped=error.message, problems=error.problems))
        raise


def _applied(
    releases: Releases, choice: Choice, confirm: ConfirmAll, emit: CampaignEmit, take_part: Callable[[Choice], str]
) -> CampaignResult:
    releases.check(emit)
    memory = Memory(releases.campaign)
    with _joined(releases, choice) as joined, Connections(joined.budget if joined else alone) as connections:
        _choose(releases, choice, joined.failed(releases.names) if joined else memory.failed())
        if joined:
            for name in joined.before(releases.names):
                collect(name, joined, releases)
        # Who shares the work looks at a release when it takes it: all that looked first would ask for the same.
        looking = Foreseeing(releases, connections, emit, workers=choice.jobs or AT_ONCE, offline=joined is not None)
        plan = looking.plan()
        emit(CampaignPlanned(plan))
        agreed = confirm(plan) if _must_ask(plan, choice.until) else accept
        most = choice.max_failures if choice.max_failures is not None else releases.campaign.max_failures
        running = _kind(joined, choice, take_part)(
            releases, connections, plan, agreed, emit, until=choice.until, jobs=choice.jobs, max_failures=most
        )
        try:
            running.run()
        except KeyboardInterrupt:
            connections.cancel()
            emit(_result(running, interrupted=True))
            raise
        finally:
            memory.save(_failed(running, memory.failed()))
        result = _result(running)
    emit(result)
    return result


def _joined(releases: Releases, choice: Choice) -> AbstractContextManager[Joined | None]:
    """What this process shares with others, if it does."""
    if choice.join is None:
        return nullcontext()
    return Joined.joined(choice.join, releases.identity, retry=choice.retry_failed, lease=choice.lease)


def _kind(joined: Joined | None, choice: Choice, take_part: Callable[[Choice], str]) -> Callable[..., Running]:
    """Who does the work: this process, this process among others, or the workers of a cluster."""
    if joined is None:
        return Running
    if choice.dask is None:
        return partial(Together, joined=joined)
    from publishpipe.campaign.running.cluster import OnCluster, check_address  # noqa: PLC0415  # few need it

    check_address(choice.dask)
    task = partial(take_part, replace(choice, dask=None, join=joined.folder.absolute()))
    return partial(OnCluster, joined=joined, address=choice.dask, task=task)


def _take_part(paths: Sequence[Path], words: Words, choice: Choice) -> str:
    """Be one of the processes that do a campaign, which somebody has confirmed; why that cannot be, if it cannot."""
    from publishpipe.campaign.running.cluster import here  # noqa: PLC0415  # as above

    try:
        apply(paths, words, choice=choice, confirm=accept_all)
    except PublishPipeError as error:
        return here("; ".join([error.message, *map(str, error.problems)]))
    return ""


def _choose(releases: Releases, choice: Choice, failed: Collection[str]) -> None:
    if choice.retry_failed:
        wanted = [name for name in releases.names if name in failed]
        if not wanted:
            raise UsageError(
                "No release failed the last time.", state="Nothing was sent.", hint="Leave --retry-failed out."
            )
        releases.choose(wanted)
    if choice.sample:
        releases.sample(choice.sample)


def _must_ask(plan: CampaignPlan, until: str | None) -> bool:
    """Whether something lies ahead that cannot be undone. Raises UsageError: no release has such a step."""
    plans = [one.plan for one in plan.pending if one.plan]
    steps = dict[int, tuple[Step, ...]]()
    for number, one in enumerate(plans):
        with suppress(UsageError):
            steps[number] = steps_until(one.steps, until)
    if plans and not steps:
        steps_until(plans[0].steps, until)
    return any(confirm_needed(plans[number], ahead) for number, ahead in steps.items())


def _failed(running: Running, before: Mapping[str, str]) -> dict[str, str]:
    """Those that failed the last time that they were tried, this time or before."""
    tried = dict(running.ended)
    failed = {name: why for name, why in before.items() if name not in tried}
    return failed | {name: str(ended.result.error) for name, ended in tried.items() if ended.exit_code}


def _result(running: Running, *, interrupted: bool = False) -> CampaignResult:
    ended = dict(running.ended)
    why = INTERRUPTED if interrupted else running.stop.reason
    left = {name: running.waiting.get(name) or why for name in running.releases.names if name not in ended}
    return CampaignResult(
        running.plan.title,
        tuple(ended[name] for name in running.releases.names if name in ended),
        left,
        why,
        interrupted,
        *running.sent,
    )
