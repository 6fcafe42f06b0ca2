"""The verb `schema`: the forms of manifests and of what --json prints, for people and editors."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from publishpipe.errors import UsageError
from publishpipe.manifest.modeline import SCHEMA, with_modeline
from publishpipe.repositories import NAMES, REPOSITORIES
from publishpipe.schemas import fields as rows
from publishpipe.schemas.bundle import bundled
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


def fields(repository: str) -> list[rows.Field]:
    """The fields of a repository's metadata. Raises UsageError if there is no such repository."""
    _check(repository)
    return rows.fields(repository)


def fields_as_markdown(repository: str) -> str:
    """The same as a page. Raises UsageError if there is no such repository."""
    _check(repository)
    return rows.as_markdown(repository, REPOSITORIES[repository].TITLE)


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


def _check(repository: str) -> None:
    if repository not in REPOSITORIES:
        raise UsageError(f"There is no repository {repository}.", hint=f"Choose {NAMES}.")
