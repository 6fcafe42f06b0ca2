"""What may be changed in the manifest and its files: the name of a method of `model.Local`, and what it is given."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

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
CHANGES = st.one_of(
    st.tuples(st.just("put"), NAMES, st.sampled_from(["1\n", "2\n", "longer\n"])),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("rename"), NAMES, NAMES),
    st.tuples(st.just("fill"), st.sampled_from(TEMPLATES)),
    st.sampled_from(FIELDS).map(lambda field: ("describe", *field)),
    st.just(("toggle", "publish")),
)
