"""What a lockfile knows of a box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from publishpipe.model import facts


class StoredFile(TypedDict):
    """A file: size in bytes, sha256 in hex."""

    size: int
    sha256: str


class Facts(facts.Facts, total=False):
    """`files` and `note` as they were read back."""

    files: Mapping[str, StoredFile]
    note: str


class Patch(facts.Patch, total=False):
    """The same, learned."""

    files: Mapping[str, StoredFile | None]
    note: str | None
