"""plan in a pipeline: by the newest lockfile, which may be on its branch and not in what is checked out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publishpipe.ci.applying import asked_for
from publishpipe.ci.branch import LockBranch
from publishpipe.ci.git import Git
from publishpipe.ci.pipeline import pipeline
from publishpipe.errors import PublishPipeError
from publishpipe.model.target import Target
from publishpipe.state.storage import write_atomically
from publishpipe.workspace.workspace import lock_path

ALONE = "made by the lockfile of this checkout alone"


@contextmanager
def by_newest_lockfile(path: Path, target: Target, branch: str) -> Iterator[str]:
    """Have the newest lockfile here for as long as a plan is made, if its branch can be read. Nothing is pushed.

    It gives what to say of the plan.

    Args:
        path: the manifest.
        target: where it goes.
        branch: which one keeps the lockfile; empty: the one that the pipeline tells.
    """
    base = branch or pipeline().branch
    if not base or target.is_embedded:
        yield ALONE
        return
    lock = lock_path(path, target)
    try:
        newest, source = _newest(path, lock, target, base)
    except PublishPipeError as error:
        why = error.message.rstrip(".")
        yield f"{ALONE}, as the branch {base} cannot be read ({why}), from which apply takes the newest one"
        return
    with _instead(lock, newest):
        yield _told(newest, source, base)


def _told(newest: str, source: str, base: str) -> str:
    if not newest:
        return f"made without a lockfile: there is none on the branch {base}"
    return f"made by the newest lockfile, that of {f'the branch {source}' if source else 'this checkout'}"


def _newest(path: Path, lock: Path, target: Target, base: str) -> tuple[str, str]:
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
