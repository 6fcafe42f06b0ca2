"""A first manifest, as it is told to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Begun:
    """A first manifest: where it is, where each field comes from, what is left to write, what could not be said.

    `dois` are of records that the sources name as this very thing.
    """

    path: Path
    origins: Mapping[str, str]
    open: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    dois: tuple[str, ...] = ()
