"""A manifest with all that belongs to it: its files, lockfile, scratch folder, and the way to its server."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from publishpipe.errors import InputError, Problem, RefusedError
from publishpipe.files import find
from publishpipe.files.checksums import Checksums
from publishpipe.files.local_file import LocalFile
from publishpipe.manifest import manifest
from publishpipe.manifest.manifest import ALONE, Manifest
from publishpipe.model import identity
from publishpipe.model.member import Member
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
        """What its files in the scratch folder are called by: the manifest's file name without its ending."""
        return ".".join(_home(self.manifest.path, self.manifest.member))

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
    path: Path,
    *,
    environment: str | None = None,
    url: str | None = None,
    settings: Mapping[str, str] | None = None,
    member: Member = ALONE,
) -> Workspace:
    """Read a manifest, of which the command line or a campaign may have said other things, and find its files.

    Raises:
        InputError: the manifest, the lockfile or a file is wrong; with all problems at once.
    """
    space, problems = looked_at(path, environment=environment, url=url, settings=settings, member=member)
    if problems:
        raise _invalid(path, problems)
    return space


def looked_at(
    path: Path,
    *,
    environment: str | None = None,
    url: str | None = None,
    settings: Mapping[str, str] | None = None,
    member: Member = ALONE,
) -> tuple[Workspace, list[Problem]]:
    """The same with what is sound of a manifest, and all that is wrong with it.

    Raises:
        InputError: so little is sound of it that nothing else can be told; with all problems.
    """
    read, problems = manifest.read(path, environment=environment, url=url, settings=settings, member=member)
    if read.target.repository not in REPOSITORIES:
        _found(read, problems, _AsItIs(), frozenset())
        raise _invalid(path, problems)
    repository = REPOSITORIES[read.target.repository]
    lock = Lockfile(lock_path(read.path, read.target, member), str(read.target), repository.LOCK)
    found = _found(read, problems, repository, frozenset({lock.path.absolute()}))
    wanted = _wanted(read, found, repository, lock)
    problems += [read.problem(*wrong) for wrong in repository.check(wanted)]
    for other in lockfiles.sharing(read.path) if not member.locks else ():
        problems.append(read.problem((), f"{other} would share its lockfile", "rename one of the two"))
    return Workspace(read, repository, wanted, lock), problems


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
    never |= read.member.never
    if read.member.locks and any(rule.path.startswith("*") for rule in read.files):  # else there is no need to look
        never |= {*(read.path.parent / read.member.locks).absolute().glob(f"*{LOCK_ENDING}")}
    return find.find(read.root, read.files, report, never=never, naming=naming, values=read.variables)


def _invalid(path: Path, problems: Iterable[Problem]) -> InputError:
    return InputError(f"{path} is not a valid manifest.", problems=in_order(problems))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems as the lines of their manifest come."""
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


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
        others=frozenset() if released or rehearsal else _others(read, lock),
    )


def _others(read: Manifest, lock: Lockfile) -> Collection[str]:
    """The ids that are other releases': those of the manifests in its folder, or of the rows of its campaign."""
    if read.member.known:
        return read.member.known.beside(lock.path, lock.key)
    return lockfiles.known_elsewhere(read.path, lock.key)


def lock_path(path: Path, target: Target, member: Member = ALONE) -> Path:
    """Where a release's lockfile is: one in the embedded repository belongs to its store, so a clone starts afresh.

    Raises:
        InputError: the manifest's name leaves no room for those of its other files.
    """
    *folder, name = _home(path, member)
    if len(os.fsencode(".".join((*folder, name)))) > LONGEST_NAME:
        wrong = f"its name is too long: more than {LONGEST_NAME} bytes before the ending"
        raise InputError(f"{path}: {wrong}", problems=(Problem(str(path), 1, 1, "", wrong, "give it a shorter name"),))
    return Path(path.parent, STORE if target.is_embedded else "", *folder, name + LOCK_ENDING)


def _home(path: Path, member: Member) -> tuple[str, ...]:
    """The name of a release's lockfile without its ending, after that of the folder that it is in, if it is in one."""
    return (member.locks, member.name) if member.locks else (path.stem,)


Connect = Callable[[Target, Path, "Emit"], AbstractContextManager["Session"]]
"""Gives a session with a target's server; see `connection.connected`."""


@contextmanager
def connected(
    space: Workspace, checksums: Checksums, emit: Emit, through: Connect = connection.connected, known: object = None
) -> Iterator[Connection]:
    """Connect to the manifest's server; the embedded one is started for as long.

    Args:
        space: the manifest with all that belongs to it.
        checksums: of its files.
        emit: told about waits.
        through: makes the connection.
        known: what a list told of it: see `repositories.base.Remote.listed`.

    Raises:
        RefusedError: the release was made with another URL.
        CredentialsError: there is no token for that server.
    """
    check_bound(space.lock, space.base_url)
    knowing = lockfiles.told(space.manifest.path, space.lock)
    with knowing, through(space.manifest.target, space.folder, emit) as session:
        release = space.repository.remote().release(session, space.wanted, checksums, emit, known)
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
