"""NOMAD metadata: what is meant, what the server holds, and the edit that makes them equal. Pure.

Fields of the upload and fields of every entry are edited by one call, but read back in two places. A field that the
manifest leaves out is not touched, as parsers and a `nomad.yaml` among the files set fields too; it is emptied only
if this release set it before.

Source of every rule: nomad-lab's MetadataEditRequestHandler, observed and read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.nomad.facts import DatasetFact, Facts
from publishpipe.repositories.nomad.models import Entry, Upload

PEOPLE = ("coauthors", "reviewers")
OF_ENTRIES = ("references", "comment", "datasets")
EMPTY: Metadata = {
    "references": [],
    "comment": "",
    "datasets": [],
    "embargo_length": 0,
    "coauthors": [],
    "reviewers": [],
}

DatasetItem = str | Metadata
"""A dataset as the manifest writes it: a name or an id, or a mapping with one of the two."""


def marked(name: str, marker: str) -> str:
    """An upload's name with the release's own mark, a urn:uuid, by which a lost upload is found again."""
    return f"{name} {sign(marker)}"


def sign(marker: str) -> str:
    """A release's mark as it stands in a name: short, as people see it for a while."""
    return f"[pp:{marker.removeprefix('urn:uuid:')[:8]}]"


def dataset_key(item: DatasetItem) -> str:
    """The name or id by which the manifest calls a dataset."""
    return item if isinstance(item, str) else str(item.get("name") or item.get("id"))


def wants_doi(item: DatasetItem) -> bool:
    """Whether the manifest asks for a DOI for a dataset."""
    return isinstance(item, Mapping) and bool(item.get("doi"))


def meant(metadata: Metadata, facts: Facts) -> Metadata:
    """What the server should hold, in canonical form: ids instead of names, sorted.

    What is not known to NOMAD yet keeps the manifest's word, which equals no id.
    """
    before = {name: EMPTY[name] for name in facts.get("metadata", {}) if name in EMPTY}
    value = {**before, **metadata}
    people, datasets = facts.get("people", {}), facts.get("datasets", {})
    for name in (name for name in PEOPLE if name in value):
        value[name] = sorted({people[word]["id"] if word in people else word for word in value[name]})
    if "datasets" in value:
        value["datasets"] = sorted({_id(datasets, dataset_key(item)) for item in value["datasets"]})
    if "references" in value:
        value["references"] = sorted(set(value["references"]))
    if "embargo_length" in value:
        value["embargo_length"] = int(value["embargo_length"])  # 12.0 is an integer to JSON Schema, not to NOMAD
    return value


def _id(datasets: Mapping[str, DatasetFact], key: str) -> str:
    return datasets[key]["id"] if key in datasets else key


def taken_out(meaning: Metadata, facts: Facts) -> list[str]:
    """Ids of datasets that this release put its entries into and that the manifest names no more."""
    return sorted(set(facts.get("metadata", {}).get("datasets", ())) - set(meaning.get("datasets", ())))


def differences(meaning: Metadata, facts: Facts, upload: Upload, entries: Iterable[Entry]) -> tuple[str, ...]:
    """The fields in which the server holds something else than what is meant."""
    read = held(upload)
    wrong = {name for name in meaning.keys() & read.keys() if not _same(name, meaning[name], read[name], upload)}
    gone = set(taken_out(meaning, facts))
    entries = tuple(entries)
    for name in (name for name in OF_ENTRIES if name in meaning):
        stored = (_in_entry(name, meaning[name], gone, entry) for entry in entries)
        if not all(stored) or (meaning[name] and not entries):
            wrong.add(name)
    return tuple(sorted(wrong))


def held(upload: Upload) -> Metadata:
    """The fields of an upload, in canonical form."""
    return {
        "upload_name": upload.name,
        "embargo_length": upload.embargo,
        "coauthors": sorted(upload.coauthors),
        "reviewers": sorted(upload.reviewers),
    }


def held_of_entries(meaning: Metadata, facts: Facts, upload: Upload, entries: Sequence[Entry]) -> Metadata:
    """The fields of the entries, in canonical form: where they are not all alike, those of the first that is wrong."""
    found = {}
    for name in OF_ENTRIES if entries else ():
        wrong = (entry for entry in entries if name in differences(meaning, facts, upload, (entry,)))
        found[name] = _field(name, next(wrong, entries[0]))
    return found


def _field(name: str, entry: Entry) -> str | list[str]:
    value: str | Iterable[str] = getattr(entry, name)
    return value if isinstance(value, str) else sorted(value)


def _same(name: str, meaning: Any, read: Any, upload: Upload) -> bool:
    if name in PEOPLE:  # NOMAD leaves the main author out, and does not say so
        return set(meaning) - {upload.author} == set(read) - {upload.author}
    if name == "embargo_length" and upload.published and read == 0:
        return True  # over, or lifted: there is no way back
    return bool(meaning == read)


def _in_entry(name: str, meaning: Any, gone: set[str], entry: Entry) -> bool:
    if name == "datasets":  # an entry may be in others too
        return entry.datasets >= set(meaning) and not entry.datasets & gone
    if name == "references":
        return bool(sorted(set(entry.references)) == meaning)
    return bool(entry.comment == meaning)


def edit(meaning: Metadata, facts: Facts, names: Iterable[str]) -> Metadata:
    """What to send so that these fields become what is wanted. A plain list of datasets would only add to them."""
    value = {name: meaning[name] for name in names}
    if "datasets" in value:
        change = {"add": meaning["datasets"], "remove": taken_out(meaning, facts)}
        value["datasets"] = {how: ids for how, ids in change.items() if ids}
    return {name: given for name, given in value.items() if given != {}}
