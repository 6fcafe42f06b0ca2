"""What is warned about of the files that a manifest names or matches."""

from __future__ import annotations

import os
import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from publishpipe.errors import Doubt
from publishpipe.files.doubts import contents
from publishpipe.files.doubts.names import NAMES, mask_of
from publishpipe.files.doubts.versions import side_by_side
from publishpipe.files.local_file import Entry, LocalFile
from publishpipe.manifest.manifest import Rule
from publishpipe.model.quoting import some

TOGETHER = 10 << 20  # bytes that are looked at, of all files
MOST = 1000  # files that are looked into
LIKELY = frozenset("ipynb py r rmd jl m sh env yaml yml toml ini cfg conf json txt md log pem key".split())
MEANT = "what is named without a pattern is taken as meant"
HOME = "", f"clear the notebook's outputs; {MEANT}"
SECRET = "what seems to be ", "take it out, and have it revoked if it is real"

Matched = tuple[int, Entry]
"""A file, and which item of the manifest's `files` it is of."""


def doubts(files: Iterable[LocalFile], rules: Sequence[Rule], sent: Collection[str]) -> Iterator[Doubt]:
    """What of these files is perhaps not meant to be published.

    A file that the manifest names itself, without a pattern, is meant: of those only secrets and absolute paths are
    told.

    Args:
        files: all that are to be there.
        rules: the manifest's items that they are of.
        sent: the names of those that are about to be sent: nothing is said of others.
    """
    named = list(files)
    every = [(file.rule, entry) for file in named for entry in file.entries]
    going = [(file.rule, entry) for file in named if file.name in sent for entry in file.entries]
    literal = {index: posixpath.normpath(rule.path) for index, rule in enumerate(rules)}
    by_pattern = [(index, entry) for index, entry in going if entry.name != literal[index]]
    matched = {entry.name for _, entry in by_pattern}
    yield from _absolute(named, rules)
    yield from _unwanted(by_pattern)
    yield from _versions([(index, entry) for index, entry in every if entry.name != literal[index]], matched)
    yield from _contents(going, matched)


def _absolute(files: Iterable[LocalFile], rules: Sequence[Rule]) -> Iterator[Doubt]:
    """Files that are found on this machine only, although they lie below the folder."""
    for file in files:
        path = rules[file.rule].path
        if os.path.isabs(path):
            told = f"{path} is an absolute path, which is right on this machine only"
            hint = f"write {file.entries[0].source}: paths are relative to the manifest, or to root:"
            yield ("files", file.rule), told, hint


def _unwanted(files: Iterable[Matched]) -> Iterator[Doubt]:
    alike: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for index, entry in files:
        if mask := mask_of(entry.name):
            alike[index, mask].append(entry.name)
    for (index, mask), paths in alike.items():
        yield ("files", index), f"{some(paths)}: {NAMES[mask]}", f'leave out by exclude: ["**/{mask}"]; {MEANT}'


def _versions(files: Iterable[Matched], sent: Collection[str]) -> Iterator[Doubt]:
    alike: defaultdict[int, list[str]] = defaultdict(list)
    for index, entry in files:
        alike[index].append(entry.name)
    for index, paths in alike.items():
        for group in side_by_side(paths):
            if any(path in sent for path in group):
                told = f"{some(group)} seem to be old and new of the same, and both would be published"
                yield ("files", index), told, f"leave the old one out by exclude:; {MEANT}"


def _contents(files: Iterable[Matched], matched: Collection[str]) -> Iterator[Doubt]:
    alike: defaultdict[tuple[int, bool, str], list[str]] = defaultdict(list)
    for index, entry in _few(files):
        for rule, line in contents.found(entry):
            if not rule.home or entry.name in matched:
                alike[index, rule.home, rule.what].append(f"{entry.name} (line {line})")
    for (index, home, what), places in alike.items():
        seems, cure = HOME if home else SECRET
        yield ("files", index), f"{seems}{what} in {some(places)}", cure


def _few(files: Iterable[Matched]) -> Iterator[Matched]:
    """The likeliest and smallest of them, as many as are quick to look into."""
    room = TOGETHER
    in_order = sorted(files, key=lambda one: (one[1].name.rpartition(".")[2].lower() not in LIKELY, one[1].stamp.size))
    for one in in_order[:MOST]:
        room -= min(one[1].stamp.size, contents.LARGEST)
        if room < 0:
            break
        yield one
