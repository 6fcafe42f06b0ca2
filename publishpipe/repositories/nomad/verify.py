"""What an upload holds, compared with the local files and the manifest's metadata."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from publishpipe.files.checksums import Checksums
from publishpipe.files.patterns import fits_any
from publishpipe.model.comparison import Compared, Comparison, compared
from publishpipe.model.events import Emit
from publishpipe.model.facts import FileFact, Metadata
from publishpipe.repositories.file_comparison import held_files
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.metadata.fields import differences, held, held_of_entries, meant
from publishpipe.repositories.nomad.planning.observation import Observation
from publishpipe.repositories.nomad.steps.site import Site
from publishpipe.repositories.values import Wanted


@dataclass(frozen=True, slots=True)
class Comparing:
    """Reads what is there; changes nothing."""

    site: Site
    seen: Observation
    checksums: Checksums
    emit: Emit

    def compare(self, wanted: Wanted, facts: Facts, *, download: bool) -> Comparison:
        """The upload beside what is wanted. Fields that the manifest does not name are nobody's business."""
        upload = self.seen.upload
        return Comparison(
            id=upload.id if upload else None,
            published=upload is not None and upload.published,
            files=self._files(wanted, facts, download=download),
            fields=self._fields(meant(wanted.metadata, facts), facts),
        )

    def _files(self, wanted: Wanted, facts: Facts, *, download: bool) -> tuple[Compared[FileFact], ...]:
        """Files that were lost and may be are not compared."""
        upload = self.seen.upload
        listed = self._listed(upload.id, wanted, facts) if upload else {}
        get = partial(self.site.client.download, upload.id) if upload and download else None
        lost = {name for name in facts.get("lost", ()) if fits_any(wanted.allow_loss, name)}
        here = {name: file for name, file in wanted.files.items() if name not in lost}
        there = {name: file for name, file in listed.items() if name not in lost}
        return held_files(here, self.checksums, there, get, self.emit)

    def _listed(self, upload_id: str, wanted: Wanted, facts: Facts) -> dict[str, FileFact]:
        """The files of the upload, but for those that NOMAD's own processing made.

        NOMAD lists sizes only: the md5 is of what was sent.
        """
        sent, made = facts.get("files", {}), set(facts.get("generated", ())) - wanted.files.keys()
        return {
            name: FileFact(size, sent[name].get("md5") if name in sent and sent[name]["size"] == size else None)
            for name, size in self.site.client.files(upload_id).items()
            if name not in made
        }

    def _fields(self, meaning: Metadata, facts: Facts) -> tuple[Compared[object], ...]:
        here, upload, entries = _told(meaning), self.seen.upload, self.seen.entries
        if upload is None:
            return compared(here, {}, here)
        there = {**held(upload), **held_of_entries(meaning, facts, entries)}
        known = {name: value for name, value in _told(there).items() if name in meaning}
        return compared(here, known, differences(meaning, facts, upload, entries))


def _told(fields: Metadata) -> Metadata:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in ("", [], {})}
