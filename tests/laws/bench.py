"""What all rules work with: a user, a manifest, and a server that both sides see."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar
from unittest import mock
from uuid import uuid4

from hypothesis.stateful import RuleBasedStateMachine

import publishpipe
from publishpipe.errors import PublishPipeError, RefusedError
from tests.conftest import Server
from tests.laws.laws import Laws
from tests.laws.model import Ledger, Local
from tests.laws.process import Process
from tests.laws.world import Held, Holdings, World

ROUNDS = 3  # of apply, after which at the latest everything is as it should be


class Bench(RuleBasedStateMachine):
    """One example: `held` is what the server holds."""

    server: ClassVar[Server]

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self.world = World(self.server)
        self.local = Local(Path(self._folder.name), self.server.origin, f"Laws {uuid4().hex}")
        self.ledger = Ledger()
        self.laws = Laws(self.world, self.local, self.ledger)
        self.held = self.world.holdings()
        self.saved: Any = None  # what the saved plan follows from

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
        if isinstance(ended, RefusedError):
            assert self.held == before or faults or process.meanwhile, f"refused, but something was changed: {ended}"
        return ended

    def seen(self) -> Holdings:
        """See what is there now, and hold the laws against what became of what was; that."""
        before, self.held = self.held, self.world.holdings()
        self.laws.hold(before, self.held)
        self._remember(before)
        return before

    def apply(self, process: Process | None = None, *faults: str, until: str | None = None, plan: bool = False) -> Any:
        """`publishpipe apply`; if it ends well, what comes of it is held against the laws."""
        path = self.local.plan if plan else self.local.manifest
        ended = self.call(
            lambda: publishpipe.apply(path, until=until, jobs=1, confirm=publishpipe.accept), process, *faults
        )
        if isinstance(ended, publishpipe.Result) and not until:
            assert ended.status in {"done", "unchanged"}
            assert ended.id
            assert ended.id == self.local.facts["id"]
            assert ended.published == bool(self.held[ended.id].record)
            self.laws.settled(self.held)
            self.repeat()
        return ended

    def repeat(self) -> None:
        """Law 4: a second apply changes nothing and sends nothing."""
        process, lock, held = Process(), self.local.lock.read_bytes(), self.held
        ended = self.call(lambda: publishpipe.apply(self.local.manifest, confirm=publishpipe.accept), process)
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

    def take_over(self, number: str) -> None:
        """`publishpipe adopt`: other edits of ours are forgotten, as it was told."""
        edits = {other for other, one in self.held.items() if one.state == "editing"}
        self.ledger.either |= self.ledger.own_open(self.held) & edits - {number}
        ended = self.call(lambda: publishpipe.adopt(self.local.manifest, number, confirm=lambda _: None))
        assert isinstance(ended, publishpipe.Adoption), f"{ended!r} without a fault"
        for others in (self.ledger.drafts, self.ledger.edits, self.ledger.either):
            others.discard(number)
        self.ledger.ours.add(number)

    def on_the_web(self, act: Callable[[], Any]) -> None:
        """Something that somebody does there; who began what is open then is written down."""
        before, intents = self.held, self.local.facts.get("intents", {}).keys()
        act()
        self.held = self.world.holdings()
        for number, one in self.held.items():
            was = before.get(number)
            if one.draft and not (was and was.draft):
                if not one.record and not ("new-version" in intents and self._follows_ours(one)):
                    self.ledger.drafts.add(number)
                if one.record:
                    mixed = "edit" in intents or self._own_edit(number)
                    (self.ledger.either if mixed else self.ledger.edits).add(number)
        self._remember(before)

    def _follows_ours(self, draft: Held) -> bool:
        """Whether it is the draft of a new version of what the lockfile holds for the latest one."""
        published = [one.id for one in self.held.values() if one.record and one.concept == draft.concept]
        return bool(published) and max(published, key=int) == self.local.facts["versions"][-1]["id"]

    def _own_edit(self, number: str) -> bool:
        return bool(self.local.facts.get("editing")) and self.local.facts.get("id") == number

    def _remember(self, before: Holdings) -> None:
        self.ledger.forget_closed(self.held)
        for number, one in self.held.items():
            if one.state == "published" and (number not in before or one != before[number]):
                self.ledger.content[number] = self.world.metadata(number)

    def teardown(self) -> None:
        """From everywhere there is a way to where the manifest wants to be."""
        try:
            if sys.exc_info()[1] is None:
                self._arrive()
        finally:
            self.world.close()
            self._folder.cleanup()

    def _arrive(self) -> None:
        for number in self.ledger.drafts | self.ledger.edits | self.ledger.either:
            self.on_the_web(lambda number=number: self.world.delete(number))  # type: ignore[misc]
        for _ in range(ROUNDS):
            ended = self.apply()
            if isinstance(ended, publishpipe.Result):
                return
            assert isinstance(ended, RefusedError), f"{ended!r} without a fault"
            self._heed(ended)
        raise AssertionError(f"no way leads out: {ended!r}")

    def _heed(self, refused: RefusedError) -> None:
        """Do what the hint says."""
        if "publishpipe discard" in refused.hint:
            ended = self.call(lambda: publishpipe.discard(self.local.manifest, confirm=lambda _: None))
            assert isinstance(ended, str), f"what the hint of {refused!r} says did not help: {ended!r}"
        else:
            assert "publishpipe adopt" in refused.hint, refused.hint
            self.take_over(max((number for number, one in self.held.items() if one.record), key=int))
