"""A draft or record that exists already, taken over: found by id, DOI or address, read, and described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publishpipe.errors import NotFoundError, RefusedError
from publishpipe.model.facts import FileFact, Metadata, merge, told
from publishpipe.model.urls import doi_in
from publishpipe.repositories.values import Adopted, Reference
from publishpipe.repositories.zenodo.client.communities import IGNORED, UNKNOWN
from publishpipe.repositories.zenodo.facts import Facts, Version
from publishpipe.repositories.zenodo.metadata.canonical import lifted, without_marker
from publishpipe.repositories.zenodo.metadata.declared import declared
from publishpipe.repositories.zenodo.models import Deposition, today
from publishpipe.repositories.zenodo.planning import patches
from publishpipe.repositories.zenodo.planning.state import communities
from publishpipe.repositories.zenodo.steps.site import Site

if TYPE_CHECKING:
    from publishpipe.http.session import Session

_ID = re.compile(r"[1-9][0-9]{0,17}")
_OWN_DOI = re.compile(r"10\.\d{4,9}/zenodo\.([1-9][0-9]{0,17})", re.IGNORECASE)
_PAGE = re.compile(
    r"(https?://[^/]+)/(?:api/)?(?:records?|deposit(?:/depositions)?|uploads)/([1-9][0-9]{0,17})(?:[/?#].*)?"
)


def reference(text: str) -> Reference | None:
    """What an id, a DOI or the address of a page stands for; None if it is none of Zenodo's. Any DOI may be."""
    if _ID.fullmatch(text):
        return Reference(id=text)
    if page := _PAGE.fullmatch(text):
        return Reference(id=page[2], origin=page[1])
    doi = doi_in(text)
    own = _OWN_DOI.fullmatch(doi)
    return Reference(id=own[1] if own else "", doi=doi) if doi else None


def adopt(session: Session, wanted: Reference, metadata: Metadata | None) -> Adopted:
    """See `repositories.base.Repository`: three requests, or a few more."""
    site = Site(session)
    seen = _found(site, wanted)
    versions = list(_versions(site, seen))
    if versions and seen.submitted and versions[-1]["id"] != seen.id:
        raise RefusedError(
            f"{seen.doi} is not the latest version: that is {versions[-1]['doi']}.",
            state="Nothing was written.",
            hint=f"Adopt the latest one: {versions[-1]['id']}.",
        )
    if versions and not seen.submitted:
        last = site.records.get(versions[-1]["id"])
        if last:
            versions[-1]["files"] = last.facts().get("files", {})
    described = declared(seen.metadata if seen.submitted else without_marker(seen.metadata))
    files = {name: FileFact(file.size, file.md5) for name, file in sorted(seen.files.items())}
    meant = described if metadata is None else lifted(metadata, today())
    facts = _facts(seen, versions, meant, _asked(site, seen, versions, meant))
    facts["preview"] = seen.preview
    return Adopted(told(facts), files, described, seen.preview)


def _asked(site: Site, seen: Deposition, versions: list[Version], metadata: Metadata) -> list[str]:
    """The communities that have taken it in, and those of the manifest that were asked to."""
    inside = communities(seen.metadata)
    others = communities(metadata) - inside
    if not (versions and others):
        return sorted(inside) if versions else []
    fates = site.communities.fates([version["id"] for version in versions], others)
    return sorted(inside | {slug for slug, fate in fates.items() if fate not in {IGNORED, UNKNOWN}})


def _facts(seen: Deposition, versions: list[Version], metadata: Metadata, asked: list[str]) -> Facts:
    known = merge(Facts(), patches.read_back({"versions": versions}, seen, metadata))
    editing = seen.submitted and not seen.published
    return {**known, "concept_doi": seen.concept_doi, "versions": versions, "communities": asked, "editing": editing}


def _found(site: Site, wanted: Reference) -> Deposition:
    number = wanted.id or site.searches.with_doi(wanted.doi)
    seen = site.records.get(number) if number else None
    if seen is None and number:  # the number of a concept, which stands for its latest version
        latest = site.records.latest(number)
        seen = site.records.get(latest["id"]) if latest else None
    seen = site.with_doi(seen) if seen else None
    named = wanted.doi.lower() in {"", seen.doi.lower(), seen.concept_doi.lower()} if seen else False
    if seen is None or not named:
        raise NotFoundError(
            f"{site.session.base_url} has no deposition of yours with {wanted.doi or wanted.id}.",
            hint="Is the environment right (--environment)? What was just made may show some seconds later.",
        )
    return seen


def _versions(site: Site, seen: Deposition) -> Iterator[Version]:
    """What is published of a record, oldest first. It comes from a search, which may not know the latest yet."""
    listed = site.records.versions(seen.id)
    yield from listed
    if seen.submitted and all(version["id"] != seen.id for version in listed) and not _is_older(seen, listed):
        yield seen.version()


def _is_older(seen: Deposition, listed: list[Version]) -> bool:
    return bool(listed) and int(seen.id) < int(listed[-1]["id"])
