"""The lockfile on a branch of the remote: taken before apply, there before the first change, and brought back after.

A tag's checkout is on no branch and is gone with its runner, so nothing here depends on what is checked out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from publishpipe.ci.git import Git, GitError
from publishpipe.ci.merging import Releases, joined, releases, text_of
from publishpipe.errors import BusyError, PublishPipeError, RefusedError
from publishpipe.state.storage import write_atomically

KEPT = "refs/publishpipe"  # keeps, in this clone, what the branch held when it was last taken or pushed
TRIES = 5  # of a push, as the branch may move each time
PAUSE = 1.0  # seconds between those that bring the lockfile back


@dataclass(frozen=True, slots=True)
class Seen:
    """What the remote holds: the commits of both branches, and the lockfile that is newest there."""

    own: str
    base: str
    releases: Releases


@dataclass(frozen=True, slots=True)
class LockBranch:
    """A lockfile and the branch that keeps it.

    Attributes:
        git: of the clone.
        lock: the lockfile here.
        section: of the release that is applied, `repository/environment`.
        name: the branch that is pushed to.
        base: the branch that it is made from anew each time; the same one if it is pushed to itself.
        permission: what to do if nobody may push.
        push_options: for the server, with what is pushed last.
    """

    git: Git
    lock: Path
    section: str
    name: str
    base: str
    permission: str
    push_options: tuple[str, ...] = ()

    def take(self) -> None:
        """Have the newest lockfile here: the branch's, or the one that is here if that knows more.

        Raises:
            RefusedError: there is no such branch.
            InputError: one of them is no lockfile, or they know different versions.
        """
        seen = self._seen()
        newest = self._newest(seen)
        self.git.keep(self._ref, text_of(seen.releases))
        if newest != self._here():
            write_atomically(self.lock, text_of(newest))

    def newest(self) -> tuple[str, str]:
        """The text of the lockfile that `take` would have here, and the branch that knows its release so.

        That is empty if only this checkout does. Nothing is written. Raises as `take` does.
        """
        seen = self._seen()
        newest = self._newest(seen)
        known = newest.get(self.section)
        branches = {self.base: self._at(seen.base, self.base), self.name: self._at(seen.own, self.name)}
        source = next((name for name, there in branches.items() if there.get(self.section) == known), "")
        return text_of(newest), source

    def _newest(self, seen: Seen) -> Releases:
        here = self._here()
        if here == releases(self.git.file(self._path, "HEAD"), self._path):  # as it was checked out
            return joined(seen.releases, here, {})
        return joined(here, seen.releases, self._before() or {})

    def begin(self, message: str) -> None:
        """Push the lockfile before the first change, so that it is known that this can be done.

        Raises:
            RefusedError: it cannot be pushed; or what is checked out is older than what was applied last.
            BusyError: another run has pushed one of this release since it was taken.
        """
        try:
            self._begin(message)
        except BaseException:
            self.git.forget(self._ref)  # nothing is done, so nothing is to be brought back
            raise

    def _begin(self, message: str) -> None:
        before = (self._before() or {}).get(self.section)
        if before:
            self._check_order()
        for _ in range(TRIES):
            seen = self._seen()
            if seen.releases.get(self.section) != before:
                raise BusyError(
                    f"Another run changed the lockfile of this release on the branch {self.name} meanwhile.",
                    state="Nothing was sent.",
                    hint="Run this job again when that run has ended: it goes on from there.",
                )
            try:
                return self._push(seen, message)
            except GitError as error:
                failure = error
                if self._seen() == seen:
                    break
        raise RefusedError(
            f"The lockfile cannot be brought to the branch {self.name}, so nothing was begun: {failure.message}",
            state="Nothing was sent.",
            hint=self.permission,
        )

    def _check_order(self) -> None:
        """Raise RefusedError if a newer commit was applied: the files of this one would become the newest version."""
        seen = self._seen()
        lines = self.git.messages(self._applied, *filter(None, {seen.own, seen.base})).splitlines()
        # All of them: a message may quote such a line, or somebody may write one.
        applied = dict.fromkeys(line.rpartition(" ")[2] for line in lines if line.startswith(self._applied))
        newer = next(filter(self.git.is_before, applied), "")
        if newer:
            raise RefusedError(
                f"What is checked out is older than what was applied already, the commit {newer[:12]}.",
                state="Nothing was sent.",
                hint="If its files are to be the newest version all the same, tag a new commit that has them.",
            )

    def secure(self, message: str) -> None:
        """Push the lockfile before what cannot be undone, so that whatever ends the runner, the record's id is known.

        Raises:
            RefusedError: it cannot be pushed.
        """
        try:
            self._bring(message)
        except PublishPipeError as error:
            raise RefusedError(
                f"The lockfile cannot be brought to the branch {self.name}, so nothing was published: {error.message}",
                hint=error.hint or self.permission,
            ) from None

    def save(self, message: str) -> bool:
        """Bring the lockfile back as it is now; whether there was anything to bring.

        Raises:
            PublishPipeError: it could not be done.
        """
        try:
            return self._before() is not None and self._bring(message, *self.push_options)
        except PublishPipeError as error:
            raise PublishPipeError(
                f"The lockfile could not be brought to the branch {self.name}: {error.message}",
                where=str(self.lock),
                state="What was published is published. The lockfile is printed above; it goes with this runner.",
                hint=error.hint or f"Commit it to that branch. {self.permission}",
            ) from None

    def _bring(self, message: str, *options: str) -> bool:
        """Push the lockfile as it is now, if the branch has it otherwise; whether it had. Raises PublishPipeError."""
        for number in range(TRIES):
            time.sleep(PAUSE if number else 0)
            try:
                seen = self._seen()
                if self._merged(seen) == seen.releases:
                    return False
                self._push(seen, message, *options)
            except GitError as error:  # what else is wrong no second try makes better
                failure = error
            else:
                return True
        raise failure

    def _push(self, seen: Seen, message: str, *options: str) -> None:
        """Push the lockfile as it is here, together with what others learned of other releases."""
        merged = text_of(self._merged(seen))
        signed = f"{message}\n\n{self._applied} {self.git.head}\n"
        commit = self.git.commit(seen.base, self._path, merged, signed)
        self.git.push(commit, self.name, seen.own, *options)
        self.git.keep(self._ref, merged)

    def _seen(self) -> Seen:
        own = self.git.tip(self.name)
        base = own if self.name == self.base else self.git.tip(self.base)
        if not base:
            raise RefusedError(
                f"The remote has no branch {self.base}, which was to keep the lockfile.",
                state="Nothing was sent.",
                hint="Name one that exists: --branch NAME.",
            )
        return Seen(own, base, joined(self._at(own, self.name), self._at(base, self.base), {}))

    def _at(self, commit: str, branch: str) -> Releases:
        """The lockfile in a commit, if there is such a commit."""
        return releases(self.git.file(self._path, commit), f"{self._path} on the branch {branch}") if commit else {}

    def _merged(self, seen: Seen) -> Releases:
        return joined(self._here(), seen.releases, self._before() or {})

    def _before(self) -> Releases | None:
        kept = self.git.kept(self._ref)
        return None if kept is None else releases(kept, self._ref)

    def _here(self) -> Releases:
        return releases(self.lock.read_text("utf-8") if self.lock.exists() else "", str(self.lock))

    @property
    def _applied(self) -> str:
        """How the line of a commit's message begins that says which commit was applied."""
        return f"Applied-Commit: {self._path} {self.section}"

    @property
    def _path(self) -> str:
        return self.git.path(self.lock)

    @property
    def _ref(self) -> str:
        return f"{KEPT}/{sha256(self._path.encode()).hexdigest()[:12]}"
