"""What all sequences work with: a user, a manifest, a server that both sides see, and the laws after each command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar
from unittest import mock

from hypothesis.stateful import RuleBasedStateMachine

import publishpipe
from publishpipe.errors import PublishPipeError, RefusedError
from tests.conftest import Server
from tests.laws.process import Process


class Bench(RuleBasedStateMachine):
    """One example: `held` is what the server holds.

    `world` is the server's side, `local` this one, and `laws` judges what became of them.
    """

    server: ClassVar[Server]
    refusals: ClassVar[tuple[type[PublishPipeError], ...]] = (RefusedError,)  # before anything is done
    world: Any
    local: Any
    laws: Any

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self.begin(Path(self._folder.name))
        self.held = self.world.holdings()
        self.saved: Any = None  # what the saved plan follows from
        self.past: list[bytes] = []  # states of the lockfile in which nothing was open

    def begin(self, folder: Path) -> None:
        """Have a user, a manifest in the folder, and laws."""
        raise NotImplementedError

    def arrive(self) -> None:
        """From everywhere there is a way to where the manifest wants to be: go it."""
        raise NotImplementedError

    def call(self, command: Callable[[], Any], process: Process | None = None, *faults: str) -> Any:
        """Run a command, with faults while it runs, and hold the laws against what it did."""
        process = process or Process()
        self.world.fault(*faults) if faults else None
        with mock.patch.dict(os.environ, {"PUBLISHPIPE_TOKENS": f"{self.server.origin}={self.world.token}"}):
            ended = process.run(command)
        self.world.fault() if faults else None
        if isinstance(ended, PublishPipeError):
            assert ended.hint, f"nothing says what to do: {ended!r}"
        before = self.seen()
        self._remember_the_lockfile()
        if isinstance(ended, self.refusals):
            assert self.held == before or faults or process.meanwhile, f"refused, but something was changed: {ended}"
        return ended

    def _remember_the_lockfile(self) -> None:
        if self.local.facts and self.local.is_clear and not self.local.facts.get("editing"):
            state = self.local.lock.read_bytes()
            self.past += [state] if state not in self.past else []

    def seen(self) -> Any:
        """See what is there now, and hold the laws against what became of what was; that."""
        before, self.held = self.held, self.world.holdings()
        self.laws.hold(before, self.held)
        return before

    def apply(self, process: Process | None = None, *faults: str, until: str | None = None, plan: bool = False) -> Any:
        """`publishpipe apply`; if it ends well, what comes of it is held against the laws."""
        path = self.local.plan if plan else self.local.manifest
        ended = self.call(lambda: publishpipe.apply(path, until=until, jobs=1, confirm=self.yes), process, *faults)
        if isinstance(ended, publishpipe.Result) and not until:
            assert ended.status in {"done", "unchanged"}
            assert ended.id
            assert ended.id == self.local.facts["id"]
            assert ended.published == self.held[ended.id].published
            self.laws.settled(self.held)
            self.repeat()
        return ended

    @staticmethod
    def yes(_plan: publishpipe.Plan) -> None:
        """Somebody at a terminal, who agrees to everything."""

    def repeat(self) -> None:
        """Law 4: a second apply changes nothing and sends nothing."""
        process, lock, held = Process(), self.local.lock.read_bytes(), self.held
        ended = self.call(lambda: publishpipe.apply(self.local.manifest, confirm=self.yes), process)
        assert isinstance(ended, publishpipe.Result), f"law 4: {ended!r}"
        assert ended.status == "unchanged", "law 4"
        assert not process.changing, f"law 4: {process.changing}"
        assert (self.local.lock.read_bytes(), self.held) == (lock, held), "law 4"

    def look(self, command: Callable[[], Any], *faults: str) -> Any:
        """A command that changes nothing."""
        process, held = Process(), self.held
        lock = self.local.lock.read_bytes() if self.local.lock.exists() else b""
        ended = self.call(command, process, *faults)
        assert not process.changing
        assert self.held == held
        assert (self.local.lock.read_bytes() if self.local.lock.exists() else b"") == lock
        return ended

    def teardown(self) -> None:
        """The last step of every example."""
        try:
            if sys.exc_info()[1] is None:
                self.arrive()
        finally:
            self.world.close()
            self._folder.cleanup()
