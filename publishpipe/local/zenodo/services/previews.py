"""The file that the page of a record shows first: an option of its files, kept by edits and imports."""

from __future__ import annotations

from publishpipe.local.zenodo.models import Document, Json
from publishpipe.local.zenodo.store import Store


def of(document: Document) -> str | None:
    """The file chosen, if any."""
    name: str | None = document.body.get("files", {}).get("default_preview")
    return name


def keep(document: Document, name: str | None) -> None:
    """Choose a file, or none."""
    document.body["files"].pop("default_preview", None)
    if name:
        document.body["files"]["default_preview"] = name


def chosen(store: Store, document: Document, native: Json) -> str | None:
    """What input makes of the choice: leaving it out is choosing none, a name that is no file's changes nothing."""
    return of(document) if errors(store, document, native) else _wanted(native)


def errors(store: Store, document: Document, native: Json) -> list[Json]:
    """What is wrong with the choice."""
    name = _wanted(native)
    if not name or store.file(document.bucket, name):
        return []
    return [{"field": "files.default_preview", "messages": [f'No file with key "{name}"']}]


def _wanted(native: Json) -> str | None:
    name: str | None = (native.get("files") or {}).get("default_preview")
    return name
