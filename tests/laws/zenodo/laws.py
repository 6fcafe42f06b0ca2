"""The laws, as what may be different after a command from what was before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.laws.zenodo.model import Ledger, Local
from tests.laws.zenodo.world import Held, Holdings, World


@dataclass(frozen=True)
class Laws:
    """Judges what commands did; every method raises AssertionError."""

    world: World
    local: Local
    ledger: Ledger

    def hold(self, before: Holdings, after: Holdings) -> None:
        """Those that hold after any command, however it ended."""
        self._foreign_is_untouched(before, after)
        self._nothing_public_is_gone(before, after)
        public = [one for one in after.values() if one.record and one.record != _record(before.get(one.id))]
        assert len(public) <= 1, f"one command published twice: {public}"
        for one in public:
            self._rightly_published(one, before)
        self.ledger.ours |= after.keys() - before.keys()
        self.ledger.published |= {one.id for one in public}
        self.nothing_is_lost(after)

    def _foreign_is_untouched(self, before: Holdings, after: Holdings) -> None:
        for number in self.ledger.drafts | self.ledger.edits:
            assert number in after, f"law 5: the foreign draft {number} is gone"
            assert after[number] == before[number], f"law 5: the foreign draft {number} was changed"

    def _nothing_public_is_gone(self, before: Holdings, after: Holdings) -> None:
        gone = [number for number, one in before.items() if one.record and not _record(after.get(number))]
        assert not gone, f"published, and not there any more: {gone}"

    def _rightly_published(self, one: Held, before: Holdings) -> None:
        """Laws 1 and 3: what was published just now is what is meant, and is not there already."""
        assert one.record
        assert self.local.publish, f"{one.id} was published, though publish is false"
        assert one.record.files == self.local.stored(one.id, one.concept), f"law 3: {one.id} has other files"
        meant = self.local.meant(one.id, one.concept)
        assert self.world.metadata(one.id) == meant, f"law 3: {one.id} has other metadata"
        earlier = [other for other in before.values() if other.record]
        assert {other.concept for other in earlier} <= {one.concept}, "law 1: a second record was published"
        if (was := before.get(one.id)) and was.record:
            same = self.ledger.content[one.id] == meant  # as an edit that was open already may end, if it was undone
            assert was.draft or not same, f"law 1: the same edit of {one.id} was published twice"
        elif last := max(earlier, key=lambda other: int(other.id), default=None):
            assert last.record
            assert last.record.files != self.local.stored(last.id, one.concept), "law 1: the same version twice"

    def nothing_is_lost(self, held: Holdings) -> None:
        """Law 8: what is ours and exists is in the lockfile, or an intent is that leads to it."""
        facts = self.local.facts
        named = {facts.get("id"), *(version["id"] for version in facts.get("versions", ()))}
        begun = facts.get("intents", {}).keys() & {"create", "new-version"} or facts.get("unanswered")
        lost = {number for number in self.ledger.ours & held.keys() if number not in named and not begun}
        assert not lost, f"law 8: the lockfile does not know {lost}: {facts}"
        if own := [number for number in self.ledger.own_open(held) if held[number].record]:
            intent = facts.get("intents", {}).keys() & {"edit", "new-version"}
            assert facts.get("editing") or intent, f"law 8: the lockfile does not know the open edit of {own}"

    def settled(self, held: Holdings) -> None:
        """After an apply that went well: all is as the manifest wants it, nothing is left over (laws 2 and 3)."""
        facts = self.local.facts
        assert not facts.get("intents"), facts
        one = held[facts["id"]]
        own = self.ledger.own_open(held)
        if self.local.publish:
            assert not own, f"law 2: left over: {own}"
            assert one.record, "it is not published"
            assert not facts.get("editing"), facts
        else:
            assert own <= {one.id}, f"law 2: left over: {own - {one.id}}"
        shown = one.record if one.id in self.ledger.edits else one.draft or one.record
        assert shown
        assert shown.files == self.local.stored(one.id, one.concept), "the files are others"
        stored = self.ledger.content[one.id] if one.id in self.ledger.edits else self.world.metadata(one.id)
        assert stored == self.local.meant(one.id, one.concept), "the metadata is other"
        versions = [version["id"] for version in facts.get("versions", ())]
        assert set(versions) >= {version for version in self.ledger.published if version in held}, (
            "a version is missing"
        )
        assert versions == sorted(version for version in versions if held[version].record), versions
        for name, file in facts["files"].items():
            assert file["md5"] == shown.files[name], f"the lockfile has another md5 of {name}"

    def told(self, state: str, number: str | None, held: Holdings) -> None:
        """What `status` says is so."""
        there = held[number].state if number and number in held else "absent"
        assert state == there, f"status says {state} of {number}, which is {there}"
        if drafts := {one for one in self.ledger.own_open(held) if not held[one].record}:
            assert number in drafts, f"status says {state} of {number}, and nothing of our draft {drafts}"


def _record(one: Held | None) -> Any:
    return one.record if one else None
