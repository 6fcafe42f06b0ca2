"""The commands on NOMAD, with what is its own matter: what is done on the web, discard, adopt, and the ways out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import rule

import publishpipe
from publishpipe.errors import CopiedError, InputError, PublishPipeError, RefusedError, ServerError
from tests.conformance.nomad.server import ENTRY
from tests.laws.commands import EARLY, FAULTS
from tests.laws.faults import NOMAD, faults
from tests.laws.losing import Losing
from tests.laws.nomad.laws import Laws
from tests.laws.nomad.model import CHANGES, GOOD, MAIN, Local
from tests.laws.nomad.world import Holdings, World
from tests.laws.process import Process

ROUNDS = 4  # of apply, after which at the latest everything is as it should be
OTHERS = 2  # of ten unpublished uploads that a user may have
#: Of another size than any here: NOMAD tells nothing else of a file.
BY_HAND = ENTRY.format("Somebody made this by hand").encode()
#: The name of a method of World, and what it is given.
DEEDS: list[Any] = [
    ("edit", {"comment": "By hand."}),
    ("edit", {"upload_name": "By hand"}),
    ("put", MAIN, BY_HAND),
    ("put", "stray.txt", b"by hand\n"),
    ("remove", MAIN),
    ("act", "lift-embargo"),
]
#: Those that are done while a command is at work, too. NOMAD publishes without a condition: what somebody changes
#: between the last look and that is published.
ACTS: list[Any] = [("delete",), ("act", "publish"), ("act", "process")]
WHICH = st.integers(0, 5)


class NomadMachine(Losing):
    """Everything that can happen to a release on NOMAD."""

    changes = CHANGES
    faults = faults(NOMAD, "corrupt PUT */raw/*", "processing-fails")
    acts = st.tuples(WHICH, st.sampled_from(ACTS))
    actions = ("create", "upload", "wait", "dataset", "describe", "verify")
    refusals = (RefusedError, InputError)

    world: World
    local: Local
    laws: Laws
    held: Holdings

    def begin(self, folder: Path) -> None:
        self.world = World(self.server)
        self.local = Local(folder, self.server.origin, f"Laws {uuid4().hex}")
        self.laws = Laws(self.world, self.local)

    def may_end(self, ended: Any) -> bool:
        """Files that NOMAD cannot parse are told."""
        told = isinstance(ended, ServerError) and ended.message.startswith(("NOMAD failed on", "NOMAD found nothing"))
        return super().may_end(ended) or (told and not self.local.parses)

    def on_the_web(self, act: Callable[[], Any]) -> None:
        """Something that somebody does there."""
        before = self.held
        act()
        self.held = self.world.holdings()
        self.laws.foreign = (self.laws.foreign | self.held.keys() - before.keys()) & self.held.keys()
        published = {number for number, one in self.held.items() if one.published and not before[number].published}
        self.laws.published += published - self.laws.foreign

    def somebody(self, act: Any) -> None:
        """Something is done to the `n`-th youngest upload."""
        self.seen()
        n, (name, *values) = act
        if self.held:
            number = list(self.held)[-1 - n % len(self.held)]
            self.on_the_web(lambda: getattr(self.world, name)(number, *values))

    @rule(n=WHICH, deed=st.sampled_from(DEEDS + ACTS))
    def somebody_works(self, n: int, deed: Any) -> None:
        self.somebody((n, deed))

    @rule()
    def somebody_begins(self) -> None:
        if len(self.laws.foreign) < OTHERS:
            self.on_the_web(lambda: self.world.create(self.local.metadata["upload_name"]))

    @rule(faults=st.lists(FAULTS, max_size=1), kill=st.none() | EARLY)
    def discard(self, faults: list[str], kill: Process | None) -> None:
        drafts, process = self.laws.drafts(self.held), kill and replace(kill)
        ended = self.call(lambda: publishpipe.discard(self.local.manifest, confirm=lambda _: None), process, *faults)
        if isinstance(ended, PublishPipeError) and not faults:
            assert isinstance(ended, RefusedError), f"{ended!r} without a fault"
        if isinstance(ended, str):
            assert not self.laws.drafts(self.held), "law 2: discarded, but something is left"
            assert ended or not drafts, f"nothing was discarded of {drafts}"
            self.laws.given = self.laws.given if self.laws.published else set()

    @rule(lose=st.booleans())
    def adopt(self, *, lose: bool) -> None:
        """Take over the youngest, or what is published, as the cure of a lost lockfile."""
        if not self.held or not self.local.is_clear:
            return
        number = (self.laws.published or list(self.held))[-1]
        if lose:
            self.local.lock.unlink(missing_ok=True)
        self.saved = None
        self.take_over(number)

    def take_over(self, number: str) -> None:
        """What else is ours is somebody's from then on."""
        laws = self.laws
        laws.foreign = (laws.foreign | laws.ours & self.held.keys()) - {number}
        laws.ours.add(number)
        laws.unread.add(number)
        laws.given = set()
        laws.published = [number] if self.held[number].published else []
        ended = self.call(lambda: publishpipe.adopt(self.local.manifest, number, confirm=lambda _: None))
        assert isinstance(ended, publishpipe.Adoption), f"{ended!r} without a fault"

    def is_recognisable(self) -> bool:
        """NOMAD has names and sizes to tell an upload by."""
        wanted = {name: len(text) for name, text in self.local.files.items()}
        name = self.local.metadata["upload_name"]
        for one in self.held.values():
            same = sum(len(one.files.get(path, b"")) == size for path, size in wanted.items() if path in one.files)
            if one.upload["upload_name"] != name or 2 * same < len(wanted):
                return False
        return True

    def forget(self) -> None:
        """What is published stays what must not be published again."""
        self.laws.ours &= {self.local.facts.get("id", "")}
        self.laws.given = set()

    def arrive(self) -> None:
        for number in self.laws.foreign:
            self.on_the_web(lambda number=number: self.world.delete(number))  # type: ignore[misc]
        for _ in range(ROUNDS):
            ended = self.apply()
            if isinstance(ended, publishpipe.Result):
                return
            assert self.may_end(ended) or isinstance(ended, InputError | CopiedError), f"{ended!r} without a fault"
            self._heed(ended)
        raise AssertionError(f"no way leads out: {ended!r}")

    def _heed(self, ended: PublishPipeError) -> None:
        """Do what the hint says."""
        one = self.held.get(self.local.facts["id"])
        if isinstance(ended, CopiedError):  # all of it is changed here, and somebody has published it meanwhile
            self.take_over(self.local.facts["id"])
        elif "datasets again" in ended.hint:
            self.local.keep_datasets()
        elif one and one.published:
            self.local.undo(one)
        else:
            self.local.files = {MAIN: GOOD[0]}
        self.local.write()
