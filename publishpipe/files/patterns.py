"""Patterns of the manifest's `files`: which paths they fit. Pure."""

from __future__ import annotations

import glob
import posixpath
import re
from collections.abc import Callable, Sequence
from fnmatch import translate
from functools import lru_cache


class Pattern:
    """A pattern, ready to be held against many paths. `**` stands for any number of folders, and last for any file.

    All ways through it are gone at once: bit i of a number says that the first i parts may have fitted so far, and the
    bit after the last that all of them have fitted a folder on the way. So a path takes as many steps as it has parts,
    however many `**` there are.
    """

    def __init__(self, text: str) -> None:
        parts = _without_repeats(posixpath.normpath(text).split("/"))
        self.parts = tuple(parts)
        self._names = {part: _bits(parts, part) for part in parts if not glob.has_magic(part)}
        masks = {part for part in parts if glob.has_magic(part) and part != "**"}
        self._masks = [(re.compile(translate(part)).match, _bits(parts, part)) for part in sorted(masks)]
        self._whole = 1 << len(parts)
        self._covered = self._whole << 1
        self._deep = _bits(parts, "**")
        self._last = self._deep & self._whole >> 1
        self._hits = lru_cache(maxsize=10_000)(self._hits_of)
        self._after = lru_cache(maxsize=1000)(self._after_all)

    def fits(self, path: Sequence[str]) -> bool:
        """Whether it fits a path, as parts."""
        return self.within(path[:-1])(path[-1])

    def within(self, folders: Sequence[str]) -> Callable[[str], bool]:
        """Whether it fits a file of some name in these folders."""
        now = self._after(tuple(folders))
        return lambda name: bool(self._step(now, name) & self._whole)

    def covers(self, path: Sequence[str]) -> bool:
        """Whether it fits a path, or a folder that the path lies in."""
        return bool(self._step(self._after(tuple(path[:-1])), path[-1]) & self._covered)

    def _after_all(self, folders: tuple[str, ...]) -> int:
        """How far it may have fitted after these folders."""
        now = self._skipping(1)
        for name in folders:
            now = self._step(now, name)
        return now

    def _step(self, now: int, name: str) -> int:
        """How far it may have fitted after one more part of a path."""
        stays = now & (self._deep | self._covered)
        then = self._skipping((now & self._hits(name)) << 1 | stays | (now & self._last) << 1)
        return then | (then & self._whole) << 1

    def _skipping(self, now: int) -> int:
        """The same, and past each `**` that stands for no folder; the last stands for one file at least."""
        return now | (now & self._deep & ~self._last) << 1

    def _hits_of(self, name: str) -> int:
        """The parts that fit a name."""
        hits = self._names.get(name, 0)
        for match, bits in self._masks:
            if match(name):
                hits |= bits
        return hits


def fixed_prefix(pattern: str) -> str:
    """The folders of a pattern before its first wildcard: `raw/` of `raw/**`."""
    parts = posixpath.normpath(pattern).split("/")
    fixed = next((i for i, part in enumerate(parts) if glob.has_magic(part)), len(parts) - 1)
    return "".join(f"{part}/" for part in parts[:fixed])


def fits_any(patterns: Sequence[str], path: str) -> bool:
    """Whether one of these patterns fits a path."""
    return any(Pattern(text).fits(path.split("/")) for text in patterns)


def _without_repeats(parts: Sequence[str]) -> list[str]:
    """The same pattern with one `**` for several in a row."""
    return [part for part, before in zip(parts, ("", *parts), strict=False) if (part, before) != ("**", "**")]


def _bits(parts: Sequence[str], wanted: str) -> int:
    return sum(1 << i for i, part in enumerate(parts) if part == wanted)
