"""Who may see the files of a record, and from when on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import items
from publishpipe.repositories.zenodo.metadata.items import Native


def written(given: Metadata) -> Native:
    """What is open by default."""
    right = given.get("access_right", "open")
    if right == "open":
        return {"record": "public", "files": "public"}
    closed: Native = {"record": "public", "files": "restricted"}
    if right == "embargoed":
        reason = items.only({"reason": given.get("embargo_reason")}, "reason")
        closed["embargo"] = {"active": True, "until": given["embargo_date"], **reason}
    return closed


def read(held: Mapping[str, Any]) -> Metadata:
    """The same as a manifest writes it."""
    embargo = held.get("embargo") or {}
    if held.get("files", "public") == "public":
        return {"access_right": "open"}
    if not (embargo.get("active") and embargo.get("until")):
        return {"access_right": "restricted"}
    return {"access_right": "embargoed", "embargo_date": embargo["until"], "embargo_reason": embargo.get("reason")}
