"""What a record holds that the deposit API neither shows nor keeps: it was set on the web page. Pure.

Source: zenodo-rdm's legacy serialisers and deserialisers, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.model.facts import Metadata

FIELDS = ("additional_titles", "sizes", "formats")
DESCRIPTIONS = {"methods", "notes", "other"}  # those that it shows: as method and notes
ONE_AT_MOST = ("rights",)


def beyond(metadata: Metadata) -> Iterator[str]:
    """What of a record's native metadata would be lost with the next edit, in words."""
    yield from (name for name in FIELDS if metadata.get(name))
    yield from (f"more than one of {name}" for name in ONE_AT_MOST if len(metadata.get(name, ())) > 1)
    kinds = {str(item.get("type", {}).get("id")) for item in metadata.get("additional_descriptions", ())}
    yield from (f"a description of type {kind}" for kind in sorted(kinds - DESCRIPTIONS))
    for name in ("creators", "contributors"):
        people = metadata.get(name, ())
        if any(person["person_or_org"].get("type") == "organizational" for person in people):
            yield f"organisations among {name}"
        if any(len(person.get("affiliations", ())) > 1 for person in people):
            yield f"several affiliations of one of {name}"
