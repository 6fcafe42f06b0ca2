"""An upload that exists already, taken over: found by id, address or its dataset's DOI, read, and described."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from publishpipe.errors import NotFoundError, RefusedError, understood
from publishpipe.model import shapes
from publishpipe.model.facts import FileFact, Metadata, merge, told
from publishpipe.model.placeholders import escaped
from publishpipe.model.urls import doi_in
from publishpipe.repositories.nomad.client.datasets import Dataset
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.metadata.fields import PEOPLE, dataset_key, differences, held, meant, named_datasets
from publishpipe.repositories.nomad.models import ID, Entry, Upload
from publishpipe.repositories.nomad.steps.publish import facts_of
from publishpipe.repositories.nomad.steps.site import Site
from publishpipe.repositories.values import Adopted, Reference

if TYPE_CHECKING:
    from publishpipe.http.session import Session

_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_PAGE = re.compile(r"(https?://[^/]+)/.*uploads?/(?:upload/id/|id/)?([A-Za-z0-9_-]{22})(?:[/?#].*)?")


def reference(text: str) -> Reference | None:
    """What an upload's id, the address of its page or a dataset's DOI stands for; None if it is none of NOMAD's."""
    if _ID.fullmatch(text):
        return Reference(id=text)
    if page := _PAGE.fullmatch(text):
        return Reference(id=page[2], origin=page[1])
    doi = doi_in(text)
    return Reference(doi=doi) if doi else None


def adopt(session: Session, wanted: Reference, metadata: Metadata | None) -> Adopted:
    """See `repositories.base.Repository`: two requests, one for the files and one for each dataset."""
    site = Site(session)
    upload_id = wanted.id or _with_doi(site, wanted.doi)
    found = site.client.entries(upload_id)
    if found is None:
        raise NotFoundError(
            f"{session.base_url} has no upload {upload_id} that you may see.",
            hint="Is the environment right (--environment)?",
        )
    upload, entries = found
    if not site.account.may_write(upload):
        raise RefusedError(
            f"The upload {upload.id} belongs to somebody else.",
            state="Nothing was written.",
            hint="Adopt one of your own, or have its main author name you among the coauthors.",
        )
    files = {name: FileFact(size) for name, size in site.client.files(upload.id).items()}
    datasets = [dataset for number in _in_all(entries) if (dataset := site.datasets.get(number))]
    described = _declared(upload, entries, [dataset for dataset in datasets if dataset.owner == site.account.id])
    facts = _facts(site, upload, entries, described if metadata is None else metadata, datasets)
    facts["files"] = {name: {"size": file.size} for name, file in files.items()}
    if entries and not upload.running:
        facts["processing"] = "done"
    return Adopted(facts, files, escaped(described))


def _facts(
    site: Site, upload: Upload, entries: Sequence[Entry], metadata: Metadata, datasets: Sequence[Dataset]
) -> Facts:
    """What the lockfile is to know; of the metadata what is as the manifest wants it already."""
    named = {key: d.fact() for d in datasets for key in (d.id, d.name) if key in _keys(metadata)}
    people, groups = site.account.people(metadata, {}), site.account.groups(metadata, {})
    known = told(Facts(id=upload.id, people=people, groups=groups, datasets=named))
    known = merge(known, facts_of(upload, known, metadata)) if upload.published else known
    meaning = meant(metadata, known)
    wrong = differences(meaning, {}, upload, entries)
    return {**known, "metadata": {name: given for name, given in meaning.items() if name not in wrong}}


def _keys(metadata: Metadata) -> set[str]:
    return set(map(dataset_key, named_datasets(metadata)))


def _declared(upload: Upload, entries: Sequence[Entry], datasets: Sequence[Dataset]) -> Metadata:
    """The metadata of a manifest that means what the server holds. What entries do not share is left out."""
    value = {name: given for name, given in held(upload).items() if given}
    for name in PEOPLE:  # NOMAD leaves the main author out, and does not say so
        value[name] = [person for person in value.get(name, ()) if person != upload.author]
    first = entries[0] if entries else Entry("")
    if all(set(entry.references) == set(first.references) for entry in entries):
        value["references"] = list(first.references)
    for name in ("comment", "external_id"):
        if all(getattr(entry, name) == getattr(first, name) for entry in entries):
            value[name] = getattr(first, name)
    value["datasets"] = [{"name": d.name, "doi": True} if d.doi else d.name for d in datasets]
    return {name: given for name, given in value.items() if given}


def _in_all(entries: Sequence[Entry]) -> list[str]:
    """The ids of the datasets that all entries are in."""
    return sorted(frozenset.intersection(*(entry.datasets for entry in entries))) if entries else []


def _with_doi(site: Site, doi: str) -> str:
    """The id of the one upload of one's own that is in the dataset with this DOI."""
    dataset = site.datasets.with_doi(doi)
    named = dataset.id if dataset else doi
    params: dict[str, str | int] = {"owner": "user", "datasets.dataset_id": named, "page_size": 1000}
    answer = site.client.call("GET", "entries", params=params)
    with understood():
        found = sorted({shapes.matching(item["upload_id"], ID) for item in answer["data"]})
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError(f"No upload of yours is in a dataset with the DOI {doi}.", hint="Adopt by the upload's id.")
    raise RefusedError(f"Several uploads are in the dataset {doi}: {', '.join(found)}.", hint="Adopt one by its id.")
