"""Metadata as the server shows it → as a manifest writes it, so that both mean the same. Pure."""

from __future__ import annotations

from publishpipe.model.facts import Metadata
from publishpipe.model.placeholders import escaped
from publishpipe.repositories.zenodo.metadata.canonical import MARKER_RELATION, canonical, licenses

FIRST = ("title", "upload_type", "publication_type", "image_type", "description", "creators", "access_right", "license")
LAST = ("related_identifiers", "references", "grants", "custom")
DEFAULTS = {"imprint_publisher": "Zenodo", "access_right": "open"}
NAMES = {"communities": "identifier", "grants": "id"}  # lists that a manifest writes as mappings with one key


def declared(read: Metadata) -> Metadata:
    """The metadata of a manifest that means what was read."""
    value = {name: given for name, given in canonical(read).items() if DEFAULTS.get(name) != given}
    for name, key in NAMES.items():
        if name in value:
            value[name] = [{key: item} for item in value[name]]
    if "dates" in value:
        value["dates"] = [{**date, "type": date["type"].capitalize()} for date in value["dates"]]
    if "related_identifiers" in value:  # a mark belongs to the lockfile that it was drawn for
        value["related_identifiers"] = [item for item in value["related_identifiers"] if not _is_marker(item)]
    if "license" in value:
        value["license"] = _license(value["license"])
    rest = [name for name in value if name not in FIRST + LAST]
    ordered = {name: value[name] for name in (*FIRST, *rest, *LAST) if name in value}
    return {name: escaped(given) for name, given in ordered.items() if given}


def _is_marker(item: Metadata) -> bool:
    return item.get("relation") == MARKER_RELATION and str(item.get("identifier")).startswith("urn:uuid:")


def _license(read: str) -> str:
    """A licence id that the server takes for the one it shows: some of those it shows mean another to it."""
    known = licenses()
    if known.get(read) == read:
        return read
    return next((given for given, shown in known.items() if shown == read), read)
