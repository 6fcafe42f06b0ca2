"""Communities: which there are, who manages them, and what happens to a record that asks for one."""

from __future__ import annotations

import json
import uuid
from importlib.resources import files
from typing import Any

from publishpipe.local.zenodo.models import Concept, Document, new_uuid, now
from publishpipe.local.zenodo.services.accounts import Account, Accounts


class Communities:
    """The communities of `data/communities.json`, each of a named account, under ids that stay the same."""

    def __init__(self, accounts: Accounts) -> None:
        self._by_slug: dict[str, dict[str, Any]] = {}
        for seed in json.loads(files("publishpipe.local.zenodo").joinpath("data/communities.json").read_text()):
            owner = accounts.named(seed["owner"])
            identity = str(uuid.uuid5(uuid.NAMESPACE_URL, seed["slug"]))
            self._by_slug[seed["slug"]] = {**seed, "owner": owner.id, "id": identity, "created": owner.created}

    def all(self) -> list[dict[str, Any]]:
        """Every community."""
        return list(self._by_slug.values())

    def known(self, slug: str) -> str:
        """The slug, or nothing if there is no such community: searches then take no notice of it."""
        return slug if slug in self._by_slug else ""

    def entries(self, slugs: list[str]) -> dict[str, Any]:
        """What a record's native JSON says about the communities that it is in."""
        if not slugs:
            return {}
        found = [self._by_slug[slug] for slug in slugs]
        return {"ids": [one["id"] for one in found], "default": found[0]["id"], "entries": list(map(common, found))}

    def include(self, record: Document, concept: Concept, caller: Account) -> bool:
        """Act on the communities that a published record asks for; tell whether there was one to act on.

        A community that the caller manages takes the record at once. Any other gets a request, and the record is
        published without. Unknown ones, those that it is in already and those with an open request for this very
        version are ignored (zenodo-rdm, observed and read 2026-11).
        """
        already = concept.parent["communities"]
        wanted = record.body["custom_fields"].get("legacy:communities", [])
        new = [one for one in map(self._by_slug.get, wanted) if one and not _settled(one, record, concept)]
        for community in new:
            accepted = community["owner"] == caller.id
            if accepted:
                already.append(community["slug"])
            concept.parent.setdefault("requests", []).append(_request(record, community, caller, accepted=accepted))
        return bool(new)


def _settled(community: dict[str, Any], record: Document, concept: Concept) -> bool:
    """Whether a record is in a community already, or has asked for it."""
    asked = ((one["receiver"], one["topic"]) for one in concept.parent.get("requests", []) if not one["accepted"])
    return community["slug"] in concept.parent["communities"] or (community["id"], record.id) in asked


def _request(record: Document, community: dict[str, Any], caller: Account, *, accepted: bool) -> dict[str, Any]:
    return {
        "id": new_uuid(),
        "created": now(),
        "title": record.body["metadata"]["title"],
        "created_by": caller.id,
        "receiver": community["id"],
        "topic": record.id,
        "accepted": accepted,
        "number": str(record.id),
        "reply": new_uuid(),
    }


def common(community: dict[str, Any]) -> dict[str, Any]:
    """What every answer says about a community."""
    return {
        "id": community["id"],
        "created": community["created"],
        "updated": community["created"],
        "links": {},
        "revision_id": 2,
        "slug": community["slug"],
        "metadata": {"title": community["title"], "type": {"id": "topic"}},
        "access": {
            "visibility": "public",
            "members_visibility": "public",
            "member_policy": "open",
            "record_submission_policy": "open",
            "review_policy": community["review_policy"],
        },
        "custom_fields": {},
        "deletion_status": {"is_deleted": False, "status": "P"},
        "children": {"allow": False},
    }
