"""plan in a pipeline: by the newest lockfile, which may be on its branch and not in what is checked out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from publishpipe.ci.applying import asked_for
from publishpipe.ci.branch import LockBranch
from publishpipe.ci.git import Git
from publishpipe.ci.pipeline import pipeline
from publishpipe.errors import PublishPipeError
from publishpipe.model.plan import Plan
from publishpipe.model.target import Target
from publishpipe.state.storage import write_atomically
from publishpipe.workspace.workspace import lock_path

ALONE = "made by the lockfile of this checkout alone"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan knows of its release, in words; and where apply may find more."""

    words: str
    more: str = "apply finds it: by the newest lockfile, which it takes from its branch"

    def note(self, made: Plan) -> str:
        """What to say of a plan that was made by it."""
        told = f"{self.words}: the server was not asked"
        if made.environment == "local" or not any(step.action == "create" for step in made.pending):
            return told
        return (
            f"{told}. It knows of no release yet. If there is one, {self.more}. Then it changes that release, or makes "
            "a new version of it"
        )


@contextmanager
def by_newest_lockfile(path: Path, target: Target, branch: str) -> Iterator[Basis]:
    """Have the newest lockfile here for as long as a plan is made, if its branch can be read. Nothing is pushed.

    Args:
        path: the manifest.
        target: where it goes.
        branch: which one keeps the lockfile; empty: the one that the pipeline tells.
    """
    base = branch or pipeline().branch
    if not base or target.is_embedded:
        yield Basis(ALONE)
        return
    lock = lock_path(path, target)
    try:
        newest = _newest(path, lock, target, base)
    except PublishPipeError as error:
        yield Basis(f"{ALONE}, as the branch {base} cannot be read ({error.message.rstrip('.')})")
        return
    told = "by the newest lockfile, that of the branch" if newest else "without a lockfile: there is none on the branch"
    with _instead(lock, newest):
        yield Basis(f"made {told} {base}", "apply finds it on the server")


def _newest(path: Path, lock: Path, target: Target, base: str) -> str:
    git = Git(path.absolute().parent)
    return LockBranch(git, lock, str(target), asked_for(git.path(lock)), base, permission="").newest()


@contextmanager
def _instead(lock: Path, text: str) -> Iterator[None]:
    """Have this text in a lockfile, and in the end what was there."""
    before = lock.read_text("utf-8") if lock.exists() else ""
    if text == before:
        yield
        return
    write_atomically(lock, text)
    try:
        yield
    finally:
        if before:
            write_atomically(lock, before)
        else:
            lock.unlink()
