"""Licences that nobody chose: where none is given, and where none of several versions is named. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publishpipe.errors import Doubt, Place
from publishpipe.model.facts import Metadata
from publishpipe.model.quoting import quoted
from publishpipe.repositories.zenodo.check.licenses import chosen_version
from publishpipe.repositories.zenodo.metadata.canonical import with_license
from publishpipe.repositories.zenodo.metadata.vocabularies import native_licenses

GIVES_UP = {"cc0-1.0": ", which gives up all rights"}


def doubts(metadata: Metadata, *, released: bool) -> Iterator[Doubt]:
    """Which licences Zenodo would choose; what is published has one, and keeps it."""
    if "license" not in metadata and not released and (default := with_license(metadata).get("license")):
        name = native_licenses()[default]
        such = "mit" if metadata.get("upload_type") == "software" else "cc-by-4.0"
        told = f"there is no license: Zenodo sets {name}{GIVES_UP.get(name, '')}"
        yield ("metadata",), told, f"write the one that you mean, such as license: {such}"
    given = metadata.get("license")
    for index, one in enumerate(given if isinstance(given, list) else [given]):
        name = str(one.get("id", "") if isinstance(one, Mapping) else one)
        if version := chosen_version(name):
            place: Place = ("metadata", "license", index) if isinstance(given, list) else ("metadata", "license")
            yield place, f"{quoted(name)} names no version: Zenodo stores {version}", f"write {version}, if it is meant"
