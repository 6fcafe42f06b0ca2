"""What is hashed beside sending is what was sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.files.hashing import SMALL, hashed
from tests.killing import PATIENCE

SIZES = st.lists(st.sampled_from([0, 1, SMALL - 1, SMALL, 3 * SMALL]), max_size=6)


@given(SIZES)
def test_the_same_bytes_come_out_and_all_of_them_are_hashed(sizes: list[int]) -> None:
    chunks = [bytes([index]) * size for index, size in enumerate(sizes)]
    digest = hashlib.md5(usedforsecurity=False)
    assert list(hashed(chunks, digest)) == chunks
    assert digest.digest() == hashlib.md5(b"".join(chunks), usedforsecurity=False).digest()


class Slow:
    """A hash that takes until somebody says so."""

    def __init__(self) -> None:
        self.goes_on = Event()
        self.taken: list[bytes] = []

    def update(self, data: bytes, /) -> None:
        assert self.goes_on.wait(PATIENCE)
        self.taken.append(data)


def test_a_chunk_is_sent_while_it_is_hashed_and_the_next_waits_for_that() -> None:
    digest, chunks = Slow(), [b"a" * SMALL, b"b" * SMALL]
    coming = hashed(chunks, digest)
    assert next(coming) == chunks[0]
    assert digest.taken == []
    digest.goes_on.set()
    assert list(coming) == chunks[1:]
    assert digest.taken == chunks


def test_a_file_that_breaks_off_leaves_no_thread_and_its_error() -> None:
    def breaking() -> Iterator[bytes]:
        yield b"a" * SMALL
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(hashed(breaking(), hashlib.md5(usedforsecurity=False)))
