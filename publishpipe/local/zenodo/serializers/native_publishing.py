"""What the native JSON's `ui` says of where a record appeared: journal, book, university, conference.

As zenodo-rdm makes these texts (read and observed 2026-11), whatever is missing in them.
"""

from __future__ import annotations

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.serializers import dates

MEETING = ("acronym", "dates", "place", "session_part", "session", "title", "url")


def of(item: Json) -> Json:
    """The texts for one record; empty if it appeared nowhere else."""
    fields, metadata = item["custom_fields"], item["metadata"]
    shown: Json = {}
    if "meeting:meeting" in fields:
        shown["conference"] = {name: text for name, text in fields["meeting:meeting"].items() if name in MEETING}
    texts = {}
    if fields.get("journal:journal"):
        texts["journal"] = _journal(fields["journal:journal"], metadata.get("publication_date"))
    if fields.get("imprint:imprint") and metadata.get("publisher"):
        texts["imprint"] = _imprint(fields["imprint:imprint"])
    if fields.get("thesis:thesis"):
        texts["thesis"] = _thesis(fields["thesis:thesis"])
    return shown | {"publishing_information": texts} if texts else shown


def _journal(journal: Json, published: str | None) -> str:
    volume, issue = journal.get("volume"), journal.get("issue")
    numbered = f"{volume}({issue})" if volume and issue else volume or issue
    issn = _after("ISSN: ", journal.get("issn"))
    year = str(dates.year(published)) if published else ""
    return ", ".join(filter(None, (journal.get("title"), numbered, journal.get("pages"), issn, year))) + "."


def _imprint(imprint: Json) -> str:
    """The book and the place; an edition is one of a title only."""
    edition = f" {imprint['edition']} ed." if imprint.get("edition") else ""
    title = f"{imprint['title']}{edition}" if imprint.get("title") else ""
    pages = ", ".join(filter(None, (title, imprint.get("pages"))))
    parts = (pages, imprint.get("place"), _after("ISBN: ", imprint.get("isbn")))
    return " ".join(f"{part}." for part in parts if part)


def _thesis(thesis: Json) -> str:
    """The department stands in for a university that is missing, but not for an empty one."""
    university, department = thesis.get("university"), thesis.get("department")
    place = department if university is None else university
    if university and department:
        place = f"{university} ({department})"
    submitted = _after("Submitted: ", thesis.get("date_submitted"))
    defended = _after("Defended: ", thesis.get("date_defended"))
    return ", ".join(filter(None, (place, thesis.get("type"), submitted, defended)))


def _after(label: str, text: str | None) -> str:
    return f"{label}{text}" if text else ""
