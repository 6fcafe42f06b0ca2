"""Days that are over when they should be to come, and intervals that end before they begin. Knows the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from publishpipe.errors import Wrong
from publishpipe.model.facts import Metadata


def check(metadata: Metadata) -> Iterator[Wrong]:
    """Intervals that end before they begin."""
    for index, one in enumerate(metadata.get("dates", ())):
        start, end = one.get("start"), one.get("end")
        if start and end and end < start:
            yield ("dates", index, "end"), f"{end} is before {start}", "write the earlier date under start"


def embargo(metadata: Metadata) -> Iterator[Wrong]:
    """An embargo that is over; of what is published it is fine that it ended."""
    day = metadata.get("embargo_date", "9999")
    if day <= datetime.now(UTC).date().isoformat():
        yield ("metadata", "embargo_date"), f"{day} is not in the future", "leave the embargo out"
