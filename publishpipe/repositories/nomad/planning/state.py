"""What the manifest wants of an upload, and in what it differs from what the server holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publishpipe.model.facts import FileFact, Metadata
from publishpipe.model.listing import Lookalike
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.metadata import fields
from publishpipe.repositories.nomad.metadata.fields import DatasetItem
from publishpipe.repositories.nomad.planning.dropped import is_dropped
from publishpipe.repositories.nomad.planning.observation import Holding
from publishpipe.repositories.nomad.planning.parts import Part


@dataclass(frozen=True, slots=True)
class Goal:
    """What the manifest wants; `parts` holds the names of all files. `entries` is `all` or `any`.

    `origins` says in words where files come from whose names do not tell. `rehearsal`: nobody looks for lookalikes.
    `identity`: see `model.identity`. `alike` may be this very release, where the lockfile knows none.
    `unknown`: the people and groups that NOMAD does not know. `unpublished`: one's own uploads that are not, where
    the lockfile knows none.
    `missed` is what NOMAD did not keep when it published, `left_out` what is not even sent, as it would not.
    """

    files: Mapping[str, FileFact]
    parts: tuple[Part, ...]
    metadata: Metadata
    publish: bool = False
    entries: str = "all"
    origins: Mapping[str, str] = field(default_factory=dict)
    rehearsal: bool = False
    identity: str = ""
    alike: tuple[Lookalike, ...] = ()
    unknown: tuple[str, ...] = ()
    unpublished: int = 0
    missed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def datasets(self) -> tuple[DatasetItem, ...]:
        """The datasets, as the manifest writes them."""
        return fields.named_datasets(self.metadata)


def same_file(local: FileFact, stored: FileFact | None, *, published: bool = False) -> bool:
    """Whether the server holds these bytes.

    A draft's file whose md5 nobody recorded may hold other bytes of the same number: it is not the same.
    """
    if stored is None or local.size != stored.size:
        return False
    return local.checksum == stored.checksum if stored.checksum else published


def extra(goal: Goal, facts: Facts, held: Holding) -> tuple[str, ...]:
    """Files that the upload should not hold; those that NOMAD's own processing made, or changed, belong to it.

    What it drops while it publishes is not there any more, whatever an older lockfile says.
    """
    expected = {*goal.files, *facts.get("generated", ()), *facts.get("lost", ())}
    if held.upload.published:
        expected |= set(filter(is_dropped, held.files))
    return tuple(name for name in held.files if name not in expected)


def missing(part: Part, goal: Goal, held: Holding) -> Part:
    """The files of a part that are still to be sent."""
    return tuple(name for name in part if not same_file(goal.files[name], held.files.get(name)))


def in_one_go(goal: Goal, facts: Facts, held: Holding) -> bool:
    """Whether one part brings everything to an empty upload: then its arrival starts a processing of everything."""
    return len(goal.parts) == 1 and not held.files and not facts.get("files")


def to_change(goal: Goal, facts: Facts, held: Holding) -> tuple[str, ...]:
    """The metadata fields in which the server holds something else."""
    return fields.differences(fields.meant(goal.metadata, facts), facts, held.upload, held.entries)
