"""What becomes of requests to communities: submitted, accepted, declined, cancelled (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Concept, Json
from publishpipe.local.zenodo.services import requests
from publishpipe.local.zenodo.services.accounts import Account
from publishpipe.local.zenodo.services.records import Service


@dataclass(frozen=True)
class Said:
    """What comes with an action: whether there are words, and whether one's own community is to decide, too."""

    words: bool = False
    require_review: bool = False


def find(service: Service, request_id: str) -> Json:
    """A request; 404 if there is none, or what it was about is gone."""
    concept = service.store.concept_asking(request_id)
    if concept is None:
        raise refusals.missing()
    found = _within(concept, request_id)
    service.pid(found["topic"])
    return found


def roles(service: Service, request: Json, caller: Account | None) -> set[str]:
    """What the caller is to a request: author, curator, both or nothing."""
    if caller is None:
        return set()
    curated = {one["id"] for one in service.communities.of(caller)}
    return {
        *(("author",) if request["created_by"] == caller.id else ()),
        *(("curator",) if request["receiver"] in curated else ()),
    }


def concerns(service: Service, request: Json, caller: Account | None) -> bool:
    """Whether the caller may see a request: curators are not told before it is submitted."""
    found = roles(service, request, caller)
    return "author" in found or (bool(found) and request["status"] != "created")


def check(request: Json, action: str, allowed: set[str]) -> None:
    """Refuse what is not possible, or not to the caller."""
    if action not in requests.ACTIONS:
        raise refusals.refused(400, f"Error for action '{action}': No such action available")
    who, status, _ = requests.ACTIONS[action]
    if who not in allowed:
        raise refusals.denied()
    if request["status"] != status:
        raise refusals.refused(400, f"Error for action '{action}': Could not execute the action")


def submitted(service: Service, request: Json, caller: Account, said: Said, *, at_once: bool) -> Json:
    """Let those who decide know; `at_once` accepts it, too."""

    def change(concept: Concept) -> None:
        found = _within(concept, request["id"])
        requests.submit(found, service.draft(found["topic"]))
        if said.words:
            requests.comment(found, str(caller.id))
        if at_once:
            requests.accept_at_once(found)
            _take_in(service, concept, found)

    return _done(service, request, caller, change, publishes=at_once)


def decided(service: Service, request: Json, action: str, caller: Account, said: Said) -> Json:
    """Accept, decline or cancel. To accept a draft's review publishes the draft."""
    status = requests.ACTIONS[action][2]

    def change(concept: Concept) -> None:
        found = _within(concept, request["id"])
        requests.become(found, status)
        if said.words:
            requests.comment(found, str(caller.id))
        if status == "cancelled" and concept.parent.get("review") == found["id"]:
            del concept.parent["review"]
        if status == "accepted":
            _take_in(service, concept, found)

    publishes = status == "accepted" and request["type"] == requests.SUBMISSION
    return _done(service, request, caller, change, publishes=publishes)


def _take_in(service: Service, concept: Concept, request: Json) -> None:
    """Put a record into the community that was asked. One that was declined before it was published cannot be."""
    reviewed = concept.parent.pop("review", request["id"])
    community = service.communities.find(request["receiver"])
    if community is None or reviewed != request["id"]:
        raise refusals.broken()
    concept.parent["communities"].append(community["slug"])


def _done(
    service: Service, request: Json, caller: Account, change: Callable[[Concept], None], *, publishes: bool
) -> Json:
    """Change a record's concept, and publish its draft along with that or not; the request as it is then."""
    topic = request["topic"]
    if publishes:
        service.publish(service.draft(topic), caller, change)
    else:
        service.share(topic, change)
    return _within(service.concept(topic), request["id"])


def _within(concept: Concept, request_id: str) -> Json:
    return next(one for one in requests.of(concept) if one["id"] == request_id)
