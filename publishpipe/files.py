"""Patterns → local files: what they match, how large it is, and whether it has changed since."""

from __future__ import annotations

import glob
import os
import posixpath
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from publishpipe import archive
from publishpipe.errors import PublishPipeError

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes when somebody writes to a file: size in bytes, time of change in nanoseconds, inode."""

    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """The stamp of the file as it is now."""
        status = path.stat()
        return cls(status.st_size, status.st_mtime_ns, status.st_ino)


class ChangedFileError(PublishPipeError):
    """A file is not what it was when the manifest was read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file on disk, as it was when the manifest was read; `name` is its path below the root, with slashes."""

    name: str
    path: Path
    stamp: Stamp

    def chunks(self) -> Iterator[bytes]:
        """Its bytes.

        Raises:
            ChangedFileError: it is not what it was, or cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                left = self.stamp.size
                while left > 0 and (chunk := file.read(min(CHUNK, left))):
                    left -= len(chunk)
                    yield chunk
        except OSError as error:
            raise ChangedFileError(f"{self.name} cannot be read: {error.strerror}.", where=self.name) from None
        self.check()

    def check(self) -> None:
        """Raise ChangedFileError if the file changed since the manifest was read."""
        if not self.path.exists() or Stamp.of(self.path) != self.stamp:
            raise ChangedFileError(
                f"{self.name} changed while publishpipe was at work.",
                where=self.name,
                hint="Wait until nothing writes to it, then run the same command again.",
            )


@dataclass(frozen=True, slots=True)
class LocalFile:
    """Something to publish under `name`: one file, or the zip of several (then `members` names each in the zip)."""

    name: str
    entries: tuple[Entry, ...]
    members: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes to send."""
        if self.members:
            return archive.length([(name, e.stamp.size) for name, e in self._contents()])
        return self.entries[0].stamp.size

    def chunks(self) -> Iterator[bytes]:
        """The bytes to send, made while they are read; raises ChangedFileError if a file changed."""
        if not self.members:
            return self.entries[0].chunks()
        return archive.stream((name, e.stamp.size, e.chunks()) for name, e in self._contents())

    def check(self) -> None:
        """Raise ChangedFileError if any of its files changed since the manifest was read."""
        for entry in self.entries:
            entry.check()

    def _contents(self) -> Iterable[tuple[str, Entry]]:
        return zip(self.members, self.entries, strict=True)


@dataclass(frozen=True, slots=True)
class Rule:
    """One item of the manifest's `files`."""

    path: str
    as_name: str = ""
    archive: str = ""
    exclude: tuple[str, ...] = ()


Report = Callable[[int, str, str], None]
"""Called with the index of a rule, what is wrong with it, and a hint."""


def find(
    root: Path, rules: Iterable[Rule], never: frozenset[Path], published: Callable[[str], str], report: Report
) -> list[LocalFile]:
    """What the rules match below `root`, in their order, sorted by code point within each.

    Args:
        root: the folder that the rules are relative to.
        rules: the manifest's files.
        never: files that no pattern matches (the manifest, its lockfile).
        published: the name that a path below the root is published under.
        report: told everything that is wrong.
    """
    found: list[LocalFile] = []
    taken: dict[str, str] = {}
    used: dict[Path, int] = {}
    for index, rule in enumerate(rules):
        matched = _matches(root, rule, never)
        entries = _usable(root, index, matched, used, report)
        if not matched:
            report(index, f"{rule.path} matches no file", _why_nothing(root, rule))
        for file in _named(index, rule, entries, published, report):
            origin = file.entries[0].name if not file.members else rule.path
            if file.name in taken:
                both = f"{taken[file.name]} and {origin} would both be published as {file.name}"
                report(index, both, "give one another name with as:, or pack a folder with archive:")
            taken[file.name] = origin
            found.append(file)
    return found


def _matches(root: Path, rule: Rule, never: frozenset[Path]) -> list[str]:
    """The names that a rule matches, sorted: the file of that very name, or what the pattern fits."""
    path = posixpath.normpath(rule.path)
    if os.path.lexists(root / path) and not (root / path).is_dir():
        return [path]
    excluded = [posixpath.normpath(pattern).split("/") for pattern in rule.exclude]
    names = (
        name for name in _fitting(root, path) if not any(_covers(pattern, name.split("/")) for pattern in excluded)
    )
    return sorted(name for name in names if not _is_one_of(root / name, never))


def _fitting(root: Path, pattern: str) -> Iterator[str]:
    """What a pattern fits: without hidden names, those must be named, and without entering linked folders."""
    parts = pattern.split("/")
    for folder, below, names in os.walk(root / _fixed_prefix(pattern)):
        inside = Path(folder).relative_to(root).parts
        goes_on = "**" in parts or len(inside) + 1 < len(parts)
        below[:] = [name for name in below if goes_on and not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and _fits(parts, (*inside, name)):
                yield "/".join((*inside, name))


def _fits(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a path fits a pattern, both as parts; `**` stands for any number of folders, and last for any file."""
    if not pattern or not path:
        return not pattern and not path
    if pattern[0] == "**":
        return len(pattern) == 1 or _fits(pattern[1:], path) or _fits(pattern, path[1:])
    return fnmatchcase(path[0], pattern[0]) and _fits(pattern[1:], path[1:])


def _covers(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a pattern fits a path, or a folder that it lies in."""
    return any(_fits(pattern, path[:length]) for length in range(1, len(path) + 1))


def _is_one_of(path: Path, never: frozenset[Path]) -> bool:
    return path.name in {other.name for other in never} and path.resolve() in {other.resolve() for other in never}


def _why_nothing(root: Path, rule: Rule) -> str:
    if (root / rule.path).is_dir():
        return f"it is a folder: write {rule.path.rstrip('/')}/** for all that is in it"
    if glob.has_magic(rule.path):
        return "patterns are relative to the manifest's folder and never match hidden names"
    return f"looked in {root}"


def _usable(root: Path, index: int, names: list[str], used: dict[Path, int], report: Report) -> list[Entry]:
    entries = []
    for name in names:
        path = root / name
        real = path.resolve()
        if wrong := _wrong(root, name, real):
            report(index, f"{name} {wrong[0]}", wrong[1])
        elif real in used:
            report(index, f"{name} is listed twice", f"files[{used[real]}] has it already")
        else:
            used[real] = index
            entries.append(Entry(Path(name).as_posix(), path, Stamp.of(path)))
    return entries


def _wrong(root: Path, name: str, real: Path) -> tuple[str, str] | None:
    if not real.is_relative_to(root.resolve()):
        return "lies outside the manifest's folder", "copy it in, or set root: to a folder above both"
    if _is_unreadable(name):
        return "has a name that is not text", "rename it"
    if not real.exists():
        return "does not exist: it is a broken link", "mend or remove the link"
    if not stat.S_ISREG(real.stat().st_mode):
        return "is not a regular file", "name files only"
    if not os.access(real, os.R_OK):
        return "cannot be read", "give yourself the right to read it"
    return None


def _named(
    index: int, rule: Rule, entries: list[Entry], published: Callable[[str], str], report: Report
) -> list[LocalFile]:
    if rule.archive and entries:
        prefix = _fixed_prefix(rule.path)
        return [LocalFile(rule.archive, tuple(entries), tuple(e.name.removeprefix(prefix) for e in entries))]
    if _is_unreadable(rule.as_name + rule.archive):
        report(index, "a name that holds control characters is not text", "give another name")
    if rule.as_name and len(entries) > 1:
        report(index, f"as: names one file, but {rule.path} matches {len(entries)}", "name the file itself")
    return [LocalFile(rule.as_name or published(entry.name), (entry,)) for entry in entries]


def _is_unreadable(name: str) -> bool:
    """Whether a name holds control characters, or bytes that are no UTF-8."""
    return any(unicodedata.category(char) in {"Cc", "Cs"} for char in name)


def _fixed_prefix(pattern: str) -> str:
    """The folders of a pattern before its first wildcard: `raw/` of `raw/**`."""
    parts = posixpath.normpath(pattern).split("/")
    fixed = next((i for i, part in enumerate(parts) if glob.has_magic(part)), len(parts) - 1)
    return "".join(f"{part}/" for part in parts[:fixed])
