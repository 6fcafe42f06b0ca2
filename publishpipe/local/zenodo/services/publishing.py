"""What a draft needs to be published, and the DOIs that it gets."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Concept, Document, Json
from publishpipe.local.zenodo.schemas import identifiers, record
from publishpipe.local.zenodo.schemas.legacy import FORMER_PREFIX
from publishpipe.local.zenodo.store import Store

NO_FILES = "Missing uploaded files. To disable files for this record please mark it as metadata-only."
NO_PUBLISHER = "Missing publisher field required for DOI registration."
FIXED_DOI = "Cannot discard a reserved or registered persistent identifier."
PENDING = "One or more files have not completed their transfer, please wait."


def own_doi(prefix: str, number: int) -> str:
    """The DOI that a record of this number gets."""
    return f"{prefix}/zenodo.{number}"


def managed_doi(prefix: str, number: int) -> Json:
    """The same, as it is stored."""
    return {"identifier": own_doi(prefix, number), "provider": "datacite", "client": "datacite"}


def reserved_doi(item: Json) -> str:
    """Zenodo's own DOI for a record or draft, whether or not that has it: once given, it stays."""
    given = item["pids"].get("doi", {})
    usual = own_doi(item.get("doi_prefix", FORMER_PREFIX), item["id"])
    former = own_doi(FORMER_PREFIX, item["id"])
    return former if (given.get("provider"), given.get("identifier")) == ("datacite", former) else usual


def check(store: Store, draft: Document) -> None:
    """Refuse to publish an incomplete draft.

    Raises:
        Refusal: 400. Metadata, files and DOI are looked at in this order; all that is wrong in the first of them that
            is not right is told.
    """
    errors = record.load(draft.body).errors
    if errors:
        raise refusals.invalid(errors)
    files = store.files_in(draft.bucket)
    if not files and draft.body["files"]["enabled"]:
        raise refusals.invalid_field("files.enabled", NO_FILES)
    if any(file.status != "completed" for file in files):
        raise refusals.invalid_field("files", PENDING)
    problems = [{"field": field, "messages": [message]} for field, message in _doi_problems(store, draft)]
    if problems:
        raise refusals.invalid(problems)


def _doi_problems(store: Store, draft: Document) -> Iterator[tuple[str, str]]:
    given = draft.body["pids"].get("doi", managed_doi(store.doi_prefix, draft.id))
    doi = given["identifier"]
    if not doi:
        yield "pids.doi", "Missing DOI for required field."
    elif not identifiers.is_doi(doi):
        yield "pids.doi", "Invalid DOI"
    if any(number != draft.id for number in store.records_with_doi(doi)):
        yield "pids.doi", f"doi:{doi} already exists."
    if given["provider"] == "datacite" and not draft.body["metadata"].get("publisher"):
        yield "metadata.publisher", NO_PUBLISHER
    record = store.document(draft.id, "record")
    old = record.body["pids"]["doi"] if record else given
    if old["provider"] == "datacite" and old["identifier"] != doi:
        yield "pids.doi", FIXED_DOI


def mint(prefix: str, draft: Document, concept: Concept) -> None:
    """Give a draft its DOI; only those with a DOI of Zenodo's own get one for all versions."""
    pids = draft.body["pids"]
    if pids.setdefault("doi", managed_doi(prefix, draft.id))["provider"] == "datacite" and concept.doi is None:
        concept.doi = own_doi(prefix, concept.id)
    pids["oai"] = {"identifier": f"oai:zenodo.org:{draft.id}", "provider": "oai"}
