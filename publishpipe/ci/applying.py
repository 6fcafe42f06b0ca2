"""apply in a pipeline: take the newest lockfile, have it on its branch before the first change, bring it back after."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from publishpipe.ci import github
from publishpipe.ci.branch import LockBranch
from publishpipe.ci.git import Git
from publishpipe.ci.pipeline import Pipeline, pipeline
from publishpipe.errors import PublishPipeError, UsageError
from publishpipe.manifest import manifest
from publishpipe.model.events import Emit, Event, StepChanged
from publishpipe.model.target import Environment, Target
from publishpipe.state.places import LOCK_ENDING
from publishpipe.workspace.workspace import lock_path

LEFT_OVER = {ord("."): "%2E", ord("~"): "%7E"}  # what `quote` leaves, and a branch's name may not have anywhere


@dataclass(frozen=True, slots=True)
class Keeper:
    """A lockfile that outlives its runner."""

    branch: LockBranch
    pipeline: Pipeline
    asks: bool
    what: str

    @contextmanager
    def keeping(
        self, emit: Emit, saved: Callable[[str], None], unsaved: Callable[[PublishPipeError], None]
    ) -> Iterator[Emit]:
        """Have the newest lockfile here; give what tells of events; bring the lockfile back, however it ends.

        `saved` hears where it is now, see `save`; `unsaved` why that could not be done, which is raised only where
        nothing else went wrong.
        """
        self.branch.take()
        ended = False
        try:
            yield _Watch(self, emit)
            ended = True
        finally:
            try:
                saved(self.save())
            except PublishPipeError as error:
                unsaved(error)
                if ended:
                    raise

    def begin(self) -> None:
        """Bring it to its branch before the first change. Raises RefusedError, BusyError."""
        self.branch.begin(self._message(f"publishpipe begins {self.what}"))

    def secure(self) -> None:
        """Bring it to its branch before something that cannot be undone. Raises RefusedError."""
        self.branch.secure(self._message(f"publishpipe publishes {self.what}"))

    def save(self) -> str:
        """Bring it back, and ask for it to be taken if that is wanted; where it is, or nothing if it stayed.

        Raises:
            PublishPipeError: it could not be done.
        """
        saved = self.branch.save(self._message(f"publishpipe: the lockfile of {self.what}"))
        return f"The lockfile is on the branch {self.branch.name}{self._asked()}." if saved else ""

    def _asked(self) -> str:
        """What asks for it to be taken, if that is wanted: GitHub takes a request for it, GitLab the push."""
        if not self.asks or self.pipeline.host != "GitHub":
            return ", and a merge request asks for it" if self.asks and self.pipeline.host == "GitLab" else ""
        text = f"publishpipe applied {self.what}: {self.pipeline.page}\n\nMerge this before you change the lockfile."
        try:
            with github.session() as session:
                title = f"Lockfile of {self.what}"
                address = github.pull_request(session, self.branch.name, self.branch.base, title, text)
        except PublishPipeError as error:
            error.state = f"The lockfile is on the branch {self.branch.name}, where the next run finds it."
            error.hint = (
                "Open the pull request by hand. For the next time: `permissions: pull-requests: write`, and in the "
                "settings of the repository, Actions, General: Allow GitHub Actions to create pull requests."
            )
            raise
        return f". Merge {address} before you change it"

    def _message(self, subject: str) -> str:
        """Of a commit; never with [skip ci]: a tag that is put on it later would then publish nothing."""
        return "\n\n".join(part for part in (subject, self.pipeline.page) if part)


class _Watch:
    """Has the lockfile on its branch before anybody hears of the first step, or of one that cannot be undone."""

    def __init__(self, keeper: Keeper, emit: Emit) -> None:
        self._keeper = keeper
        self._emit = emit
        self._begun = False
        self._refused: PublishPipeError | None = None

    def __call__(self, event: Event) -> None:
        if isinstance(event, StepChanged) and event.status == "started":
            if not self._begun:
                self._begin()
            elif event.step.irreversible:
                self._keeper.secure()
        self._emit(event)

    def _begin(self) -> None:
        """Once; of several uploads that start side by side, each hears the same."""
        try:
            if self._refused:
                raise self._refused
            self._keeper.begin()
            self._begun = True
        except PublishPipeError as refused:
            self._refused = refused
            raise


def keeper(path: Path, target: Target, keep: str, branch: str) -> Keeper | None:
    """What keeps the lockfile of a manifest; None if nothing is to: a rehearsal's is never shared.

    Args:
        path: the manifest.
        target: where it goes.
        keep: on the `branch` itself, by a `pull-request`, or `off`.
        branch: which one; empty: the one that the pipeline tells, see `Pipeline.branch`.

    Raises:
        UsageError: nobody knows a branch, as where this is no pipeline.
        PublishPipeError: there is no git.
    """
    if keep == "off" or target.is_embedded:
        return None
    ci = pipeline()
    base = branch or ci.branch
    if not base:
        raise UsageError(
            "Which branch keeps the lockfile? Only a pipeline tells that by itself.",
            state="Nothing was sent.",
            hint="Name it, such as --branch main.",
        )
    asks = keep == "pull-request"
    if asks and ci.host == "GitHub":
        github.session().transport.close()  # no token for it is an error now, and not after the publication
    git = Git(path.absolute().parent, {**_signed(*ci.author), **os.environ})
    what = f"{git.path(path)}{f' at {ci.applied}' if ci.applied else ''} ({target})"
    options = ("merge_request.create", f"merge_request.target={base}") if asks and ci.host == "GitLab" else ()
    lock = lock_path(path, target)
    own = asked_for(git.path(lock)) if asks else base
    kept = LockBranch(git, lock, str(target), own, base, ci.permission, options)
    return Keeper(kept, ci, asks, what)


def asked_for(lock: str) -> str:
    """The branch that a pull request is made of: one for each lockfile, as it is made anew with that one alone."""
    return f"publishpipe/{quote(lock.removesuffix(LOCK_ENDING)).translate(LEFT_OVER)}{LOCK_ENDING}"


def _signed(name: str, address: str) -> dict[str, str]:
    """Whose git's commits are."""
    return {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", name), ("EMAIL", address))
    }


def target_of(path: Path, environment: Environment | None, url: str | None, settings: dict[str, str]) -> Target:
    """Where a manifest goes. Raises InputError if nobody can tell."""
    read, _ = manifest.read(path, environment=environment, url=url, settings=settings)
    return read.target
