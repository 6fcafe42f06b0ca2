"""What is there and what would be done, without changing anything: the facts, the plan, the result so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from publishpipe.errors import InputError, PublishPipeError, RefusedError
from publishpipe.files.checksums import Checksums
from publishpipe.model.comparison import State
from publishpipe.model.events import Emit, Result
from publishpipe.model.facts import Facts, Version, merge
from publishpipe.model.listing import Lookalike, ShareLink
from publishpipe.model.plan import Outlook, Plan, digest
from publishpipe.repositories.base import AnyRelease, Observation
from publishpipe.state.saved_plan import Basis
from publishpipe.workspace import belonging, connection, warnings, workspace
from publishpipe.workspace.workspace import Connect, Connection, Workspace

if TYPE_CHECKING:
    from publishpipe.http.session import Session


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a release without changing anything; `observation` is None where nobody looked.

    `requests` is how many that took, `trouble` what must be told once it is written down.
    """

    space: Workspace
    base_url: str
    release: AnyRelease
    facts: Facts
    observation: Observation | None
    checksums: Checksums
    session: Session | None = None
    requests: int | None = None
    trouble: PublishPipeError | None = None

    def plan(self) -> Plan:
        """What is left to do. Raises RefusedError or InputError if that cannot be done."""
        return self._planned(self.release.plan(self.facts, self.observation))

    def plan_to_save(self) -> tuple[Plan, Basis]:
        """The plan, and all that it follows from."""
        outlook = self.release.plan(self.facts, self.observation)
        made = self._planned(outlook)
        basis = basis_of(self.space, self.checksums, self.space.lock.facts, self.observation, outlook)
        return replace(made, digest=basis.digest), basis

    def _planned(self, outlook: Outlook) -> Plan:
        return planned(self.space, self.base_url, self.facts, outlook, looks=self.requests)

    @property
    def editing(self) -> bool:
        """Whether an edit of what is published was seen to be open."""
        return self.observation is not None and self.observation.editing

    @property
    def newer(self) -> Version | None:
        """What somebody published since the version that the lockfile knows, if that was seen."""
        return self.observation.newer if self.observation else None

    @property
    def alike(self) -> tuple[Lookalike, ...]:
        """What was seen that may be this very release, where the lockfile knows none."""
        return self.observation.alike if self.observation else ()

    @property
    def share_links(self) -> tuple[ShareLink, ...]:
        """The links that let others in; none where nobody looked."""
        return self.release.share_links(self.facts, self.observation) if self.observation else ()

    @property
    def has_changes(self) -> bool:
        """Whether the manifest wants something else than what is there, possible or not."""
        try:
            return any(step.pending for step in self.release.plan(self.facts, self.observation).steps)
        except (InputError, RefusedError):
            return True


@contextmanager
def looked(  # all but two are given by name
    space: Workspace,
    emit: Emit,
    *,
    offline: bool,
    anew: bool = False,
    through: Connect = connection.connected,
    known: object = None,
) -> Iterator[Look]:
    """Look at the server, or (offline) remember what was there.

    Args:
        space: the manifest with all that belongs to it.
        emit: told about waits.
        offline: believe the lockfile.
        anew: read local files that were read before.
        through: makes the connection.
        known: what a list told of it: see `repositories.base.Remote.listed`.
    """
    checksums = space.checksums(emit, anew=anew)
    belonging.check(space)
    if offline:
        with workspace.offline_session(space) as session:
            release = space.repository.remote().release(session, space.wanted, checksums, emit)
            yield Look(space, session.base_url, release, space.lock.facts, None, checksums)
    else:
        with workspace.connected(space, checksums, emit, through, known) as there:
            found = there.release.observe(space.lock.facts)
            facts, session = merge(space.lock.facts, found.learned), there.session
            requests = session.transport.requests
            yield Look(
                space, there.base_url, there.release, facts, found.seen, checksums, session, requests, found.trouble
            )
    checksums.save()


def planned(space: Workspace, base_url: str, facts: Facts, outlook: Outlook, *, looks: int | None) -> Plan:
    """The plan that an outlook makes for a manifest; `looks` is how many requests were made to see what is there."""
    target = space.manifest.target
    rehearsal = target.environment == "local"  # where nothing is irreversible
    steps = tuple(replace(step, irreversible=step.irreversible and not rehearsal) for step in outlook.steps)
    sizes = {name: file.size for name, file in space.wanted.files.items()}
    return Plan(
        manifest=str(space.manifest.path),
        repository=target.repository,
        environment=target.environment,
        base_url=base_url,
        digest=digest(space.manifest.document.value, sizes, space.base_url, facts, outlook.decided),
        steps=steps,
        drift=outlook.drift,
        losses=() if rehearsal else outlook.losses,
        notes=(*outlook.notes, *belonging.notes(space)),
        changes=outlook.changes,
        outline={**space.repository.outline(space.wanted), "files": len(sizes), "bytes": sum(sizes.values())},
        warnings=warnings.of_plan(space, outlook),
        looks=looks,
        contents=tuple(file.content for file in space.wanted.files.values()),
        reserved_doi="" if _is_published(facts) else facts.get("doi", ""),
    )


def basis_of(
    space: Workspace, checksums: Checksums, before: Facts, observation: Observation | None, outlook: Outlook
) -> Basis:
    """All that a plan follows from; every file is read, but for those whose checksum is known.

    Args:
        space: the manifest and its files.
        checksums: of the files.
        before: what the lockfile knew before the server was looked at.
        observation: what was seen then.
        outlook: what follows.
    """
    return Basis(
        manifest=digest(space.manifest.document.value),
        files=checksums.of_all(space.wanted.files.values()),
        base_url=space.base_url,
        lock=digest(before),
        server=digest(observation.as_json() if observation else None),
        steps=digest(outlook.decided),
    )


def result_of(space: Workspace, base_url: str, facts: Facts, connection: Connection | None = None) -> Result:
    """What the facts say of a release, as the result of a command that has not ended well yet."""
    target = space.manifest.target
    addresses = space.repository.addresses(base_url, facts) if "id" in facts else None
    reachable = base_url != workspace.EMBEDDED  # offline, nobody knows the embedded repository's port
    doi = addresses.doi if addresses else None
    return Result(
        status="failed",
        repository=target.repository,
        environment=target.environment,
        id=facts.get("id"),
        doi=doi,
        doi_url=f"https://doi.org/{doi}" if doi else None,
        record_url=addresses.record if addresses and reachable else None,
        published=_is_published(facts),
        editing=bool(facts.get("editing")),
        unsettled="publish" in facts.get("intents", {}),
        requests=connection.session.transport.requests if connection else 0,
        bytes_sent=connection.session.transport.bytes_sent if connection else 0,
        concept_doi=addresses.concept_doi if addresses else None,
    )


def _is_published(facts: Facts) -> bool:
    """Whether what is worked on is published; the draft of a new version is not."""
    return any(version["id"] == facts.get("id") for version in facts.get("versions", ()))


def state_of(result: Result, *, editing: bool) -> State:
    """The state of a release, in one word."""
    if result.published:
        return "editing" if editing else "published"
    return "draft" if result.id else "absent"
