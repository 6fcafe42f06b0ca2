"""A record in the shape of the native API (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from urllib.parse import quote

from publishpipe.local.zenodo import links, native_links, native_ui, vocabularies
from publishpipe.local.zenodo.files import mimetype
from publishpipe.local.zenodo.models import Json

NO_USE = {"views": 0, "unique_views": 0, "downloads": 0, "unique_downloads": 0, "data_volume": 0.0}
#: The highest revision of a draft that was made, but never changed.
FRESH = 5
ALIVE = {"is_deleted": False, "status": "P"}
SETTINGS = {
    "allow_user_requests": False,
    "allow_guest_requests": False,
    "accept_conditions_text": None,
    "secret_link_expiration": 0,
}
#: Key of the metadata → the vocabulary that its `id` belongs to.
TITLED = {"languages": "languages", "rights": "licenses"}


@dataclass(frozen=True)
class View:
    """What differs from answer to answer.

    Attributes:
        owner: Whether the owner asked, who sees a little more.
        listed: Whether it is one of many.
        file_links: Whether files have links: only those of a record that was asked for by its number.
    """

    owner: bool = False
    listed: bool = False
    file_links: bool = False


def record(item: Json, origin: str, view: View) -> Json:
    """A record or a draft."""
    published = item["kind"] == "record"
    access = _access(item)
    versions = {"is_latest": item["is_latest"], "index": item["version"]}
    if view.owner or not published:
        versions["is_latest_draft"] = item["is_latest_draft"]
    shown = {
        "id": str(item["id"]),
        "created": item["created"],
        "updated": item["updated"],
        "links": native_links.of(item, origin),
        "revision_id": item["revision"],
        "parent": _parent(item, owner_view=view.owner or not published),
        "versions": versions,
        "is_published": item["is_published"],
        "is_draft": not published,
        "pids": item["pids"],
        "metadata": metadata(item["metadata"]),
        "custom_fields": item["custom_fields"],
        "access": access,
        "files": _files(item, origin, view),
        "media_files": {"enabled": False, "order": [], "count": 0, "total_bytes": 0, "entries": {}},
        "status": _status(item),
        "ui": native_ui.of(item, access["status"]),
    }
    if published:
        shown |= {"deletion_status": ALIVE, "stats": {"this_version": NO_USE, "all_versions": NO_USE}}
        shown["swh"] = None if view.listed else {}
    else:
        shown["expires_at"] = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    return shown


def _status(item: Json) -> str:
    if item["kind"] == "record":
        return "published"
    if item["is_published"]:
        return "published"
    return "new_version_draft" if item["version"] > 1 else "draft"


def _parent(item: Json, *, owner_view: bool) -> Json:
    concept = item["concept"]
    access: Json = {"owned_by": {"user": str(concept["owner"])}, "settings": SETTINGS}
    if owner_view:
        access = {"grants": [], "links": [], **access}
    doi = concept["doi"]
    pids = {"doi": {"identifier": doi, "provider": "datacite", "client": "datacite"}} if doi else {}
    return {"id": str(concept["id"]), "access": access, "communities": item["community_entries"], "pids": pids}


def _access(item: Json) -> Json:
    access: Json = item["access"]
    embargo = {"active": False, "reason": None} | access.get("embargo", {})
    status = "embargoed" if embargo["active"] else "restricted" if access["files"] == "restricted" else "open"
    if item["kind"] == "draft" and item["revision"] <= FRESH and item["version"] == 1:
        status = "metadata-only"  # whatever it will be
    return {"record": access["record"], "files": access["files"], "embargo": embargo, "status": status}


def _files(item: Json, origin: str, view: View) -> Json:
    done = [file for file in item["files"] if file["status"] == "completed"]
    shown: Json = {"enabled": item["files_enabled"], "order": []}
    if item["kind"] == "record" and item["access"]["files"] != "public":
        return shown
    return shown | {
        "count": len(done),
        "total_bytes": sum(file["size"] for file in done),
        "entries": {file["key"]: _embedded(item, file, origin, view) for file in done},
    }


def _embedded(item: Json, file: Json, origin: str, view: View) -> Json:
    shown = {
        "id": file["id"],
        "checksum": f"md5:{file['md5']}",
        "ext": PurePosixPath(file["key"]).suffix.lstrip("."),
        "size": file["size"],
        "mimetype": mimetype(file["key"]),
        "key": file["key"],
        "metadata": {},
        "access": {"hidden": False},
    }
    if not view.listed:
        shown["storage_class"] = "L"
    if view.file_links:
        url = f"{origin}/api/{native_links.files_path(item)}/{quote(file['key'], safe=links.SAFE + '/')}"
        shown["links"] = {"self": url, "content": f"{url}/content"}
    return shown


def metadata(native: Json) -> Json:
    """The metadata, with the titles of what comes from vocabularies."""
    shown = dict(native)
    if "resource_type" in native:
        shown["resource_type"] = titled("resource_types", native["resource_type"])
    for key, term, vocabulary in (
        ("contributors", "role", "roles"),
        ("creators", "role", "roles"),
        ("dates", "type", "date_types"),
        ("additional_descriptions", "type", "description_types"),
        ("additional_titles", "type", "title_types"),
        ("related_identifiers", "relation_type", "relation_types"),
        ("related_identifiers", "resource_type", "resource_types"),
    ):
        if key in shown:
            shown[key] = [{**one, term: titled(vocabulary, one[term])} if one.get(term) else one for one in shown[key]]
    if "rights" in shown:
        shown["rights"] = [_right(one) for one in shown["rights"]]
    if "languages" in shown:
        shown["languages"] = [
            {"id": one["id"], "title": {"en": vocabularies.languages()[one["id"]]}} for one in shown["languages"]
        ]
    return shown


def titled(vocabulary: str, term: Json) -> Json:
    """A term with its titles."""
    return {"id": term["id"], "title": vocabularies.terms(vocabulary)[term["id"]]}


def _right(one: Json) -> Json:
    known = vocabularies.licenses().get(one.get("id", ""))
    if known is None:
        return one
    shown: Json = {"id": known.id, "title": {"en": known.title}}
    if known.description:
        shown["description"] = {"en": known.description}
    if known.icon:
        shown["icon"] = known.icon
    return {**shown, "props": {"url": known.url, "scheme": known.scheme}}


def file_entry(item: Json, file: Json, origin: str) -> Json:
    """A file in the answers of the native files calls; a pending one has no checksum yet."""
    draft = item["kind"] == "draft"
    url = f"{origin}/api/{native_links.files_path(item)}/{quote(file['key'], safe=links.SAFE + '/')}"
    declared = file["declared"]
    shown: Json = {
        "created": file["created"],
        "updated": file["updated"],
        "metadata": {},
        "access": {"hidden": False},
        "links": {"self": url, "content": f"{url}/content", **({"commit": f"{url}/commit"} if draft else {})},
        "key": file["key"],
        "transfer": {"type": "L"},
        "status": file["status"],
    }
    if file["status"] != "completed":
        return shown | {key: declared[key] for key in ("size", "checksum") if key in declared}
    return shown | {
        "mimetype": mimetype(file["key"]),
        "version_id": file["version"],
        "file_id": file["id"],
        "bucket_id": file["bucket"],
        "checksum": f"md5:{file['md5']}",
        "size": file["size"],
        "storage_class": "L",
    }


def file_list(item: Json, origin: str) -> Json:
    """The list of files in the native API."""
    base = f"{origin}/api/{native_links.files_path(item)}"
    return {
        "enabled": item["files_enabled"],
        "links": {"self": base, "archive": f"{base}-archive"},
        "entries": [file_entry(item, file, origin) for file in item["files"]],
        "default_preview": None,
        "order": [],
    }
