"""The verb `schema`: the forms of manifests and of what --json prints, for people and editors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from publishpipe.errors import UsageError
from publishpipe.manifest.modeline import SCHEMA, with_modeline
from publishpipe.model.quoting import quoted
from publishpipe.model.similar import nearest
from publishpipe.repositories import NAMES, REPOSITORIES
from publishpipe.schemas import fields as rows
from publishpipe.schemas.bundle import bundled
from publishpipe.schemas.loader import load
from publishpipe.schemas.places import names
from publishpipe.state.storage import remove_leftovers, write_atomically
from publishpipe.workspace.lockfiles import is_manifest

MANIFEST = "manifest.v1"
YAML = {".yaml", ".yml"}


def schema(name: str = "manifest") -> dict[str, Any]:
    """The JSON Schema of that name, in one document. Raises UsageError if there is none."""
    known = names()
    found = [one for one in known if name in {one, one.rpartition(".")[0]}]
    if not found:
        raise UsageError(f"There is no schema {name}.", hint="There are: " + ", ".join(known))
    return bundled(found[-1])


def fields(repository: str, words: Sequence[str] = ()) -> list[rows.Field]:
    """The fields of a repository's metadata that hold each of these words in their name, values or meaning.

    Raises:
        UsageError: there is no such repository, or no such field.
    """
    if repository not in REPOSITORIES:
        raise UsageError(f"There is no repository {repository}.", hint=f"Choose {NAMES}.")
    known = rows.fields(repository)
    instead = load(f"{repository}-metadata.v1").get("x-instead-of", {})
    found = rows.matching(known, words, instead)
    if not found:
        asked = " ".join(words)
        raise UsageError(
            f"No field of {REPOSITORIES[repository].TITLE} has {quoted(asked)} in its name, values or meaning.",
            hint=_meant(asked, known, instead) or f"All of them: publishpipe schema --fields {repository}",
        )
    return found


def _meant(asked: str, known: Iterable[rows.Field], instead: Mapping[str, str]) -> str:
    """The field that somebody looks for in other words, or what is said of such a one, or nothing."""
    parts = {part for field in known for part in re.findall(r"\w+", field.name)}
    guess = nearest(asked, sorted(parts | instead.keys()))
    meant = instead.get(guess, guess)
    return f"Did you mean {meant}?" if meant in parts else meant


def fields_as_markdown(repository: str, words: Sequence[str] = ()) -> str:
    """The same as a page. Raises UsageError, as `fields`."""
    found = fields(repository, words)
    return rows.as_markdown(repository, REPOSITORIES[repository].TITLE, found)


def install(place: Path | str) -> list[Path]:
    """Put the schema of manifests into a folder, and into each manifest there the comment by which editors find it.

    Returns what was written: nothing if all is there already.

    Raises:
        PublishPipeError: something cannot be written.
    """
    place = Path(place)
    written = write_schema(place)
    for path in sorted(place.iterdir()):
        if path.suffix in YAML and not path.is_symlink() and is_manifest(path):
            with suppress(UnicodeDecodeError):  # that is told by validate
                written += _write(path, with_modeline(path.read_bytes().decode()))
    return written


def write_schema(place: Path) -> list[Path]:
    """Put the schema of manifests into a folder; what was written: nothing if it is there. Raises PublishPipeError."""
    return _write(place / SCHEMA, json.dumps(bundled(MANIFEST), indent=1, ensure_ascii=False) + "\n")


def _write(path: Path, text: str) -> list[Path]:
    if path.exists() and path.read_bytes() == text.encode():
        return []
    remove_leftovers(path)
    write_atomically(path, text)
    return [path]
