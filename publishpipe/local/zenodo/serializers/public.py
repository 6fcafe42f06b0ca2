"""The public JSON of a record in the legacy shape: `GET /api/records` without an Accept of its own."""

from __future__ import annotations

from urllib.parse import quote

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import vocabularies
from publishpipe.local.zenodo.serializers import legacy, legacy_links, native_links
from publishpipe.local.zenodo.serializers.native_files import View

COUNTS = ("downloads", "unique_downloads", "views", "unique_views")
NO_STATS = dict.fromkeys([*COUNTS, *(f"version_{name}" for name in COUNTS)], 0)


def record(item: Json, origin: str, view: View) -> Json:
    """A record or a draft."""
    pids, concept = item["pids"], item["concept"]
    found = native_links.of(item, origin)
    published = item["kind"] == "record"
    shown = {
        "created": item["created"],
        "modified": item["updated"],
        "id": item["id"],
        "conceptrecid": str(concept["id"]),
        "doi": pids.get("doi", {}).get("identifier"),
        "conceptdoi": concept["doi"],
        "doi_url": found.get("doi"),
        "metadata": metadata(item),
        "links": found,
        "updated": item["updated"],
        "recid": str(item["id"]),
        "revision": item["revision"],
        "owners": [{"id": str(concept["owner"])}],
        "status": "published" if published else "draft",
        "stats": NO_STATS if published else None,
        "state": "unsubmitted" if not item["is_published"] else "done" if published else "inprogress",
        "submitted": item["is_published"],
    }
    shown = {key: value for key, value in shown.items() if value is not None}
    shown |= {"title": item["metadata"].get("title", ""), "files": files(item, origin, view)}
    if published:
        shown["swh"] = None if view.listed else {}
    return shown


def files(item: Json, origin: str, view: View) -> list[Json]:
    """The files, as far as the caller may see them."""
    if item["access"]["files"] != "public" and item["kind"] == "record" and not view.owner:
        return []
    base = f"{origin}/api/{native_links.files_path(item)}"
    return [
        {
            "id": file["id"],
            "key": file["key"],
            "size": file["size"],
            "checksum": f"md5:{file['md5']}",
            "links": {"self": f"{base}/{quote(file['key'], safe=legacy_links.SAFE + '/')}/content"},
        }
        for file in item["files"]
        if file["status"] == "completed"
    ]


def metadata(item: Json) -> Json:
    """The metadata, with names that differ in places from those of the deposit API."""
    native, custom = item["metadata"], item["custom_fields"]
    imprint = custom.get("imprint:imprint", {})
    shown = legacy.common(item) | {
        "resource_type": _resource_type(native),
        "journal": custom.get("journal:journal"),
        "meeting": custom.get("meeting:meeting"),
        "imprint": {key: imprint[key] for key in ("publisher", "place", "isbn") if key in imprint} if imprint else None,
        "part_of": custom.get("part_of:part_of"),
        "thesis": custom.get("thesis:thesis"),
        "alternate_identifiers": [{"identifier": one["identifier"]} for one in native.get("identifiers", [])],
        "license": {"id": license_id} if (license_id := legacy.license_id(item)) else None,
        "grants": legacy.grants(item),
        "communities": [{"id": slug} for slug in legacy.communities(item)],
    }
    shown = {key: value for key, value in shown.items() if value not in legacy.ABSENT}
    parent = {"pid_type": "recid", "pid_value": str(item["concept"]["id"])}
    version = {"index": item["version"] - 1, "is_last": item["is_latest"], "parent": parent}
    return {**shown, "relations": {"version": [version]}}


def _resource_type(native: Json) -> Json | None:
    name = native.get("resource_type", {}).get("id")
    if not name:
        return None
    kind, _, subtype = name.partition("-")
    title = vocabularies.terms("resource_types")[name]["en"]
    return {"title": title, "type": kind, **({"subtype": subtype} if subtype else {})}
