"""What the manifest means for the deposition that the facts describe."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from publishpipe.files.checksums import Checksums
from publishpipe.files.local_file import LocalFile
from publishpipe.model.facts import FileFact, Metadata, merge
from publishpipe.model.placeholders import STAND_INS, fill, used
from publishpipe.repositories.values import Wanted
from publishpipe.repositories.zenodo.facts import Facts, Patch, version_ids
from publishpipe.repositories.zenodo.metadata.canonical import with_marker
from publishpipe.repositories.zenodo.models import Deposition, Stored
from publishpipe.repositories.zenodo.planning import patches
from publishpipe.repositories.zenodo.planning.observation import Holding
from publishpipe.repositories.zenodo.planning.state import Goal, communities, last_files, meant, reviewer


class Meaning:
    """What is wanted, with its placeholders filled in and its files read where that is needed."""

    def __init__(self, wanted: Wanted, checksums: Checksums) -> None:
        self.wanted = wanted
        self._checksums = checksums

    def metadata(self, facts: Facts) -> Metadata:
        """What describe sends."""
        return meant(filled(self.wanted, facts).metadata, facts)

    def said_of(self, there: Deposition, facts: Facts) -> Metadata:
        """What the manifest says of a deposition that was just read."""
        known = {"id": there.id, "concept_id": there.concept_id, **({"doi": there.doi} if there.doi else {})}
        metadata: Metadata = fill(self.wanted.metadata, _values(self.wanted, merge(facts, cast("Patch", known))))
        return metadata

    def title(self) -> str:
        """That of the first version."""
        return str(filled(self.wanted, {}).metadata.get("title", ""))

    def telling(self) -> frozenset[str]:
        """The md5 of files by which a release is known again; those that name their DOI differ each time."""
        return self._checksums.telling(file for file in self.wanted.files.values() if "doi" not in used(file.text))

    def has_all(self, draft: Deposition) -> bool:
        """Whether the manifest has every file of a draft."""
        files = filled(self.wanted, draft.facts()).files
        return all(name in files and self._is(files[name], stored) for name, stored in draft.files.items())

    def _is(self, file: LocalFile, stored: Stored) -> bool:
        return file.size == stored.size and self._checksums.of(file) == stored.md5

    def marked(self, facts: Facts) -> Metadata:
        """What create sends, while no DOI is known."""
        return with_marker(meant(filled(self.wanted, {}).metadata, facts), facts["marker"])

    def unconfirmed(self, facts: Facts) -> set[str]:
        """The communities to ask of which nobody knows yet whether they are there. A rehearsal has none of them."""
        asked = communities(self.wanted.metadata) - {
            *communities(facts.get("metadata", {})),
            *facts.get("communities", ()),
        }
        return set() if self.wanted.rehearsal else asked

    def goal(self, facts: Facts, held: Holding | None) -> Goal:
        """What is to be there. A file is read only to compare it with one of its size, there or in the last version."""
        wanted, stored = filled(self.wanted, facts), list(held.files.items() if held else ())
        stored += last_files(facts).items()
        unnamed = {other.size for name, other in stored if name not in wanted.files}
        named: dict[str, set[int]] = {}
        for name, other in stored:
            named.setdefault(name, set()).add(other.size)
        local = wanted.files.values()
        read = self._checksums.of_all([file for file in local if file.size in named.get(file.name, unnamed)])
        return Goal(
            {file.name: FileFact(file.size, read.get(file.name) or self._checksums.known(file)) for file in local},
            wanted.metadata,
            wanted.publish,
            naming_doi(self.wanted),
            wanted.preview,
            self._restated(facts),
            origins=wanted.origins,
            identity=wanted.identity,
            rehearsal=wanted.rehearsal,
            review="" if facts.get("versions") or wanted.rehearsal else reviewer(wanted.metadata),
            at_first=filled(self.wanted, {}).metadata,
        )

    def _restated(self, facts: Facts) -> frozenset[str]:
        """The files that differ from those of the last version in nothing but the DOI that they name."""
        if not has_begun_version(facts):
            return frozenset()
        last, stored = filled(self.wanted, merge(facts, patches.back(facts))), last_files(facts)
        names = (name for name in naming_doi(self.wanted) if name in stored)
        return frozenset(name for name in names if self._checksums.of(last.files[name]) == stored[name].md5)


def has_begun_version(facts: Facts) -> bool:
    """Whether there is a draft of a new version: then the lockfile has the files of the last one."""
    return bool(facts.get("versions")) and facts.get("id") not in (None, *version_ids(facts))


def filled(wanted: Wanted, facts: Facts) -> Wanted:
    """What is wanted of the deposition that the facts describe. Before there is one, stand-ins take its place."""
    values = _values(wanted, facts)
    files = {name: file.filled(values) for name, file in wanted.files.items()}
    return replace(wanted, files=files, metadata=fill(wanted.metadata, values))


def _values(wanted: Wanted, facts: Facts) -> dict[str, str]:
    """What the placeholders stand for."""
    known = {
        "doi": wanted.metadata.get("doi") or facts.get("doi"),
        "conceptdoi": facts.get("concept_doi") or _concept_doi(facts),
        "version": wanted.metadata.get("version"),
    }
    return {**STAND_INS, **{name: value for name, value in known.items() if value}}


def naming_doi(wanted: Wanted) -> frozenset[str]:
    """The files whose bytes name their version's DOI."""
    return frozenset(name for name, file in wanted.files.items() if "doi" in used(file.text))


def _concept_doi(facts: Facts) -> str:
    """Zenodo's DOIs end with the number of what they stand for; a draft tells that of its concept."""
    doi, concept_id = facts.get("doi", ""), facts.get("concept_id")
    return doi.removesuffix(facts["id"]) + concept_id if doi and concept_id else ""
