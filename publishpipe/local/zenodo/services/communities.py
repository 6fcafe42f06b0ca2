"""Communities: which there are, who manages them, and what happens to a record that asks for one."""

from __future__ import annotations

import json
import uuid
from importlib.resources import files
from typing import Any

from publishpipe.local.zenodo.models import Concept, Document, Json
from publishpipe.local.zenodo.services import requests
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
        found = sorted((self._by_slug[slug] for slug in slugs), key=lambda one: str(one["id"]))
        default = self._by_slug[slugs[0]]["id"]
        return {"ids": [one["id"] for one in found], "default": default, "entries": list(map(common, found))}

    def of(self, account: Account) -> list[dict[str, Any]]:
        """Those that an account manages."""
        return [one for one in self.all() if one["owner"] == account.id]

    def find(self, name: object) -> dict[str, Any] | None:
        """One by its id."""
        return next((one for one in self.all() if one["id"] == name), None)

    def named(self, name: object) -> dict[str, Any] | None:
        """One by its id or slug."""
        return next((one for one in self.all() if name in (one["id"], one["slug"])), None)

    def include(self, record: Document, concept: Concept, caller: Account) -> bool:
        """Act on the communities that a published record asks for; tell whether there was one to act on.

        Unknown ones, those that it is in already and those with an open request for this very version are ignored
        (zenodo-rdm, observed and read 2026-11).
        """
        wanted = record.body["custom_fields"].get("legacy:communities", [])
        new = [one for one in map(self._by_slug.get, wanted) if one and not settled(one, record, concept)]
        for community in new:
            self.request(community, record, concept, caller)
        return bool(new)

    def request(self, community: dict[str, Any], record: Document, concept: Concept, caller: Account) -> Json:
        """Ask a community to take in a record, which it does at once if it lets the caller."""
        request = requests.made(concept, record, community, caller.id, requests.INCLUSION)
        requests.submit(request, record)
        if direct(community, caller):
            concept.parent["communities"].append(community["slug"])
            requests.accept_at_once(request)
        return request


def direct(community: dict[str, Any], caller: Account | None) -> bool:
    """Whether a community takes what the caller has without a decision: what its curators have, if it is open."""
    return caller is not None and community["owner"] == caller.id and community["review_policy"] == "open"


def settled(community: dict[str, Any], record: Document, concept: Concept) -> str:
    """Why a record cannot ask for a community: it is in, or has asked; else nothing."""
    asked = ((one["receiver"], one["topic"]) for one in requests.of(concept) if one["status"] == "submitted")
    if community["slug"] in concept.parent["communities"]:
        return "The record is already included in this community."
    waits = (community["id"], record.id) in asked
    return "There is already an open inclusion request for this community." if waits else ""


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
