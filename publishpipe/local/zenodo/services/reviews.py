"""Reviews: a community decides on a first draft, which is then published (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from publishpipe.local.refusal import Refusal
from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Document, Json
from publishpipe.local.zenodo.schemas import record
from publishpipe.local.zenodo.services import deciding, requests
from publishpipe.local.zenodo.services.accounts import Account
from publishpipe.local.zenodo.services.communities import direct
from publishpipe.local.zenodo.services.deciding import Said
from publishpipe.local.zenodo.services.records import Service

NO_REVIEW = "Review for draft not found"
PUBLISHED = "You cannot create a review for an already published record."
NEW_VERSION = "You cannot create a review for a new version of a published record."
FIXED = "You cannot delete a review for a draft that has already been published."
OPEN = "An open review cannot be deleted."


def of(service: Service, draft: Document) -> Json:
    """The review of a draft; 404 if there is none."""
    found = requests.review(service.concept(draft.id))
    if found is None:
        raise refusals.missing(NO_REVIEW)
    return found


def ask(service: Service, draft: Document, caller: Account, community: Json) -> Json:
    """Choose who is to decide, in place of whoever was; nobody is told yet."""
    concept = service.concept(draft.id)
    with service.store.transaction():
        if requests.review(concept):
            withdraw_within(service, draft)
            concept = service.concept(draft.id)
        problem = _problem(service, draft)
        if problem:
            raise problem
        request = requests.made(concept, draft, community, caller.id, requests.SUBMISSION)
        concept.parent["review"] = request["id"]
        service.store.save_concept(concept)
        service.index.add(draft)
    service.changed(draft)
    return request


def _problem(service: Service, draft: Document) -> Refusal | None:
    """Only what was never published can be reviewed."""
    pid = service.pid(draft.id)
    if pid.status == "registered":
        return refusals.refused(400, PUBLISHED)
    return refusals.refused(400, NEW_VERSION) if service.published(pid.concept) else None


def withdraw(service: Service, draft: Document) -> None:
    """Take the review away from a draft."""
    of(service, draft)
    with service.store.transaction():
        withdraw_within(service, draft)
    service.changed(draft)


def withdraw_within(service: Service, draft: Document) -> None:
    """The same, inside a transaction: a request that was never submitted is gone with it."""
    concept = service.concept(draft.id)
    if service.pid(draft.id).status == "registered":
        raise refusals.refused(400, FIXED)
    if of(service, draft)["status"] == "submitted":
        raise refusals.refused(400, OPEN)
    requests.drop_review(concept)
    draft.revision += 2
    service.store.save_concept(concept)
    service.store.save(draft)
    service.index.add(draft)


def submit(service: Service, draft: Document, caller: Account, said: Said) -> Json:
    """Give a draft to those who decide. Of one's own community, if it is open, it becomes a part at once."""
    request = of(service, draft)
    if request["status"] != "created":
        raise refusals.broken()
    errors = record.load(draft.body).errors
    if errors:
        raise refusals.invalid(errors)
    community = service.communities.find(request["receiver"])
    at_once = bool(community and direct(community, caller)) and not said.require_review
    return deciding.submitted(service, request, caller, said, at_once=at_once)
