"""Old and new side by side: files that differ in nothing but a version or a mark such as "final". Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

MOST = 4  # files; more are a series, as of frames or of years

#: What tells old from new, before the ending; the number of an archive has two parts at least: others count something.
_MARKS = (
    r"[-_. ]?v\d+(?:[._]\d+)*",
    r"(?:[-_. ](?:final|old|new|copy|backup|orig)\d*)+",
    r" ?\(\d\)",
    r" - [Cc]opy",
)
_MARKED = re.compile(rf"(?P<stem>.*[^\W_])(?:{'|'.join(_MARKS)})(?P<ending>(?:\.[A-Za-z]\w*)*)", re.IGNORECASE)
_RELEASED = re.compile(
    r"(?P<stem>.*[A-Za-z])[-_ ]v?\d+(?:\.\d+)+(?P<ending>\.(?:zip|7z|rar|gz|bz2|xz|tgz|tar|tar\.\w+|whl|jar))",
    re.IGNORECASE,
)


def side_by_side(paths: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Groups of paths that seem to be versions of one file, each sorted."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    plain = set()
    for path in paths:
        key = unmarked(path)
        alike[key or path.lower()].append(path)
        if key:
            plain.add(key)
    for key in plain:
        if 1 < len(alike[key]) <= MOST:
            yield tuple(sorted(alike[key]))


def unmarked(path: str) -> str:
    """A path without what tells old from new, in lower case; empty if nothing in its name does."""
    folder, slash, name = path.rpartition("/")
    found = _RELEASED.fullmatch(name) or _MARKED.fullmatch(name)
    return f"{folder}{slash}{found['stem']}{found['ending']}".lower() if found else ""
