"""The laws, as what may be different after a command from what was before it; and who made what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.laws.nomad.model import Local
from tests.laws.nomad.world import Held, Holdings, World

EMPTY: Mapping[str, Any] = {"comment": "", "references": [], "datasets": [], "embargo_length": 0}


@dataclass
class Laws:
    """Judges what commands did; every method raises AssertionError."""

    world: World
    local: Local
    ours: set[str] = field(default_factory=set)  # uploads that publishpipe made, or took over
    foreign: set[str] = field(default_factory=set)  # those of somebody on the web, or of a lockfile that was lost
    published: list[str] = field(default_factory=list)  # those of ours
    unread: set[str] = field(default_factory=set)  # those of which only the sizes of files are known here
    given: set[str] = field(default_factory=set)  # fields of the metadata that were set by the last apply

    def drafts(self, held: Holdings) -> set[str]:
        """What is ours and not published."""
        return {number for number in self.ours - self.foreign if number in held and not held[number].published}

    def hold(self, before: Holdings, after: Holdings) -> None:
        """Those that hold after any command, however it ended."""
        for number in self.foreign:
            assert after.get(number) == before[number], f"law 5: the foreign upload {number} was changed"
        public = {number for number, one in before.items() if one.published}
        assert public <= after.keys(), "published, and not there any more"
        for one in after.values():
            if one.published and one.id not in public:
                self._rightly_published(one)
        self.ours |= after.keys() - before.keys()
        facts = self.local.facts
        begun = "create" in facts.get("intents", {}) or facts.get("unanswered")
        lost = self.drafts(after) - {facts.get("id")}
        assert not lost or begun, f"law 8: the lockfile does not know {lost}: {facts}"

    def _rightly_published(self, one: Held) -> None:
        """Laws 1 and 3: what was published just now is what is meant, and nothing is there already."""
        assert self.local.publish, f"{one.id} was published, though publish is false"
        assert not self.published, f"law 1: {one.id} was published after {self.published}"
        self._is_as_meant(one)
        self.published.append(one.id)

    def _is_as_meant(self, one: Held) -> None:
        meant = self._contents()
        if one.published and one.id in self.unread:
            assert _sizes(one.files) == _sizes(meant), "law 3: other files"
        else:
            assert one.files == meant, "law 3: other files"
        for name, value in self.local.metadata.items():
            if name != "datasets":
                assert self._stored(one, name) in self._allowed(one, name, value), f"law 3: another {name}"
        names = {number: dataset["dataset_name"] for number, dataset in self.world.datasets().items()}
        for entry in one.entries:
            assert {names[number] for number in entry["datasets"]} >= self.local.datasets.keys()

    def _contents(self) -> dict[str, bytes]:
        return {name: text.encode() for name, text in self.local.files.items()}

    def _allowed(self, one: Held, name: str, value: Any) -> list[Any]:
        """The embargo of a published upload may have been lifted."""
        return [[value], [EMPTY[name]]] if name == "embargo_length" and one.published else [[value]]

    def _stored(self, one: Held, name: str) -> list[Any]:
        """What the upload or its entries have as this field: all of the different values."""
        if name in {"upload_name", "embargo_length"}:
            return [one.upload[name]]
        values = [entry.get(name) or EMPTY[name] for entry in one.entries]
        return [value for number, value in enumerate(values) if value not in values[:number]]

    def settled(self, held: Holdings) -> None:
        """After an apply that went well: all is as the manifest wants it, nothing is left over (laws 2 and 3)."""
        facts = self.local.facts
        assert not facts.get("intents"), facts
        one = held[facts["id"]]
        if self.local.publish:
            assert one.published, "it is not published"
            assert not self.drafts(held), f"law 2: left over: {self.drafts(held)}"
        self._is_as_meant(one)
        for name in self.given - self.local.metadata.keys():
            assert self._stored(one, name) == [EMPTY[name]], f"{name} was taken out, and is there"
        self.given = set(self.local.metadata)
        assert [version["id"] for version in facts.get("versions", ())] == ([one.id] if one.published else [])
        assert facts["files"].keys() == one.files.keys()
        if self.local.publish:
            dois = {dataset["dataset_name"]: dataset.get("doi") for dataset in self.world.datasets().values()}
            assert all(dois[name] for name, wanted in self.local.datasets.items() if wanted), dois

    def told(self, state: str, number: str | None, held: Holdings) -> None:
        """What `status` says is so."""
        there = held[number].state if number and number in held else "absent"
        assert state == there, f"status says {state} of {number}, which is {there}"
        assert self.drafts(held) <= {number}, f"status says nothing of {self.drafts(held)}"


def _sizes(files: Mapping[str, bytes]) -> dict[str, int]:
    return {name: len(content) for name, content in files.items()}
