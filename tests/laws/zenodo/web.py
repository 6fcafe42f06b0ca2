"""What somebody does on the web, with the same account."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.laws.zenodo.bench import Zenodo

CHANGES: list[dict[str, Any]] = [
    {"title": "By hand"},
    {"notes": "<p>By hand</p>"},
    {"keywords": ["by hand"]},
    {"version": "0"},
    {"access_right": "restricted"},
]
ACTS = ["publish", "discard", "edit", "newversion"]
ANY = st.integers(0, 5)
#: Which method of World, with what.
DEEDS = st.one_of(
    st.sampled_from([("edit_metadata", change) for change in CHANGES]),
    st.sampled_from([("upload", name, b"by hand\n") for name in ("a.csv", "stray.txt")]),
    st.just(("delete",)),
    st.just(("act", "publish")),
)


class Web(Zenodo):
    """Rules about what is there: each takes the `n`-th of what it could be done to."""

    def drafts(self) -> list[str]:
        """What is open, newest last."""
        return sorted((number for number, one in self.held.items() if one.draft), key=int)

    def records(self) -> list[str]:
        """What is public, and no edit of it is open."""
        return sorted((number for number, one in self.held.items() if one.state == "published"), key=int)

    def somebody(self, act: str) -> None:
        """Act on the newest of what it can be done to, while a command is at work."""
        self.seen()
        targets = self.drafts() if act in {"publish", "discard"} else self.records()
        if targets:
            self.on_the_web(lambda: self.world.act(targets[-1], act))

    @rule(n=ANY, deed=DEEDS)
    def somebody_works_on_a_draft(self, n: int, deed: Any) -> None:
        if not self.drafts():
            return
        number, (name, *values) = self.drafts()[n % len(self.drafts())], deed
        self.on_the_web(lambda: getattr(self.world, name)(number, *values))

    @rule(n=ANY, change=st.sampled_from([{}, *CHANGES]), publishing=st.booleans())
    def somebody_edits_a_record(self, n: int, change: dict[str, Any], *, publishing: bool) -> None:
        if not self.records():
            return
        number = self.records()[-1 - n % len(self.records())]
        self.on_the_web(lambda: self.world.act(number, "edit"))
        if change:
            self.on_the_web(lambda: self.world.edit_metadata(number, change))
        if publishing:
            self.on_the_web(lambda: self.world.act(number, "publish"))

    @rule(publishing=st.booleans())
    def somebody_begins_a_version(self, *, publishing: bool) -> None:
        if not self.records():
            return
        number = self.records()[-1]
        self.on_the_web(lambda: self.world.act(number, "newversion"))
        if publishing and self.drafts():
            self.on_the_web(lambda: self.world.act(self.drafts()[-1], "publish"))
