"""Which requests go wrong, in which way."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

ZENODO = [
    "POST */depositions",
    "POST */publish",
    "POST */edit",
    "POST */versions",
    "POST */files-import",
    "PUT */depositions/*",
    "PUT */files/*",
    "DELETE *",
    "GET */depositions",
    "GET */depositions/*",
    "GET */records/*",
    "* *",
]
NOMAD = [
    "POST */uploads",
    "POST */edit",
    "POST */process",
    "POST */publish",
    "POST */datasets*",
    "PUT */raw/*",
    "DELETE *",
    "GET */uploads",
    "GET */entries",
    "GET */rawdir/*",
    "POST */graph/query",
    "GET *",
    "* *",
]
KINDS = ["drop-before {}", "drop-after {}", "truncate {}", "cut=20 {}", "status=429 {}"]
KINDS += [f"status={status} {{}} effect={effect}" for status in (500, 503, 504) for effect in ("yes", "no")]
TIMES = st.sampled_from([1, 2, 0])


def faults(requests: Sequence[str], *others: str) -> st.SearchStrategy[str]:
    """A fault at any of these requests, or one of the others."""
    struck = st.builds(str.format, st.sampled_from(KINDS), st.sampled_from(requests))
    return st.builds("{} times={} after={}".format, struck, TIMES, st.integers(0, 2)) | st.builds(
        "{} times={}".format, st.sampled_from(others), TIMES
    )
