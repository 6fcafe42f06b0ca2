"""What is there and what would be done, without changing anything: the facts, the plan, the result so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from publishpipe import workspace
from publishpipe.errors import InputError, RefusedError
from publishpipe.events import Emit, Result
from publishpipe.facts import Facts, merge
from publishpipe.repositories.base import Release
from publishpipe.steps import Outlook, Plan, digest
from publishpipe.workspace import Connection, Workspace


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a release without changing anything."""

    space: Workspace
    base_url: str
    release: Release
    facts: Facts

    def plan(self) -> Plan:
        """What is left to do. Raises RefusedError or InputError if that cannot be done."""
        return planned(self.space, self.base_url, self.facts, self.release.plan(self.facts))

    @property
    def has_changes(self) -> bool:
        """Whether the manifest wants something else than what is there, possible or not."""
        try:
            return bool(self.plan().pending)
        except (InputError, RefusedError):
            return True


@contextmanager
def looked(space: Workspace, emit: Emit, *, offline: bool) -> Iterator[Look]:
    """Look at the server, or (offline) remember what was there."""
    checksums = space.checksums()
    if offline:
        with workspace.offline_session(space) as session:
            release = space.repository.release(session, space.wanted, checksums, emit)
            yield Look(space, session.base_url, release, space.lock.facts)
    else:
        with workspace.connected(space, checksums, emit) as connection:
            facts = merge(space.lock.facts, connection.release.observe(space.lock.facts))
            yield Look(space, connection.base_url, connection.release, facts)
    checksums.save()


def planned(space: Workspace, base_url: str, facts: Facts, outlook: Outlook) -> Plan:
    """The plan that an outlook makes for a manifest."""
    target = space.manifest.target
    rehearsal = target.environment == "local"  # where nothing is irreversible
    steps = tuple(replace(step, irreversible=step.irreversible and not rehearsal) for step in outlook.steps)
    sizes = {name: file.size for name, file in space.wanted.files.items()}
    return Plan(
        manifest=str(space.manifest.path),
        repository=target.repository,
        environment=target.environment,
        base_url=base_url,
        digest=digest(space.manifest.document.value, sizes, workspace.bound_url(space), facts, outlook),
        steps=steps,
        drift=outlook.drift,
    )


def result_of(space: Workspace, base_url: str, facts: Facts, connection: Connection | None = None) -> Result:
    """What the facts say of a release, as the result of a command that has not ended well yet."""
    target = space.manifest.target
    addresses = space.repository.addresses(base_url, facts) if "id" in facts else None
    doi = addresses.doi if addresses else None
    return Result(
        status="failed",
        repository=target.repository,
        environment=target.environment,
        id=facts.get("id"),
        doi=doi,
        doi_url=f"https://doi.org/{doi}" if doi else None,
        record_url=addresses.record if addresses else None,
        published=bool(facts.get("versions")),
        requests=connection.session.requests if connection else 0,
        bytes_sent=connection.session.bytes_sent if connection else 0,
    )
