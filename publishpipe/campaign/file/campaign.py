"""The campaign file: what it names, and everything that is wrong with it. It is known by what stands in it."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publishpipe.campaign.file import names, table
from publishpipe.campaign.file.table import Table
from publishpipe.errors import InputError, Problem
from publishpipe.manifest.document import Document, parse
from publishpipe.manifest.source import text_of
from publishpipe.manifest.validation import check
from publishpipe.model.member import Member
from publishpipe.model.quoting import quoted
from publishpipe.schemas.loader import load
from publishpipe.state.places import LOCKS
from publishpipe.state.reading import head_of
from publishpipe.workspace.lockfiles import MANIFESTS, is_manifest

SCHEMA = "campaign.v1"
_FORMAT = re.compile(r"""^(?:\{\s*)?["']?campaign["']?\s*:""", re.MULTILINE)
_HEAD = 65_536  # characters in which a campaign file says that it is one


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a campaign: its manifest, what the campaign says of it, its words on a command line, its line."""

    path: Path
    member: Member
    address: str
    line: int = 0

    @property
    def name(self) -> str:
        """What the campaign calls it."""
        return self.member.name


@dataclass(frozen=True, slots=True)
class Campaign:
    """Many releases. `title` is what reports call it, `table` where the rows stand, if it has one."""

    title: str
    folder: Path
    releases: tuple[Release, ...]
    max_failures: int | None = None
    table: Table | None = None


def is_campaign(path: Path) -> bool:
    """Whether a file says at its top that it is a campaign."""
    with suppress(OSError, ValueError):
        return _FORMAT.search(head_of(path, _HEAD)) is not None and not is_manifest(path)
    return False


def of_manifests(paths: Sequence[Path]) -> Campaign:
    """The releases of these manifests. Raises InputError: two are the same."""
    known: dict[Path, Path] = {}
    for path in paths:
        if (real := path.resolve()) in known:
            told = f"is the same manifest as {known[real]}" if known[real] != path else "is named twice"
            problem = Problem(str(path), 1, 1, "", told, "name each manifest once")
            raise InputError(f"{path} {told}.", problems=(problem,))
        known[real] = path
    return Campaign(f"{len(paths)} manifests", Path(), tuple(_alone(paths)))


def _alone(paths: Sequence[Path], campaign: Path | None = None) -> Iterator[Release]:
    """Releases with manifests of their own, called by the names of these as far as no two are alike."""
    stems = [path.stem for path in paths]
    for path in paths:
        name = path.stem if stems.count(path.stem) == 1 else str(path)
        yield Release(path, Member(name), f"{campaign}#{name}" if campaign else str(path))


def read(path: Path) -> Campaign:
    """Read a campaign file and its table. Raises InputError with all problems at once."""
    document = parse(text_of(path), str(path))
    problems = check(document, load(SCHEMA), {})
    if problems:
        raise _invalid(path, problems)
    if "manifests" in document.value:
        return _listed(path, document)
    return _tabular(path, document)


def _listed(path: Path, document: Document) -> Campaign:
    """That of manifests of their own, in the order of the patterns, each once."""
    found: dict[Path, None] = {}
    problems = []
    for index, pattern in enumerate(document.value["manifests"]):
        fitting = sorted(map(Path, glob.glob(str(path.parent / pattern), recursive=True)))  # noqa: PTH207  # a pattern may name a folder above
        matched = [one for one in fitting if one.suffix in MANIFESTS and is_manifest(one)]
        if not matched:
            which = "names no manifest" if fitting else "matches no file"
            hint = f"a manifest begins with publishpipe: 1 (looked in {path.parent.absolute()})"
            problems.append(document.problem(("manifests", index), f"{quoted(pattern)} {which}", hint))
        found |= dict.fromkeys(matched)
    if problems:
        raise _invalid(path, problems)
    value = document.value
    return Campaign(path.name, path.parent, tuple(_alone(list(found), path)), value.get("max_failures"))


def _tabular(path: Path, document: Document) -> Campaign:
    """That of the rows of a table."""
    value: Mapping[str, Any] = document.value
    template = path.parent / value["manifest"]
    problems = []
    if not template.is_file():
        problems.append(document.problem(("manifest",), f"there is no file {quoted(value['manifest'])}"))
    elif not is_manifest(template):
        hint = "it begins with publishpipe: 1"
        problems.append(document.problem(("manifest",), f"{quoted(value['manifest'])} is no manifest", hint))
    source = path.parent / value["table"]
    if not source.is_file():
        problems.append(document.problem(("table",), f"there is no file {quoted(value['table'])}"))
    if problems:
        raise _invalid(path, problems)
    rows = table.read(source)
    called, wrong = names.of_rows(document, rows)
    if wrong:
        raise _invalid(path, wrong)
    locks = path.stem + LOCKS
    never = frozenset({path.absolute(), source.absolute()})
    releases = (
        Release(
            template,
            Member(name, locks, {f"row.{column}": cell for column, cell in row.cells.items()}, never),
            f"{path}#{name}",
            row.line,
        )
        for name, row in zip(called, rows.rows, strict=True)
    )
    return Campaign(path.name, path.parent, tuple(releases), value.get("max_failures"), rows)


def _invalid(path: Path, problems: Sequence[Problem]) -> InputError:
    return InputError(f"{path} is not a valid campaign.", problems=tuple(problems))
