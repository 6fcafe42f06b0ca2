"""What the manifest means for the upload that the facts describe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from publishpipe.files.checksums import Checksums
from publishpipe.files.local_file import LocalFile
from publishpipe.files.patterns import fits_any
from publishpipe.model import placeholders
from publishpipe.model.facts import FileFact, Metadata
from publishpipe.repositories.nomad.facts import Facts, Patch
from publishpipe.repositories.nomad.metadata import fields
from publishpipe.repositories.nomad.metadata.fields import DatasetItem
from publishpipe.repositories.nomad.planning import parts
from publishpipe.repositories.nomad.planning.dropped import is_dropped
from publishpipe.repositories.nomad.planning.observation import Observation
from publishpipe.repositories.nomad.planning.state import Goal
from publishpipe.repositories.values import Wanted


class Meaning:
    """What is wanted, its files read where that is needed."""

    def __init__(self, wanted: Wanted, checksums: Checksums) -> None:
        files = {name: file.filled({}) for name, file in wanted.files.items() if not is_dropped(name)}
        self._left_out = tuple(sorted(wanted.files.keys() - files.keys()))
        self.wanted = replace(wanted, metadata=placeholders.fill(wanted.metadata, {}), files=files)
        self._checksums = checksums

    def goal(self, facts: Facts) -> Goal:
        """What is wanted; a file is read only to compare it with one of the same size that was sent."""
        lost = {*facts.get("lost", ())}
        files = self._local([file for name, file in self.wanted.files.items() if name not in lost], facts)
        packed = parts.packed({name: file.size for name, file in files.items()}, parts.BOUND)
        wanted = self.wanted
        return Goal(
            files,
            packed,
            wanted.metadata,
            wanted.publish,
            wanted.entries,
            wanted.origins,
            rehearsal=wanted.rehearsal,
            identity=wanted.identity,
            missed=tuple(self.missed(facts)),
            left_out=self._left_out,
        )

    @property
    def datasets(self) -> tuple[DatasetItem, ...]:
        """The datasets, as the manifest writes them: no file is needed to tell."""
        return fields.named_datasets(self.wanted.metadata)

    def metadata(self, facts: Facts) -> Metadata:
        """What the server should hold: see `metadata.fields.meant`."""
        return fields.meant(self.wanted.metadata, facts)

    def wrong(self, facts: Facts, seen: Observation) -> tuple[str, ...]:
        """The metadata fields in which the server holds something else."""
        held = seen.held(facts)
        return fields.differences(self.metadata(facts), facts, held.upload, held.entries)

    def missed(self, facts: Facts) -> list[str]:
        """What NOMAD dropped, or changed, while it published, and may not be lost."""
        lost = (name for name in facts.get("lost", ()) if name in self.wanted.files)
        return [name for name in lost if not fits_any(self.wanted.allow_loss, name)]

    def described(self, facts: Facts) -> Patch:
        """What the lockfile keeps of the metadata once it is as wanted."""
        meaning = self.metadata(facts)
        return {"metadata": {name: meaning[name] for name in self.wanted.metadata}}

    def _local(self, files: Sequence[LocalFile], facts: Facts) -> dict[str, FileFact]:
        sent: Mapping[str, Mapping[str, object]] = facts.get("files", {})
        alike = [file for file in files if "md5" in (there := sent.get(file.name, {})) and there["size"] == file.size]
        read = self._checksums.of_all(alike)
        return {file.name: FileFact(file.size, read.get(file.name) or self._checksums.known(file)) for file in files}
