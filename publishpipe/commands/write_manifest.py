"""What exists already gets a manifest and a lockfile, and its files come here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from publishpipe.commands.adopt import Adoption, bound
from publishpipe.commands.locate import check_place, reference_to
from publishpipe.commands.schema import write_schema
from publishpipe.errors import RefusedError
from publishpipe.http.download import save
from publishpipe.manifest.modeline import SCHEMA, with_modeline
from publishpipe.manifest.writer import manifest_text
from publishpipe.model import identity
from publishpipe.model.events import Emit, ignore
from publishpipe.model.facts import Patch
from publishpipe.model.quoting import is_text, quoted
from publishpipe.model.target import Target
from publishpipe.repositories import REPOSITORIES
from publishpipe.repositories.values import Adopted
from publishpipe.state.lockfile import Lockfile
from publishpipe.state.places import LOCK_ENDING, SCRATCH
from publishpipe.state.process_lock import exclusive
from publishpipe.state.storage import check_name, remove_leftovers, scratch, write_atomically
from publishpipe.workspace import connection, workspace

if TYPE_CHECKING:
    from publishpipe.http.session import Session

LONGEST_NAME = 255  # bytes
NO_DATA = {SCRATCH, SCHEMA, ".git"}  # hidden names that are no files here


def write_manifest(
    path: Path | str, what: str, target: Target, *, download: bool = False, emit: Emit = ignore
) -> Adoption:
    """Write a manifest and a lockfile for a draft, record or upload that exists already.

    With its files here, `apply` finds that manifest unchanged.

    Args:
        path: the manifest to write.
        what: its id, DOI or address.
        target: where it is.
        download: fetch the files that are not here.
        emit: told about waits, and the progress of downloads.

    Raises:
        RefusedError: there is a manifest already.
        PublishPipeError: see `publishpipe.errors` for the other kinds.
    """
    path = _free(Path(path))
    wanted = reference_to(target, what)
    with connection.connected(target, path.parent, emit) as session:
        check_place(wanted, session.base_url)
        found = REPOSITORIES[target.repository].remote().adopt(session, wanted, None)
        places = _places(path, found)
        if download:
            _fetch(session, target, found, places, emit)
    with exclusive(scratch(path.parent) / f"{path.stem}.lock"):
        _lock(path, target, found)
        remove_leftovers(path)
        write_schema(path.parent)
        write_atomically(path, with_modeline(manifest_text(target, found)))
    return Adoption(found.facts["id"], tuple(name for name, place in places.items() if not place.exists()))


def _free(path: Path) -> Path:
    """The same. Raises UsageError or RefusedError if no manifest can be written there."""
    check_name(path)
    if os.path.lexists(path):
        raise RefusedError(
            f"{path} exists already.", state="Nothing was written.", hint="Leave --write-manifest out to adopt for it."
        )
    return path


def _places(path: Path, found: Adopted) -> dict[str, Path]:
    """Where its files belong here. Raises RefusedError if there are none, or one belongs nowhere."""
    if not found.files:
        raise RefusedError(
            f"{found.facts['id']} has no files yet, and a manifest needs some.",
            state="Nothing was written.",
            hint="Write the manifest yourself, and adopt for it.",
        )
    return {name: _place(path, name) for name in found.files}


def _fetch(session: Session, target: Target, found: Adopted, places: Mapping[str, Path], emit: Emit) -> None:
    """Fetch the files that are not here."""
    module = REPOSITORIES[target.repository]
    for name, place in places.items():
        if not place.exists():
            content = module.remote().content(found.facts, name)
            save(session, content, place, found.files[name], module.CHECKSUM, emit)


def _lock(path: Path, target: Target, found: Adopted) -> None:
    """Write the section. Raises RefusedError if it knows of something else."""
    lock = Lockfile(workspace.lock_path(path, target), str(target), REPOSITORIES[target.repository].LOCK)
    known = lock.facts
    if known.get("id", found.facts["id"]) != found.facts["id"]:
        raise RefusedError(
            f"The lockfile knows of {known['id']}, which another manifest of this name made.",
            where=str(lock.path),
            state="No manifest was written.",
            hint="Give the new manifest another name.",
        )
    remove_leftovers(lock.path)
    lock.replace(bound(found.facts, known, _binding(path, target, found)))


def _binding(path: Path, target: Target, found: Adopted) -> Patch:
    """Which manifest and server it belongs to from now on."""
    title = str(found.metadata.get(REPOSITORIES[target.repository].NAMING, ""))
    return {
        "base_url": workspace.bound_url(target),
        "manifest": path.name,
        "identity": identity.another() if target.is_embedded else identity.normal(title),
    }


def _place(path: Path, name: str) -> Path:
    """Where a file of the server belongs here.

    Raises:
        RefusedError: nowhere, as its name leads out of the folder, or to what is not data.
    """
    if not _is_data(path, name):
        raise RefusedError(
            f"The server has a file named {quoted(name)}, which cannot be put beside {path.name}.",
            state="Nothing was written.",
            hint="Write the manifest yourself, and adopt for it.",
        )
    return path.parent / name


def _is_data(path: Path, name: str) -> bool:
    """Whether a file of that name can lie beside the manifest, or below, without being taken for something else."""
    parts = PurePosixPath(name).parts
    if not parts or not is_text(name) or any(len(part.encode()) > LONGEST_NAME for part in parts):
        return False
    place = (path.parent / name).resolve()
    taken = {path.resolve(), path.with_name(path.stem + LOCK_ENDING).resolve()}
    inside = place.is_relative_to(path.parent.resolve()) and not name.startswith("/") and "\\" not in name
    hidden = any(part.startswith(".") for part in parts[:-1]) or name in NO_DATA
    return inside and not hidden and place not in taken
