"""A manifest with all that belongs to it: its files, lockfile, scratch folder, and the way to its server."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from publishpipe.errors import InputError, Problem, RefusedError
from publishpipe.files import find
from publishpipe.files.checksums import Checksums
from publishpipe.files.local_file import LocalFile
from publishpipe.manifest import manifest
from publishpipe.manifest.manifest import Manifest
from publishpipe.model import identity
from publishpipe.model.target import Target
from publishpipe.repositories import REPOSITORIES
from publishpipe.repositories.base import AnyRelease, Repository
from publishpipe.repositories.values import Wanted
from publishpipe.state import plan_files
from publishpipe.state.lockfile import Lockfile
from publishpipe.state.places import LOCK_ENDING, SCRATCH, STORE
from publishpipe.state.storage import scratch
from publishpipe.workspace import connection, lockfiles

if TYPE_CHECKING:
    from publishpipe.http.session import Session
    from publishpipe.model.events import Emit

LONGEST_NAME = 200  # bytes; a file's name may have 255, and that of a lockfile or of a cache ends otherwise
EMBEDDED = "local"  # stands for the embedded repository's URL in a lockfile: it belongs to the store, not to a port


@dataclass(frozen=True, slots=True)
class Workspace:
    """A checked manifest, its files found."""

    manifest: Manifest
    repository: Repository
    wanted: Wanted
    lock: Lockfile

    @property
    def folder(self) -> Path:
        """Where the manifest lies."""
        return self.manifest.path.parent

    @property
    def name(self) -> str:
        """The manifest's file name without its ending: the lockfile is NAME.lock.json."""
        return self.manifest.path.stem

    @property
    def base_url(self) -> str:
        """That of its server, as a lockfile keeps it: see `bound_url`."""
        return bound_url(self.manifest.target)

    def checksums(self, emit: Emit, *, anew: bool = False) -> Checksums:
        """The cache of checksums; `anew`: what it says of a file is not believed, but read once more."""
        path = self.folder / SCRATCH / f"{self.name}.checksums.json"
        return Checksums(path, self.repository.CHECKSUM, emit, anew=anew)


@dataclass(frozen=True, slots=True)
class Connection:
    """A release and the server that it is on."""

    base_url: str
    session: Session
    release: AnyRelease


def load(
    path: Path, *, environment: str | None = None, url: str | None = None, settings: Mapping[str, str] | None = None
) -> Workspace:
    """Read a manifest, of which the command line may have said other things, and find its files.

    Raises:
        InputError: the manifest, the lockfile or a file is wrong; with all problems at once.
    """
    read, problems = manifest.read(path, environment=environment, url=url, settings=settings)
    if read.target.repository not in REPOSITORIES:
        _found(read, problems, _AsItIs(), frozenset())
        raise _invalid(path, problems)
    repository = REPOSITORIES[read.target.repository]
    lock = Lockfile(lock_path(read.path, read.target), str(read.target), repository.LOCK)
    found = _found(read, problems, repository, frozenset({lock.path.absolute()}))
    wanted = _wanted(read, found, repository, lock)
    problems += [read.problem(*wrong) for wrong in repository.check(wanted)]
    for other in lockfiles.sharing(read.path):
        problems.append(read.problem((), f"{other} would share its lockfile", "rename one of the two"))
    if problems:
        raise _invalid(path, problems)
    return Workspace(read, repository, wanted, lock)


class _AsItIs:
    """What a repository that nobody knows makes of files."""

    def published_name(self, path: str) -> str:
        """The same."""
        return path

    def as_kept(self, file: LocalFile) -> LocalFile:
        """The same."""
        return file


def _found(read: Manifest, problems: list[Problem], naming: find.Naming, locks: frozenset[Path]) -> list[LocalFile]:
    """The files that a manifest names; what is wrong with them is added to the problems."""

    def report(index: int, message: str, hint: str) -> None:
        problems.append(read.problem(("files", index), message, hint))

    versioned = read.path.with_name(read.path.stem + LOCK_ENDING)
    never = locks | {read.path.absolute(), versioned.absolute()} | plan_files.remembered(read.path.parent)
    return find.find(read.root, read.files, report, never=never, naming=naming, values=read.variables)


def _invalid(path: Path, problems: Iterable[Problem]) -> InputError:
    in_order = sorted(problems, key=lambda problem: (problem.line, problem.column))
    return InputError(f"{path} is not a valid manifest.", problems=tuple(in_order))


def _wanted(read: Manifest, found: Iterable[LocalFile], repository: Repository, lock: Lockfile) -> Wanted:
    released, rehearsal = bool(lock.facts.get("versions")), read.target.is_embedded
    return Wanted(
        {file.name: file for file in found},
        read.metadata,
        read.publish,
        read.entries,
        released,
        rehearsal,
        identity=identity.normal(read.id or str(read.metadata.get(repository.NAMING, ""))),
        manifest_id=identity.normal(read.id),
        allow_loss=read.allow_loss,
        others=frozenset() if released or rehearsal else lockfiles.known_elsewhere(read.path, str(read.target)),
    )


def lock_path(path: Path, target: Target) -> Path:
    """Where a manifest's lockfile is: one in the embedded repository belongs to its store, so a clone starts afresh.

    Raises:
        InputError: the manifest's name leaves no room for those of its other files.
    """
    if len(os.fsencode(path.stem)) > LONGEST_NAME:
        wrong = f"its name is too long: more than {LONGEST_NAME} bytes before the ending"
        raise InputError(f"{path}: {wrong}", problems=(Problem(str(path), 1, 1, "", wrong, "give it a shorter name"),))
    name = path.stem + LOCK_ENDING
    return path.parent / STORE / name if target.is_embedded else path.with_name(name)


@contextmanager
def connected(space: Workspace, checksums: Checksums, emit: Emit) -> Iterator[Connection]:
    """Connect to the manifest's server; the embedded one is started for as long.

    Raises:
        RefusedError: the release was made with another URL.
        CredentialsError: there is no token for that server.
    """
    check_bound(space.lock, space.base_url)
    knowing = lockfiles.told(space.manifest.path, space.lock)
    with knowing, connection.connected(space.manifest.target, space.folder, emit) as session:
        release = space.repository.remote().release(session, space.wanted, checksums, emit)
        yield Connection(session.base_url, session, release)


@contextmanager
def applying(space: Workspace) -> Iterator[None]:
    """Be the only process that applies this manifest, and know what the last one wrote. Raises BusyError."""
    from publishpipe.state.process_lock import exclusive  # noqa: PLC0415  # only who applies needs it

    with exclusive(scratch(space.folder) / f"{space.name}.lock"):
        space.lock.reload()
        yield


def bound_url(target: Target) -> str:
    """The base URL of a target's server; for the embedded repository, whose port may change, the word `local`."""
    return EMBEDDED if target.is_embedded else connection.api_url(target)


def check_bound(lock: Lockfile, now: str) -> None:
    """Raise RefusedError if the release was made with another URL than `now`."""
    bound = lock.facts.get("base_url", now)
    if bound != now:
        raise RefusedError(
            f"This release was made with {bound}, not with {now}.",
            where=str(lock.path),
            state="Nothing was sent.",
            hint=f"Go on there: --url {bound}, or target.url in the manifest. For the other server use another "
            "environment, or a copy of the manifest.",
        )


def offline_session(space: Workspace) -> Session:
    """A session that is never used: what is remembered needs no server."""
    from publishpipe.http import session as http  # noqa: PLC0415  # only who connects needs an HTTP library
    from publishpipe.model.events import ignore  # noqa: PLC0415  # as above

    return http.Session(space.base_url, None, space.repository.DIALECT, ignore)
