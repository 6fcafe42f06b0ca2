"""What is warned about of metadata for Zenodo. Pure but for the calendar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from publishpipe.errors import Doubt
from publishpipe.model.facts import Metadata
from publishpipe.repositories.values import Wanted
from publishpipe.repositories.zenodo.doubts import licenses, markdown, people
from publishpipe.repositories.zenodo.metadata.texts import TAGS

TAG = re.compile(r"</?([a-zA-Z][\w-]*)")
USUAL = 50_000_000_000  # bytes of a record, unless its owner took more on the page of its draft
SHORT = 8  # letters of a title that hardly says anything
LONG = timedelta(days=5 * 365)  # of an embargo
WHY = re.compile(
    r"(?i)restrict|access|request|confiden|priva|personal|sensitiv|anonym|consent|patent|copyright|licen[cs]e|"
    r"agreement|ethic|gdpr|dsgvo|zugang|anfrage|vertraulich|datenschutz|acc[eè]s|demande|acceso|solicit"
)


def doubts(wanted: Wanted) -> Iterator[Doubt]:
    """What should be looked at: where in the manifest, what, and a hint."""
    metadata, today = wanted.metadata, datetime.now(UTC).date()
    yield from people.doubts(metadata)
    yield from licenses.doubts(metadata, released=wanted.released)
    yield from markdown.doubts(metadata)
    yield from _texts(metadata)
    yield from _size(wanted)
    yield from _dates(metadata, today)
    yield from _access(metadata)
    if not wanted.released:
        yield from _embargo(metadata, today)


def _texts(metadata: Metadata) -> Iterator[Doubt]:
    title = str(metadata.get("title", ""))
    letters = [unicodedata.name(char, "") for char in title if char.isalpha()]
    latin = all(name.startswith("LATIN") for name in letters)
    if title and latin and len(letters) < SHORT and metadata.get("upload_type") != "software":
        yield ("metadata", "title"), f"the title is very short: {title!r}", "say what it is of, where and when"
    for name in ("description", "notes", "method"):
        text = metadata.get(name)
        tags = sorted({tag.lower() for tag in TAG.findall(text if isinstance(text, str) else "")} - TAGS)
        if tags:
            gone = ", ".join(f"<{tag}>" for tag in tags)
            yield ("metadata", name), f"Zenodo takes {gone} out of {name}", "write it without; < itself is &lt;"
    if "description" not in metadata:
        told = "there is no description: all that people and search engines find is the title"
        yield ("metadata",), told, "write description: <p>What it is, and how it was made.</p>"


def _size(wanted: Wanted) -> Iterator[Doubt]:
    """What only a draft with more room takes. How much one has, no API of Zenodo's tells."""
    size = sum(file.size for file in wanted.files.values())
    if size > USUAL:
        told = f"{size / 1e9:.1f} GB, but Zenodo takes 50 GB unless the draft was given more room"
        yield ("files",), told, "publishpipe apply --until create makes it; take more on its page, then apply"


def _dates(metadata: Metadata, today: date) -> Iterator[Doubt]:
    given = str(metadata.get("publication_date", "")).partition("/")[0]
    if given > today.isoformat()[: len(given)]:
        told = f"publication_date {given} is in the future"
        yield ("metadata", "publication_date"), told, "leave it out for the day of the upload"


def _access(metadata: Metadata) -> Iterator[Doubt]:
    access = metadata.get("access_right")
    texts = " ".join(str(metadata.get(name, "")) for name in ("description", "notes", "additional_descriptions"))
    if access in {"restricted", "closed"} and not WHY.search(texts):
        told = f"access_right is {access}, and neither description nor notes say why"
        yield ("metadata", "access_right"), told, "say in notes: why, and how somebody gets access"


def _embargo(metadata: Metadata, today: date) -> Iterator[Doubt]:
    until = str(metadata.get("embargo_date", ""))
    if until and until <= (today + timedelta(days=1)).isoformat():
        yield ("metadata", "embargo_date"), f"the embargo ends on {until}, a day from now", "is the year right?"
    if until > (today + LONG).isoformat():
        yield (
            ("metadata", "embargo_date"),
            f"the embargo ends on {until}, more than 5 years from now",
            "is the year right?",
        )
