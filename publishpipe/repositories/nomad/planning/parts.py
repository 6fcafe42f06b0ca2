"""Files → parts of bounded size, each sent as one zip. Pure.

Folders stay together where they fit, as a main file and the files it needs usually lie in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publishpipe.files import archive

BOUND = 2 << 30  # bytes of one zip

Part = tuple[str, ...]


def packed(sizes: Mapping[str, int], bound: int) -> tuple[Part, ...]:
    """The names of the files of each part, sorted by folder.

    Args:
        sizes: name (with slashes) → bytes.
        bound: bytes that a part's zip should not exceed; a larger file is a part of its own.
    """
    parts: list[list[str]] = []
    filled = 0
    costs = {name: archive.length([(name, size)]) for name, size in sizes.items()}
    for group in _groups(sorted(sizes), 0, costs, bound):
        cost = _cost(group, costs)
        if not parts or filled + cost > bound:
            parts.append([])
            filled = 0
        parts[-1].extend(group)
        filled += cost
    return tuple(map(tuple, parts))


def _cost(names: Sequence[str], costs: Mapping[str, int]) -> int:
    """Bytes in a zip, generously: each file with an end of archive of its own."""
    return sum(map(costs.__getitem__, names))


def _groups(names: Sequence[str], depth: int, costs: Mapping[str, int], bound: int) -> Iterator[Sequence[str]]:
    """What belongs together: all of a folder if it fits, else its files and folders one by one."""
    if len(names) <= 1 or _cost(names, costs) <= bound:
        yield from [names] if names else []
        return
    start = 0
    for index in range(1, len(names) + 1):
        if index == len(names) or _step(names[index], depth) != _step(names[start], depth):
            yield from _groups(names[start:index], depth + 1, costs, bound)
            start = index


def _step(name: str, depth: int) -> tuple[str, ...]:
    """A name's first folders, or the whole name where it has no more of them."""
    return tuple(name.split("/")[: depth + 1])
