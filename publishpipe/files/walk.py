"""What a pattern fits below a folder: regular files only, and none is opened to see that."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Callable, Iterator
from glob import has_magic
from pathlib import Path

from publishpipe.files.patterns import Pattern, fixed_prefix
from publishpipe.files.places import Place, Places, is_circle
from publishpipe.manifest.manifest import Rule
from publishpipe.state import reading
from publishpipe.state.plan_files import ENDINGS, is_saved_plan


def matches(places: Places, rule: Rule, is_left_out: Callable[[Place], bool]) -> tuple[list[Place], list[Place]]:
    """What a rule matches, sorted: the file of that very name, or what the pattern fits.

    And what it fits that is no file (a FIFO, a socket, a device). A link that leads nowhere is matched.
    """
    path = posixpath.normpath(rule.path)
    named = places.place(path)
    if _is_file(named):
        return [named], []
    if os.path.isabs(path) or not has_magic(path):
        return [], []
    names = list(_fitting(places.root, path))
    for out in map(Pattern, rule.exclude):
        names = [name for name in names if not out.covers(name.split("/"))]
    files: list[Place] = []
    others: list[Place] = []
    for place in map(places.place, sorted(names)):
        (others if kind_of(place) else files).append(place)
    return [file for file in files if not is_left_out(file) and not _is_plan(file.path)], others


def _is_file(place: Place) -> bool:
    """Whether something is there that is no folder; a link that leads nowhere counts. Any text may be asked for."""
    return os.path.lexists(place.path) if place.status is None else not stat.S_ISDIR(place.status.st_mode)


def kind_of(place: Place) -> str:
    """What it is, if it is not a file; nothing is said of a link that leads nowhere."""
    return reading.kind_of(place.status) if place.status else ""


def circle(root: str, pattern: str) -> str:
    """The link in the folders that a pattern names which leads round in a circle, if there is one."""
    if not has_magic(pattern):
        return ""
    folders = fixed_prefix(pattern).split("/")[:-1]
    ways = ("/".join(folders[:length]) for length in range(1, len(folders) + 1))
    return next((way for way in ways if is_circle(os.path.join(root, way))), "")


def _is_plan(path: str) -> bool:
    return path.endswith(ENDINGS) and is_saved_plan(Path(path))


def _fitting(root: str, text: str) -> Iterator[str]:
    """What a pattern fits: without hidden names, those must be named, and without entering linked folders."""
    pattern = Pattern(text)
    deep, most = "**" in pattern.parts, len(pattern.parts)
    for folder, below, names in os.walk(os.path.join(root, fixed_prefix(text))):
        inside = Path(folder).relative_to(root).parts
        fits, before = pattern.within(inside), "".join(f"{part}/" for part in inside)
        goes_on = deep or len(inside) + 1 < most
        below[:] = [name for name in below if goes_on and not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and fits(name):
                yield before + name
