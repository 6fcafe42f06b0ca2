"""A manifest with all that belongs to it: its files, lockfile, scratch folder, and the way to its server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from publishpipe import embedded, files, manifest
from publishpipe.checksums import Checksums
from publishpipe.credentials import Secret, login_for, missing, token_for
from publishpipe.errors import InputError, RefusedError
from publishpipe.events import Emit, ignore
from publishpipe.http import Session
from publishpipe.lockfile import Lockfile, exclusive
from publishpipe.manifest import Manifest
from publishpipe.repositories import REPOSITORIES
from publishpipe.repositories.base import Release, Repository, Wanted
from publishpipe.storage import SCRATCH, STORE, scratch

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
    def store(self) -> Path:
        """The folder of the embedded repository."""
        scratch(self.folder)
        return self.folder / STORE

    def checksums(self) -> Checksums:
        """The cache of checksums."""
        return Checksums(self.folder / SCRATCH / f"{self.name}.checksums.json")


@dataclass(frozen=True, slots=True)
class Connection:
    """A release and the server that it is on."""

    base_url: str
    session: Session
    release: Release


def load(path: Path, *, environment: str | None = None, url: str | None = None) -> Workspace:
    """Read a manifest and find its files.

    Raises:
        InputError: the manifest, the lockfile or a file is wrong; with all problems at once.
    """
    read, problems = manifest.read(path, environment=environment, url=url)
    repository = REPOSITORIES[read.target.repository]
    lock_path = _lock_path(read)

    def report(index: int, message: str, hint: str) -> None:
        problems.append(read.problem(("files", index), message, hint))

    versioned = read.path.with_name(f"{read.path.stem}.lock.json")
    never = frozenset({read.path.absolute(), lock_path.absolute(), versioned.absolute()})
    found = files.find(read.root, read.files, never, repository.published_name, report)
    wanted = Wanted({file.name: file for file in found}, read.metadata, read.publish, read.entries)
    problems += [read.problem(*wrong) for wrong in repository.check(wanted)]
    twin = path.with_suffix({".yaml": ".yml", ".yml": ".yaml"}.get(path.suffix, path.suffix))
    if twin != path and twin.exists():
        problems.append(read.problem((), f"{twin.name} would share its lockfile", "rename one of the two"))
    if problems:
        in_order = sorted(problems, key=lambda problem: (problem.line, problem.column))
        raise InputError(f"{path} is not a valid manifest.", problems=tuple(in_order))
    return Workspace(read, repository, wanted, Lockfile(lock_path, str(read.target)))


def _lock_path(read: Manifest) -> Path:
    """A release in the embedded repository belongs to its store, so a clone starts afresh."""
    name = f"{read.path.stem}.lock.json"
    folder = read.path.parent
    if read.target.is_embedded:
        return folder / STORE / name
    return folder / name


@contextmanager
def connected(space: Workspace, checksums: Checksums, emit: Emit) -> Iterator[Connection]:
    """Connect to the manifest's server; the embedded one is started for as long.

    Raises:
        RefusedError: the release was made with another URL.
        CredentialsError: there is no token for that server.
    """
    _check_bound(space)
    with _base_url(space) as base_url, _session(space, base_url, emit) as session:
        yield Connection(base_url, session, space.repository.release(session, space.wanted, checksums, emit))


def _session(space: Workspace, base_url: str, emit: Emit) -> Session:
    """A session with the token for that URL, or with a way to get one."""
    secret = token_for(base_url, os.environ)
    log_in = space.repository.log_in
    login = login_for(base_url, os.environ) if log_in else None
    if secret is None and login is None:
        if space.manifest.target.environment != "local":
            raise missing(base_url)
        secret = Secret("local")
    renew = (lambda session: log_in(session, login)) if log_in and login else None
    return Session(base_url, secret, emit, renew)


@contextmanager
def applying(space: Workspace) -> Iterator[None]:
    """Be the only process that applies this manifest, and know what the last one wrote. Raises BusyError."""
    with exclusive(scratch(space.folder) / f"{space.name}.lock"):
        space.lock.reload()
        yield


def bound_url(space: Workspace) -> str:
    """The base URL of a manifest's server; for the embedded repository, whose port may change, the word `local`."""
    target = space.manifest.target
    if space.manifest.target.is_embedded:
        return EMBEDDED
    url = target.url or space.repository.BASE_URLS[target.environment]
    url = url if url.endswith("/") else f"{url}/"
    return url if url.endswith(space.repository.API_PATH) else url + space.repository.API_PATH


@contextmanager
def _base_url(space: Workspace) -> Iterator[str]:
    if not space.manifest.target.is_embedded:
        yield bound_url(space)
        return
    with embedded.running(space.store) as origin:
        yield origin + space.repository.EMBEDDED_PATH


def _check_bound(space: Workspace) -> None:
    now = bound_url(space)
    bound = space.lock.facts.get("base_url", now)
    if bound != now:
        raise RefusedError(
            f"This release was made with {bound}, not with {now}.",
            where=str(space.lock.path),
            state="Nothing was sent.",
            hint="Set target.url back, or use another environment or a copy of the manifest for the other server.",
        )


def offline_session(space: Workspace) -> Session:
    """A session that is never used: what is remembered needs no server."""
    return Session(bound_url(space), None, ignore)
