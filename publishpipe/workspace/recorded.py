"""What is known of a release without its files and without its server: all that its lockfile says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from publishpipe.errors import InputError, NotReleasedError
from publishpipe.manifest import manifest
from publishpipe.manifest.manifest import ALONE
from publishpipe.model.facts import Facts
from publishpipe.model.member import Member
from publishpipe.model.target import Target
from publishpipe.repositories import REPOSITORIES
from publishpipe.repositories.base import Repository
from publishpipe.state.lockfile import Lockfile
from publishpipe.state.places import STORE
from publishpipe.workspace import workspace


@dataclass(frozen=True, slots=True)
class Recorded:
    """A release that was begun, or published, on one server: `facts` has an id."""

    path: Path
    target: Target
    repository: Repository
    facts: Facts

    @property
    def base_url(self) -> str:
        """That of the server that it is on; for the embedded repository, whose port may change, the word `local`."""
        return self.facts["base_url"]


def load(
    path: Path,
    *,
    environment: str | None = None,
    url: str | None = None,
    settings: Mapping[str, str] | None = None,
    member: Member = ALONE,
) -> Recorded:
    """What the lockfile knows of a manifest's release; what else is wrong with the manifest does not matter.

    Raises:
        InputError: the manifest or the lockfile cannot be read.
        NotReleasedError: there is nothing yet.
        RefusedError: it was made with another URL.
    """
    read, problems = manifest.read(path, environment=environment, url=url, settings=settings, member=member)
    if read.target.repository not in REPOSITORIES:
        raise InputError(f"{path} is not a valid manifest.", problems=tuple(problems))
    repository = REPOSITORIES[read.target.repository]
    lock = Lockfile(workspace.lock_path(path, read.target, member), str(read.target), repository.LOCK)
    if "id" not in lock.facts:
        raise NotReleasedError(
            f"Nothing of {path} is in {repository.TITLE}, {read.target.environment}, as far as is known here.",
            where=str(lock.path),
            hint="Make it:\npublishpipe apply MANIFEST\nIs it in another environment (--environment)? Or is its "
            "lockfile elsewhere (git pull)? If there is none, take it over:\npublishpipe adopt MANIFEST ID",
        )
    workspace.check_bound(lock, workspace.bound_url(read.target))
    return Recorded(path, read.target, repository, lock.facts)


def page(folder: Path, facts: Facts) -> Path | None:
    """The page of a rehearsal as a file, which stays when its server has ended; none if there is none."""
    path = folder / STORE / "records" / f"{facts.get('id')}.html"
    return path if path.is_file() else None
