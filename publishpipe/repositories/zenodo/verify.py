"""What is published of a record, or its draft, compared with the local files and the manifest's metadata."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from publishpipe.files.checksums import Checksums
from publishpipe.model.comparison import Compared, Comparison, compared
from publishpipe.model.events import Emit
from publishpipe.model.facts import FileFact, Metadata, merge
from publishpipe.repositories.file_comparison import held_files
from publishpipe.repositories.values import Wanted
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.goal import filled
from publishpipe.repositories.zenodo.metadata.canonical import canonical
from publishpipe.repositories.zenodo.metadata.canonical import wanted as completed
from publishpipe.repositories.zenodo.models import Deposition
from publishpipe.repositories.zenodo.planning import patches
from publishpipe.repositories.zenodo.planning.observation import Observation
from publishpipe.repositories.zenodo.planning.state import meant, said_before, unmet
from publishpipe.repositories.zenodo.steps.site import Site


@dataclass(frozen=True, slots=True)
class Comparing:
    """Reads what is there; changes nothing."""

    site: Site
    seen: Observation
    checksums: Checksums
    emit: Emit

    def compare(self, wanted: Wanted, facts: Facts, *, download: bool) -> Comparison:
        """The last published version beside what is wanted, though a draft may lie open above it; else the draft."""
        facts = _of_last_version(facts)
        wanted, found = filled(wanted, facts), self._found(facts)
        return Comparison(
            id=found.id if found else None,
            published=found is not None and found.submitted,
            files=self._files(wanted, found, download=download),
            fields=_fields(meant(wanted.metadata, facts), self._metadata(found), facts) + self._preview(wanted, facts),
        )

    def _preview(self, wanted: Wanted, facts: Facts) -> tuple[Compared[object], ...]:
        """The file that the page shows first, if one is wanted or was."""
        there = self.seen.there.preview if self._is_seen(facts) else facts.get("preview")
        if not (wanted.preview or facts.get("preview")):
            return ()
        named = {"preview": wanted.preview} if wanted.preview else {}
        shown = {"preview": there} if there else {}
        return compared(named, shown, () if named == shown else ("preview",))

    def _found(self, facts: Facts) -> Deposition | None:
        """The deposition, as it was just seen or read now."""
        if "id" not in facts:
            return None
        return self.seen.deposition if self._is_seen(facts) else self.site.records.get(facts["id"])

    def _is_seen(self, facts: Facts) -> bool:
        """Whether it is the deposition of these facts that was seen."""
        return self.seen.deposition is not None and self.seen.deposition.id == facts.get("id")

    def _files(self, wanted: Wanted, found: Deposition | None, *, download: bool) -> tuple[Compared[FileFact], ...]:
        stored = found.files if found else {}
        listed = {name: FileFact(file.size, file.md5) for name, file in stored.items()}
        get = partial(self.site.records.download, found) if found and download else None
        return held_files(wanted.files, self.checksums, listed, get, self.emit)

    def _metadata(self, found: Deposition | None) -> Metadata | None:
        """What the server holds; while an edit is open, what is public all the same."""
        if found is None:
            return None
        if not found.submitted or found.published:
            return found.metadata
        return self.site.public(found.id).metadata


def _of_last_version(facts: Facts) -> Facts:
    """The facts as they were when the last version was published, if one was and something newer has begun."""
    versions = facts.get("versions")
    return merge(facts, patches.back(facts)) if versions and versions[-1]["id"] != facts["id"] else facts


def _fields(meaning: Metadata, read: Metadata | None, facts: Facts) -> tuple[Compared[object], ...]:
    if read is None:
        here = canonical(meaning)
        return compared(here, {}, here)
    return compared(completed(meaning, read, said_before(facts)), canonical(read), unmet(meaning, read, facts))
