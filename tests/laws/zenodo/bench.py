"""A user of Zenodo, what is told by whom something was begun there, and the way out of everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import publishpipe
from publishpipe.errors import RefusedError
from tests.laws.bench import Bench
from tests.laws.zenodo.laws import Laws
from tests.laws.zenodo.model import Ledger, Local
from tests.laws.zenodo.world import Held, Holdings, World

ROUNDS = 3  # of apply, after which at the latest everything is as it should be


class Zenodo(Bench):
    """One example on Zenodo."""

    world: World
    local: Local
    laws: Laws
    held: Holdings

    def begin(self, folder: Path) -> None:
        self.world = World(self.server)
        self.local = Local(folder, self.server.origin, f"Laws {uuid4().hex}")
        self.ledger = Ledger()
        self.laws = Laws(self.world, self.local, self.ledger)

    def seen(self) -> Any:
        before = super().seen()
        self._remember(before)
        return before

    def take_over(self, number: str) -> None:
        """`publishpipe adopt`: other edits of ours are forgotten, as it was told."""
        edits = {other for other, one in self.held.items() if one.state == "editing"}
        self.ledger.either |= self.ledger.own_open(self.held) & edits - {number}
        ended = self.call(lambda: publishpipe.adopt(self.local.manifest, number, confirm=lambda _: None))
        assert isinstance(ended, publishpipe.Adoption), f"{ended!r} without a fault"
        for others in (self.ledger.drafts, self.ledger.edits, self.ledger.either):
            others.discard(number)
        self.ledger.ours.add(number)

    def is_recognisable(self) -> bool:
        """See `tests.laws.losing`."""
        titles = {self.world.read(number)["title"] for number in self.held}
        return titles <= {self.local.metadata["title"]} and not self.ledger.either

    def forget(self) -> None:
        """See `tests.laws.losing`."""
        facts = self.local.facts
        named = {facts.get("id"), *(version["id"] for version in facts.get("versions", ()))}
        records = {one.concept for one in self.held.values() if one.record}
        self.ledger.drafts -= named  # it may be the one that knows what another had forgotten
        for number in self.ledger.own_open(self.held):
            one = self.held[number]
            if one.record and not facts.get("editing"):
                self.ledger.edits.add(number)
            if not one.record and number not in named and one.concept in records:
                self.ledger.drafts.add(number)
        self.ledger.ours &= named
        self.ledger.published &= named

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

    def arrive(self) -> None:
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
