"""Which requests go wrong, in which way."""

from __future__ import annotations

from hypothesis import strategies as st

REQUESTS = [
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
KINDS = ["drop-before", "drop-after", "truncate", "cut=20", "status=429", "status=500", "status=503", "status=504"]
FAULTS = st.one_of(
    st.builds(
        "{} {} times={} after={} effect={}".format,
        st.sampled_from(KINDS),
        st.sampled_from(REQUESTS),
        st.sampled_from([1, 2, 0]),
        st.integers(0, 2),
        st.sampled_from(["yes", "no"]),
    ),
    st.builds("corrupt PUT */files/* times={}".format, st.sampled_from([1, 2, 0])),
)
