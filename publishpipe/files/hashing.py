"""Bytes on their way, hashed beside it: a checksum takes no time of its own where sending takes longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

SMALL = 1 << 19  # bytes, hashed in a millisecond: to have a thread for fewer takes longer


class Digest(Protocol):
    """A hash of `hashlib`: while it takes many bytes, other threads go on."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes."""


def hashed(chunks: Iterable[bytes], digest: Digest) -> Iterator[bytes]:
    """The same chunks. Each is hashed by a thread of its own until the next is wanted; at the end all of them are."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="hashing") as beside:  # it begins none before it must
        running: Future[None] | None = None
        for chunk in chunks:
            if running:
                running.result()
            if len(chunk) < SMALL:
                digest.update(chunk)
                running = None
            else:
                running = beside.submit(digest.update, chunk)
            yield chunk
        if running:
            running.result()
