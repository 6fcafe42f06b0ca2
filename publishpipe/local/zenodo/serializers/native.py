"""A record in the shape of the native API (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.serializers import native_files, native_links, native_terms, native_ui, requests
from publishpipe.local.zenodo.serializers.native_files import View

NO_USE = {"views": 0, "unique_views": 0, "downloads": 0, "unique_downloads": 0, "data_volume": 0.0}
#: How the review of a draft stands → what the draft is called.
UNDER_REVIEW = {"created": "draft_with_review", "submitted": "in_review", "declined": "declined"}
ALIVE = {"is_deleted": False, "status": "P"}
SETTINGS = {
    "allow_user_requests": False,
    "allow_guest_requests": False,
    "accept_conditions_text": None,
    "secret_link_expiration": 0,
}


def record(item: Json, origin: str, view: View) -> Json:
    """A record or a draft."""
    told = item if view.again else native_terms.of(item)
    published = item["kind"] == "record"
    access = _access(item, view)
    versions = {"is_latest": item["is_latest"], "index": item["version"]}
    if view.owner:
        versions["is_latest_draft"] = item["is_latest_draft"]
    shown = {
        "id": str(item["id"]),
        "created": item["created"],
        "updated": item["updated"],
        "links": native_links.of(item, origin),
        "revision_id": item["revision"],
        "parent": _parent(item, view),
        "versions": versions,
        "is_published": item["is_published"],
        "is_draft": not published,
        "pids": item["pids"],
        "metadata": told["metadata"],
        "custom_fields": told["custom_fields"],
        "access": access,
        "files": native_files.embedded(item, origin, view),
        "media_files": {"enabled": False, "order": [], "count": 0, "total_bytes": 0, "entries": {}},
        "status": _status(item),
        "ui": native_ui.of(told, access["status"]),
    }
    if published:
        shown |= {"deletion_status": ALIVE, "stats": {"this_version": NO_USE, "all_versions": NO_USE}}
        shown["swh"] = None if view.listed else {}
    else:
        shown["expires_at"] = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    return shown


def _status(item: Json) -> str:
    if item["is_published"]:
        return "published"
    if item["version"] > 1:
        return "new_version_draft"
    return UNDER_REVIEW[item["review"]["status"]] if item["review"] else "draft"


def _parent(item: Json, view: View) -> Json:
    concept = item["concept"]
    access: Json = {"owned_by": {"user": str(concept["owner"])}, "settings": SETTINGS}
    if view.owner:
        access = {"grants": [], "links": [{"id": one} for one in item["share_links"]], **access}
    doi = concept["doi"]
    pids = {"doi": {"identifier": doi, "provider": "datacite", "client": "datacite"}} if doi else {}
    review = {"review": requests.in_brief(item["review"])} if view.reviewer and item["review"] else {}
    communities = dict(item["community_entries"])
    if view.changed and communities:
        communities["entries"] = list(map(native_terms.titled, communities["entries"]))
    return {"id": str(concept["id"]), "access": access, **review, "communities": communities, "pids": pids}


def _access(item: Json, view: View) -> Json:
    access: Json = item["access"]
    embargo = {"active": False, "reason": None} | access.get("embargo", {})
    status = "embargoed" if embargo["active"] else "restricted" if access["files"] == "restricted" else "open"
    shown = "metadata-only" if view.fresh else status
    return {"record": access["record"], "files": access["files"], "embargo": embargo, "status": shown}
