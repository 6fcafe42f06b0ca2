"""Requests to communities, kept with the concept of the record that they are about: what they are, how they stand."""

from __future__ import annotations

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Concept, Document, Json, new_uuid, now

#: Kinds of request: to decide on a draft before it is published, and to take in what is published.
SUBMISSION, INCLUSION = "community-submission", "community-inclusion"
#: What may be done to a request: who may, how it must stand, and how it stands then.
ACTIONS = {
    "submit": ("author", "created", "submitted"),
    "cancel": ("author", "submitted", "cancelled"),
    "accept": ("curator", "submitted", "accepted"),
    "decline": ("curator", "submitted", "declined"),
}
SYSTEM = "system"
NOT_PUBLISHED = "You cannot publish a draft with an open review request. Please cancel the review request first."
NOT_DELETED = "You cannot delete a draft with an open review. Please cancel the review first."


def of(concept: Concept) -> list[Json]:
    """All requests of a record's versions, oldest first."""
    found: list[Json] = concept.parent.setdefault("requests", [])
    return found


def made(concept: Concept, document: Document, community: Json, author: int, kind: str) -> Json:
    """A new request, not submitted yet."""
    time_ = now()
    request = {
        "id": new_uuid(),
        "type": kind,
        "status": "created",
        "created": time_,
        "updated": time_,
        "revision": 2,
        "title": "",
        "number": str(document.id),
        "created_by": author,
        "receiver": community["id"],
        "topic": document.id,
        "reply": None,
    }
    of(concept).append(request)
    return request


def submit(request: Json, document: Document) -> None:
    """Give it to those who decide; it is called as the record is from then on."""
    request["title"] = document.body["metadata"].get("title", "")
    become(request, "submitted")


def become(request: Json, status: str) -> None:
    """Let it stand in another way."""
    request |= {"status": status, "updated": now(), "revision": request["revision"] + 1}


def comment(request: Json, author: str) -> None:
    """Note that somebody said something: what was said is not kept, as only its page shows it."""
    request["reply"] = {"id": new_uuid(), "created": now(), "by": author}


def accept_at_once(request: Json) -> None:
    """As happens to what curators ask of their own community, if it lets them."""
    become(request, "accepted")
    comment(request, SYSTEM)


def review(concept: Concept) -> Json | None:
    """The request that decides, or decided, on the record's first draft; a cancelled or accepted one is none."""
    wanted = concept.parent.get("review")
    return next((one for one in of(concept) if one["id"] == wanted), None)


def drop_review(concept: Concept) -> None:
    """Let a review be none any more; the request that was never submitted is forgotten."""
    found = review(concept)
    if found:
        del concept.parent["review"]
        if found["status"] == "created":
            of(concept).remove(found)


def undecided(concept: Concept) -> None:
    """Refuse to publish what somebody is to decide on."""
    found = review(concept)
    if found and found["status"] in ("created", "submitted"):
        raise refusals.refused(400, NOT_PUBLISHED)


def abandoned(concept: Concept) -> None:
    """Refuse to delete what somebody is deciding on; else its review goes with it."""
    found = review(concept)
    if found and found["status"] == "submitted":
        raise refusals.refused(400, NOT_DELETED)
    if found and found["status"] == "created":
        drop_review(concept)
