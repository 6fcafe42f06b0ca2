"""What is done to the manifest and its files."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.laws.bench import Bench

FIELDS: list[tuple[str, Any]] = [
    ("description", "<p>Made by a test.</p>"),
    ("description", "<p>Made well.</p>"),
    ("description", "<p>Cite as ${doi}.</p>"),
    ("version", "1"),
    ("version", None),
    ("keywords", ["ice", "frost"]),
    ("keywords", None),
    ("access_right", "open"),
    ("access_right", "restricted"),
    ("title", "Another title"),
]
TEMPLATES = ["", "doi: ${doi}\n", "doi: ${doi}, all: ${conceptdoi}\n", "all: ${conceptdoi}\n"]
NAMES = st.sampled_from(["a.csv", "b.csv", "c.csv"])
#: Which method of Here, with what.
CHANGES = st.one_of(
    st.tuples(st.just("write"), NAMES, st.sampled_from(["1\n", "2\n", "longer\n"])),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("rename"), NAMES, NAMES),
    st.tuples(st.just("template"), st.sampled_from(TEMPLATES)),
    st.sampled_from(FIELDS).map(lambda field: ("metadata", *field)),
    st.just(("toggle_publish",)),
)


class Here(Bench):
    """Rules on this side."""

    @rule(changes=st.lists(CHANGES, min_size=1, max_size=3))
    def change_here(self, changes: list[Any]) -> None:
        for name, *values in changes:
            getattr(self, f"_{name}")(*values)
        self.local.write()

    def _write(self, name: str, text: str) -> None:
        self.local.files[name] = text

    def _remove(self, name: str) -> None:
        if len(self.local.files) > 1:
            self.local.files.pop(name, None)

    def _rename(self, name: str, to: str) -> None:
        if name in self.local.files:
            self.local.files[to] = self.local.files.pop(name)

    def _template(self, text: str) -> None:
        self.local.template = text

    def _metadata(self, name: str, value: Any) -> None:
        changed = {**self.local.metadata, name: value}
        self.local.metadata = {name: value for name, value in changed.items() if value is not None}

    def _toggle_publish(self) -> None:
        self.local.publish = not self.local.publish
