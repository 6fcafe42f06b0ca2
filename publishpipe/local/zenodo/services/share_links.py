"""Share links, which all versions of a record have in common: kept and told, but they open nothing here."""

from __future__ import annotations

import secrets

from publishpipe.local.zenodo.models import Concept, Json, new_uuid, now
from publishpipe.local.zenodo.services.records import Service


def of(concept: Concept) -> list[Json]:
    """Those of a record, the oldest first."""
    found: list[Json] = concept.parent.get("links", [])
    return found


def make(service: Service, number: int, wanted: Json) -> Json:
    """A new one, with a secret of its own."""
    secret = {"id": new_uuid(), "created_at": now(), "token": secrets.token_urlsafe(96)}
    link = {"description": "", **wanted, **secret}
    service.share(number, lambda concept: concept.parent.update(links=[*of(concept), link]))
    return link


def put(service: Service, number: int, link: Json) -> None:
    """In place of the one with its id."""

    def change(concept: Concept) -> None:
        concept.parent["links"] = [link if one["id"] == link["id"] else one for one in of(concept)]

    service.share(number, change)


def drop(service: Service, number: int, link_id: str) -> None:
    """Without the one with this id."""

    def change(concept: Concept) -> None:
        concept.parent["links"] = [one for one in of(concept) if one["id"] != link_id]

    service.share(number, change)
