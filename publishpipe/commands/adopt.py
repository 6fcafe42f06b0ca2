"""Taking over what exists already: a lockfile for it and, where there is none yet, a manifest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import cast

from publishpipe.commands.locate import check_place, reference_to
from publishpipe.errors import RefusedError
from publishpipe.http.download import save
from publishpipe.manifest.writer import manifest_text
from publishpipe.model import identity
from publishpipe.model.events import Emit, ignore
from publishpipe.model.facts import Facts, Patch, merge, told
from publishpipe.model.target import Target
from publishpipe.repositories import REPOSITORIES
from publishpipe.repositories.values import Adopted
from publishpipe.state.lockfile import Lockfile
from publishpipe.state.process_lock import exclusive
from publishpipe.state.storage import LOCK_ENDING, SCRATCH, scratch, write_atomically
from publishpipe.workspace import belonging, connection, workspace

NO_DATA = {SCRATCH, ".git"}  # hidden names that are no files here


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was taken over: its id, and the files of it that are not here, by the names that a manifest gives them."""

    id: str
    missing: tuple[str, ...] = ()


def adopt(
    path: Path | str,
    what: str,
    *,
    environment: str | None = None,
    url: str | None = None,
    confirm: Callable[[str], None],
    emit: Emit = ignore,
) -> Adoption:
    """Write a lockfile for a draft, record or upload that exists already.

    Args:
        path: the manifest that describes it.
        what: its id, DOI or address.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        confirm: told what would be forgotten, if the lockfile knows another; raises RefusedError to keep that.
        emit: told about waits.

    Raises:
        UsageError: `what` is none of those.
        PublishPipeError: see `publishpipe.errors` for the other kinds.
    """
    space = workspace.load(Path(path), environment=environment, url=url)
    target = space.manifest.target
    wanted = reference_to(target, what)
    with workspace.applying(space), workspace.connected(space, space.checksums(), emit) as connection:
        check_place(wanted, connection.base_url)
        found = space.repository.remote().adopt(connection.session, wanted, space.wanted.metadata)
        known = space.lock.facts
        if known.get("id", found.facts["id"]) != found.facts["id"]:
            forgotten = f"{known['id']}, which stays on the server as it is"
            confirm(f"what the lockfile knows of {forgotten}, and adopt {found.facts['id']} instead")
        space.lock.replace(_bound(found.facts, known, belonging.anew(space)))
    return Adoption(found.facts["id"])


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
    path = Path(path)
    if path.exists():
        raise RefusedError(
            f"{path} exists already.", state="Nothing was written.", hint="Leave --write-manifest out to adopt for it."
        )
    wanted, module = reference_to(target, what), REPOSITORIES[target.repository]
    with connection.connected(target, path.parent, emit) as session:
        check_place(wanted, session.base_url)
        found = module.remote().adopt(session, wanted, None)
        if not found.files:
            raise RefusedError(
                f"{found.facts['id']} has no files yet, and a manifest needs some.",
                state="Nothing was written.",
                hint="Write the manifest yourself, and adopt for it.",
            )
        places = {name: _place(path, name) for name in found.files}
        for name in (name for name, place in places.items() if download and not place.exists()):
            save(
                session,
                module.remote().content(found.facts, name),
                places[name],
                found.files[name],
                module.CHECKSUM,
                emit,
            )
    _lock(path, target, found)
    write_atomically(path, manifest_text(target, found))
    return Adoption(found.facts["id"], tuple(name for name, place in places.items() if not place.exists()))


def _lock(path: Path, target: Target, found: Adopted) -> None:
    """Write the section. Raises RefusedError if it knows of something else."""
    facts, title = found.facts, str(found.metadata.get(REPOSITORIES[target.repository].NAMING, ""))
    bound: Patch = {
        "base_url": workspace.bound_url(target),
        "manifest": path.name,
        "identity": identity.another() if target.is_embedded else identity.normal(title),
    }
    with exclusive(scratch(path.parent) / f"{path.stem}.lock"):
        lock = Lockfile(workspace.lock_path(path, target), str(target), REPOSITORIES[target.repository].LOCK)
        known = lock.facts
        if known.get("id", facts["id"]) != facts["id"]:
            raise RefusedError(
                f"The lockfile knows of {known['id']}, which another manifest of this name made.",
                where=str(lock.path),
                state="No manifest was written.",
                hint="Give the new manifest another name.",
            )
        lock.replace(_bound(found.facts, known, bound))


def _bound(facts: Facts, known: Facts, binding: Patch) -> Facts:
    """The facts of a section; what was begun and went unanswered is not forgotten with what it was of."""
    begun = known.get("intents", {})
    unanswered = known.get("unanswered", False) or "create" in begun
    kept: Facts = {
        "marker": known.get("marker", "") if unanswered else "",
        "unanswered": unanswered,
        "intents": begun if known.get("id") == facts["id"] else {},
        "others": [other for other in known.get("others", ()) if other != facts["id"]],
    }
    return merge(merge(told(kept), cast("Patch", facts)), binding)


def _place(path: Path, name: str) -> Path:
    """Where a file of the server belongs here.

    Raises:
        RefusedError: nowhere, as its name leads out of the folder, or to what is not data.
    """
    parts = PurePosixPath(name).parts
    place = path.parent.joinpath(*parts)
    taken = {path.resolve(), path.with_name(path.stem + LOCK_ENDING).resolve()}
    inside = place.resolve().is_relative_to(path.parent.resolve()) and not name.startswith("/") and "\\" not in name
    hidden = any(part.startswith(".") for part in parts[:-1]) or name in NO_DATA
    if not parts or not inside or place.resolve() in taken or hidden:
        raise RefusedError(
            f"The server has a file named {name!r}, which cannot be put beside {path.name}.",
            state="Nothing was written.",
            hint="Write the manifest yourself, and adopt for it.",
        )
    return place
