"""Days that are over when they should be to come. Knows the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.check.wrong import Wrong


def check(metadata: Metadata) -> Iterator[Wrong]:
    """An embargo that is over; of what is published it is fine that it ended."""
    day = metadata.get("embargo_date", "9999")
    if day <= datetime.now(UTC).date().isoformat():
        yield ("metadata", "embargo_date"), f"{day} is not in the future", "leave the embargo out"
