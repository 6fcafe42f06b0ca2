"""Files in the shapes of the native API (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.serializers import legacy_links, native_links
from publishpipe.local.zenodo.services.files import mimetype


@dataclass(frozen=True)
class View:
    """What differs from answer to answer.

    Attributes:
        owner: Whether one asked who manages the record, and sees a little more.
        listed: Whether it is one of many.
        file_links: Whether files have links: only those of a record that was asked for by its number.
        reviewer: Whether one asked who manages the record or decides on it, and sees its review.
        fresh: Whether it was made just now, which is told without files, whatever it will be.
        changed: Whether it was changed just now, which tells the titles of its communities' types, too.
        again: Whether it was to be made, but was there already, which tells of vocabularies no more than ids.
    """

    owner: bool = False
    listed: bool = False
    file_links: bool = False
    reviewer: bool = False
    fresh: bool = False
    changed: bool = False
    again: bool = False


def embedded(item: Json, origin: str, view: View) -> Json:
    """The files inside a record."""
    done = [file for file in item["files"] if file["status"] == "completed"]
    if item["kind"] == "record" and item["access"]["files"] != "public" and not view.owner:
        return {"enabled": item["files_enabled"]}
    shown: Json = {"enabled": item["files_enabled"], "order": []}
    if item["default_preview"]:
        shown["default_preview"] = item["default_preview"]
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
        url = f"{origin}/api/{native_links.files_path(item)}/{quote(file['key'], safe=legacy_links.SAFE + '/')}"
        shown["links"] = {"self": url, "content": f"{url}/content"}
    return shown


def file_entry(item: Json, file: Json, origin: str) -> Json:
    """A file in the answers of the native files calls; a pending one has no checksum yet."""
    draft = item["kind"] == "draft"
    url = f"{origin}/api/{native_links.files_path(item)}/{quote(file['key'], safe=legacy_links.SAFE + '/')}"
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
        "default_preview": item["default_preview"],
        "order": [],
    }
