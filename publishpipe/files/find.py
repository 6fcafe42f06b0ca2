"""Patterns → local files: what they match below the manifest's folder, and what of that cannot be published."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from publishpipe.files import nearby
from publishpipe.files.local_file import Entry, LocalFile, Stamp
from publishpipe.files.patterns import fixed_prefix
from publishpipe.files.places import Place, Places
from publishpipe.files.walk import circle, kind_of, matches
from publishpipe.manifest.manifest import Rule
from publishpipe.model import placeholders
from publishpipe.model.quoting import is_text

MAX_TEMPLATE = 1 << 20  # bytes
GUESSED = 20  # rules; to look for what each of thousands may mean would take long


class Naming(Protocol):
    """What a repository makes of files; see `repositories.base.Repository`."""

    def published_name(self, path: str) -> str:
        """The name that a path below the root is published under."""

    def as_kept(self, file: LocalFile) -> LocalFile:
        """What is published in place of a file."""


Report = Callable[[int, str, str], None]
"""Called with the index of a rule, what is wrong with it, and a hint."""


def find(
    root: Path,
    rules: Sequence[Rule],
    report: Report,
    *,
    never: frozenset[Path],
    naming: Naming,
    values: Mapping[str, str],
) -> list[LocalFile]:
    """What the rules match below `root`, in their order, sorted by code point within each.

    Args:
        root: the folder that the rules are relative to.
        rules: the manifest's files.
        report: told everything that is wrong.
        never: files that no pattern matches (the manifest, its lockfile, saved plans).
        naming: the repository's rules.
        values: what placeholders of the environment stand for in templates.
    """
    found: list[LocalFile] = []
    taken: dict[str, str] = {}
    used: dict[str, str] = {}
    places = Places(str(root))
    left_out = _one_of(never)
    for index, rule in enumerate(rules):
        if not rule.path:
            continue  # what stands there is told already
        matched = _matched(places, index, rule, left_out, report)
        entries = _usable(places, index, rule.path, matched, used, report)
        files = _named(index, rule, entries, naming, report)
        if rule.template and not rule.archive:
            files = [replace(file, text=_template(index, file.entries[0], report, values)) for file in files]
        for file in map(naming.as_kept, files):
            origin = file.entries[0].name if not file.members else rule.path
            if file.name in taken:
                both = f"{taken[file.name]} and {origin} would both be published as {file.name}"
                report(index, both, "give one another name with as:, or pack a folder with archive:")
            taken[file.name] = origin
            found.append(file)
    previews = [index for index, rule in enumerate(rules) if rule.preview]
    for index in previews[1:]:
        report(index, "a page shows only one file first", f"{rules[previews[0]].path} has preview: true already")
    return found


def _matched(places: Places, index: int, rule: Rule, left_out: Callable[[Place], bool], report: Report) -> list[Place]:
    """What a rule matches; why, if that is nothing, is reported."""
    if link := circle(places.root, rule.path):
        report(index, f"{link} is a link that leads round in a circle", "name the folder itself, without the link")
        return []
    matched, others = matches(places, rule, left_out)
    if others and not matched:
        told = ", ".join(f"{other.name} is {kind_of(other)}" for other in others[:3])
        report(index, f"{rule.path} matches no file: {told}", "only regular files can be published")
    elif not matched:
        report(index, f"{rule.path} matches no file", _why_nothing(Path(places.root), rule, guess=index < GUESSED))
    return matched


def _one_of(never: frozenset[Path]) -> Callable[[Place], bool]:
    """Whether a place is one of those."""
    names, real = {path.name for path in never}, {os.path.realpath(path) for path in never}
    return lambda place: place.real in real and os.path.basename(place.path) in names


def _why_nothing(root: Path, rule: Rule, *, guess: bool) -> str:
    if os.path.isabs(rule.path):
        return "patterns are relative to root:, which may be any folder"
    if os.path.isdir(root / rule.path):  # which takes any text
        return f"it is a folder: write {rule.path.rstrip('/')}/** for all that is in it"
    if guess and (path := nearby.meant(root, rule.path)):
        return f"did you mean {path}?"
    if glob.has_magic(rule.path):
        return "patterns are relative to the manifest's folder and never match hidden names"
    return f"looked in {root}"


def _usable(
    places: Places, index: int, pattern: str, matched: list[Place], used: dict[str, str], report: Report
) -> list[Entry]:
    entries = []
    for place in matched:
        if wrong := places.objection(place):
            report(index, f"{place.name} {wrong[0]}", wrong[1])
        elif place.real in used:
            report(index, f"{place.name} is listed twice", f"{used[place.real]} has it already")
        elif place.status:
            used[place.real] = pattern
            entries.append(Entry(place.name, places.root, Stamp.told(place.status), places.inside(place.real)))
    return entries


def _named(index: int, rule: Rule, entries: list[Entry], naming: Naming, report: Report) -> list[LocalFile]:
    if rule.archive and entries:
        prefix = fixed_prefix(rule.path)
        members = tuple(entry.name.removeprefix(prefix) for entry in entries)
        return [LocalFile(rule.archive, tuple(entries), members, preview=rule.preview, rule=index)]
    if (given := rule.as_name + rule.archive) and not is_text(given):
        report(index, "a name that holds control characters is not text", "give another name")
    for used, does in ((rule.as_name, "as: names"), (rule.preview, "preview: marks")):
        if used and len(entries) > 1:
            report(index, f"{does} one file, but {rule.path} matches {len(entries)}", "name the file itself")
            entries = entries[:1]
    return [
        LocalFile(rule.as_name or naming.published_name(entry.name), (entry,), preview=rule.preview, rule=index)
        for entry in entries
    ]


def _template(index: int, entry: Entry, report: Report, values: Mapping[str, str]) -> str | None:
    """What stands in a template, line ends and all, with what is known filled in; None if it is none."""
    if entry.stamp.size > MAX_TEMPLATE:
        report(index, f"{entry.name} is too large", "template: true is for text files up to 1 MiB")
        return None
    try:
        text = b"".join(entry.chunks()).decode()
    except UnicodeDecodeError as error:
        report(index, f"{entry.name} is not UTF-8 text (byte {error.start})", "template: true is for text files")
        return None
    for _, line, wrong, hint in placeholders.slips(text, values):
        report(index, f"{entry.name}:{line}: {wrong}", hint)
    if not any(placeholders.named(text)):
        names = ", ".join(map(placeholders.shown, placeholders.NAMES))
        report(index, f"{entry.name} has nothing to fill in: none of {names} stands in it", "leave template: true out")
    return str(placeholders.settled(text, values))
