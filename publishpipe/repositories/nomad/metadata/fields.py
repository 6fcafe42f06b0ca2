"""NOMAD metadata: what is meant, what the server holds, and the edit that makes them equal. Pure.

Fields of the upload and fields of every entry are edited by one call, but read back in two places. A field that the
manifest leaves out is not touched, as parsers and a `nomad.yaml` among the files set fields too; it is emptied only
if this release set it before.

Source of every rule: nomad-lab's MetadataEditRequestHandler, observed and read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.nomad.facts import DatasetFact, Facts, Named
from publishpipe.repositories.nomad.metadata import by_entry
from publishpipe.repositories.nomad.models import Entry, Upload

PEOPLE = ("coauthors", "reviewers")
GROUPS = ("coauthor_groups", "reviewer_groups")
EMPTY: Metadata = {
    **by_entry.EMPTY,
    by_entry.NAME: {},
    "description": "",
    "embargo_length": 0,
    **{name: [] for name in (*PEOPLE, *GROUPS)},
}


@dataclass(frozen=True, slots=True)
class Edit:
    """What is sent: of the upload and all entries, and of single entries by their main files."""

    metadata: Metadata
    entries: Mapping[str, Metadata]


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


def named_datasets(metadata: Metadata) -> tuple[DatasetItem, ...]:
    """The datasets that the manifest names, for all entries or for some; with a DOI if one is asked for anywhere."""
    named: dict[str, DatasetItem] = {}
    for fields in (metadata, *metadata.get(by_entry.NAME, {}).values()):
        for item in fields.get("datasets", ()):
            if dataset_key(item) not in named or wants_doi(item):
                named[dataset_key(item)] = item
    return tuple(named.values())


def meant(metadata: Metadata, facts: Facts) -> Metadata:
    """What the server should hold, in canonical form: ids instead of names, sorted.

    What is not known to NOMAD yet keeps the manifest's word, which equals no id.
    """
    before = {name: EMPTY[name] for name in facts.get("metadata", {}) if name in EMPTY}
    value = _canonical({**before, **metadata}, facts)
    if by_entry.NAME in value:
        value[by_entry.NAME] = {text: _canonical(fields, facts) for text, fields in value[by_entry.NAME].items()}
    return value


def _canonical(metadata: Metadata, facts: Facts) -> dict[str, Any]:
    value = dict(metadata)
    known: Mapping[str, Mapping[str, DatasetFact | Named]] = {
        **dict.fromkeys(PEOPLE, facts.get("people", {})),
        **dict.fromkeys(GROUPS, facts.get("groups", {})),
        "datasets": facts.get("datasets", {}),
    }
    for name in known.keys() & value.keys():
        words = [dataset_key(item) for item in value[name]]
        value[name] = sorted({known[name][word]["id"] if word in known[name] else word for word in words})
    if "references" in value:
        value["references"] = sorted(set(value["references"]))
    if "embargo_length" in value:
        value["embargo_length"] = int(value["embargo_length"])  # 12.0 is an integer to JSON Schema, not to NOMAD
    return value


def taken_out(meaning: Metadata, facts: Facts, entries: Iterable[Entry]) -> set[str]:
    """Ids of datasets that this release put some of these entries into and that the manifest names no more for them."""
    before = facts.get("metadata", {})
    return {
        number
        for entry in entries
        for number in by_entry.gone(meaning, before, entry.mainfile)
        if number in entry.datasets
    }


def differences(meaning: Metadata, facts: Facts, upload: Upload, entries: Sequence[Entry]) -> tuple[str, ...]:
    """The fields in which the server holds something else than what is meant."""
    read = held(upload)
    wrong = {name for name in meaning.keys() & read.keys() if not _same(name, meaning[name], read[name], upload)}
    before = facts.get("metadata", {})
    for entry in entries:
        wrong.update(by_entry.differences(meaning, before, entry))
    if not entries:
        wrong |= {name for name in (*by_entry.FIELDS, by_entry.NAME) if meaning.get(name)}
    return tuple(sorted(wrong))


def held(upload: Upload) -> Metadata:
    """The fields of an upload, in canonical form."""
    return {
        "upload_name": upload.name,
        "description": upload.description,
        "embargo_length": upload.embargo,
        "coauthors": sorted(upload.coauthors),
        "reviewers": sorted(upload.reviewers),
        "coauthor_groups": sorted(upload.coauthor_groups),
        "reviewer_groups": sorted(upload.reviewer_groups),
    }


def held_of_entries(meaning: Metadata, facts: Facts, entries: Sequence[Entry]) -> Metadata:
    """The fields of the entries, in canonical form: where they are not all alike, those of the first that is wrong.

    What patterns give to some is shown as it is meant, or else by the main files where it is not so.
    """
    before, odd = facts.get("metadata", {}), dict[str, Metadata]()
    first_right, first_wrong = dict[str, Any](), dict[str, Any]()
    for entry in entries:
        apart = by_entry.apart(meaning, before, entry.mainfile)
        wrong = set(by_entry.differences(meaning, before, entry))
        for name in by_entry.FIELDS:
            if name not in apart:
                (first_wrong if name in wrong else first_right).setdefault(name, by_entry.value(name, entry))
        if by_entry.NAME in wrong:
            odd[entry.mainfile] = {name: by_entry.value(name, entry) for name in apart}
    return {**first_right, **first_wrong, by_entry.NAME: odd or meaning.get(by_entry.NAME, {})}


def _same(name: str, meaning: Any, read: Any, upload: Upload) -> bool:
    if name in PEOPLE:  # NOMAD leaves the main author out, and does not say so
        return set(meaning) - {upload.author} == set(read) - {upload.author}
    if name == "embargo_length" and upload.published and read == 0:
        return True  # over, or lifted: there is no way back
    return bool(meaning == read)


def edit(meaning: Metadata, facts: Facts, names: Iterable[str], entries: Iterable[Entry]) -> Edit:
    """What to send so that these fields become what is wanted."""
    before, chosen = facts.get("metadata", {}), set(names)
    value = {name: meaning[name] for name in sorted(chosen - {by_entry.NAME})}
    if "datasets" in value:
        left = sorted(set(before.get("datasets", ())) - set(meaning["datasets"]))
        change = {"add": meaning["datasets"], "remove": left}
        value["datasets"] = {how: ids for how, ids in change.items() if ids}
    changes = {entry.mainfile: by_entry.edits(meaning, before, chosen, entry) for entry in entries}
    return Edit(
        {name: given for name, given in value.items() if given != {}},
        {mainfile: change for mainfile, change in changes.items() if change},
    )


def trial(meaning: Metadata) -> Edit:
    """What of the metadata NOMAD can judge before there are entries and datasets."""
    without = {name: value for name, value in meaning.items() if name not in ("datasets", by_entry.NAME)}
    entries = {
        text: {name: value for name, value in fields.items() if name != "datasets"}
        for text, fields in meaning.get(by_entry.NAME, {}).items()
    }
    return Edit(without, {text: fields for text, fields in entries.items() if fields})
