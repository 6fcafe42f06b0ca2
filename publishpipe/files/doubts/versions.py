"""Old and new side by side: files that differ in nothing but a version or a mark such as "final". Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

MOST = 4  # files; more are a series, as of frames or of years

_ENDING = r"(?P<ending>(?:\.[A-Za-z]\w*)*)"
_PACKED = r"\.(?:zip|7z|rar|gz|bz2|xz|tgz|tar|tar\.\w+|whl|jar)"
#: What tells versions from each other. A number alone has two parts at least, and is one only of a packed file:
#: elsewhere it counts or measures something, as does one that begins with a year. Programs live beside those for other
#: versions of what they read.
_VERSIONS = (
    re.compile(rf"(?P<stem>.*[^\W_])[-_. ]v\d+(?:[._]\d+)*{_ENDING}", re.IGNORECASE),
    re.compile(rf"(?P<stem>.*[^\W_])[-_ ]final[-_ ]?\d*{_ENDING}", re.IGNORECASE),
    re.compile(rf"(?P<stem>.*[A-Za-z])[-_ ]v?(?!(?:19|20)\d\d\b)\d+(?:\.\d+)+(?P<ending>{_PACKED})"),
)
_PERHAPS = re.compile(r"v\d|\d\.\d|\(\d|final|copy|old|new|backup", re.IGNORECASE)  # which is quick to see
_TESTS = frozenset("test tests testdata fixtures".split())  # where old versions are kept to be read
_CODE = re.compile(r".*\.(?:py|r|jl|m|c|h|cc|cpp|hpp|cu|f90|java|js|ts|tsx|go|rs|sh|sql|proto)", re.IGNORECASE)
#: What tells a copy, if the file without it is there too.
_COPY = re.compile(rf"(?P<stem>.*[^\W_])(?: ?\(\d\)| - copy|[-_ ](?:old|new|copy|backup)\d*){_ENDING}", re.IGNORECASE)


def side_by_side(paths: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Groups of paths that seem to be versions of one file, each sorted."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    copies, every = [], {}
    for path in paths:
        every[path.lower()] = path
        if not _PERHAPS.search(path):
            continue
        if key := _without(path, _VERSIONS):
            alike[key].append(path)
        elif key := _without(path, (_COPY,)):
            copies.append((key, path))
    for key, path in copies:
        if key in every:
            alike[key].append(path)
    for key, group in alike.items():
        both = sorted([*group, every[key]] if key in every else group)
        if 1 < len(both) <= MOST:
            yield tuple(both)


def _without(path: str, marks: Iterable[re.Pattern[str]]) -> str:
    """A path without one of these marks, in lower case; empty if it has none."""
    folder, slash, name = path.rpartition("/")
    if not _PERHAPS.search(name) or not _TESTS.isdisjoint(folder.lower().split("/")):
        return ""
    found = next((fits for mark in marks if (fits := mark.fullmatch(name))), None)
    if not found or (marks is _VERSIONS and _CODE.fullmatch(name)):
        return ""
    return f"{folder}{slash}{found['stem']}{found['ending']}".lower()
