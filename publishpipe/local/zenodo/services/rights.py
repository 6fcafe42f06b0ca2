"""Who may do what with a record: its owner, the curators of its communities, and those who decide on its draft."""

from __future__ import annotations

from publishpipe.local.zenodo.models import Concept
from publishpipe.local.zenodo.services import requests
from publishpipe.local.zenodo.services.accounts import Account
from publishpipe.local.zenodo.services.communities import Communities


def manages(concept: Concept, caller: Account | None, communities: Communities) -> bool:
    """Whether the caller may do anything with a record: curators may, of a community that it is in."""
    if caller is None:
        return False
    curated = {one["slug"] for one in communities.of(caller)}
    return caller.id == concept.owner or not curated.isdisjoint(concept.parent["communities"])


def reviews(concept: Concept, caller: Account | None, communities: Communities) -> bool:
    """Whether the caller may read, change and publish a draft: those who are asked may, even once they declined."""
    review = requests.review(concept)
    if caller is None or review is None:
        return manages(concept, caller, communities)
    curated = {one["id"] for one in communities.of(caller)}
    return review["receiver"] in curated or manages(concept, caller, communities)
