"""What is done to the manifest and its files."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.laws.bench import Bench

TEMPLATES = ["", "doi: ${doi}\n", "doi: ${doi}, all: ${conceptdoi}\n", "all: ${conceptdoi}\n"]
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
NAMES = st.sampled_from(["a.csv", "b.csv", "c.csv"])


class Here(Bench):
    """Rules on this side."""

    @rule(name=NAMES, text=st.sampled_from(["1\n", "2\n", "longer\n"]))
    def write_a_file(self, name: str, text: str) -> None:
        self.local.files[name] = text
        self.local.write()

    @precondition(lambda self: len(self.local.files) > 1)
    @rule(name=NAMES)
    def remove_a_file(self, name: str) -> None:
        self.local.files.pop(name, None)
        self.local.write()

    @rule(name=NAMES, to=NAMES)
    def rename_a_file(self, name: str, to: str) -> None:
        if name in self.local.files:
            self.local.files[to] = self.local.files.pop(name)
            self.local.write()

    @rule(text=st.sampled_from(TEMPLATES))
    def write_a_template(self, text: str) -> None:
        self.local.template = text
        self.local.write()

    @rule(field=st.sampled_from(FIELDS))
    def change_metadata(self, field: tuple[str, Any]) -> None:
        name, value = field
        left = {key: old for key, old in self.local.metadata.items() if key != name}
        self.local.metadata = left if value is None else {**left, name: value}
        self.local.write()

    @rule()
    def toggle_publish(self) -> None:
        self.local.publish = not self.local.publish
        self.local.write()
