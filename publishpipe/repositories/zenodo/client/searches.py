"""Searches among an account's own drafts and records, by the native API: the deposit API fails at some locations.

They are made by a search index, which lags: that nothing is found does not mean that nothing is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from publishpipe.errors import understood
from publishpipe.model import shapes
from publishpipe.repositories.zenodo.client.calls import NATIVE, Calls
from publishpipe.repositories.zenodo.models import Listed

OWN = "user/records"
MARKS = "metadata.identifiers.identifier"
LONGEST = 200  # characters of a title that are searched for
PAGE = 100  # the most that one page may hold
PAGES = 10  # of what looks alike, the newest first; one nearly always does


class Searches:
    """Searches on one Zenodo: every version, and the drafts; where an edit is open, it instead of its record."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def marked(self, marker: str) -> list[str]:
        """The ids of what has this mark, oldest first."""
        return [item.id for item in _ordered(self._found(f'{MARKS}:"{marker}"')) if marker in item.marks]

    def alike(self, marker: str, titles: Iterable[str], md5s: Iterable[str], concept_id: str) -> list[Listed]:
        """What has this mark, a title of these words, or one of these files (if published), oldest first.

        What is of that record is always among them, whatever it is called; there may be none. Words are compared: look
        at what is found.
        """
        parts = [
            f'{MARKS}:"{marker}"',
            *(f'metadata.title:"{named}"' for named in filter(None, map(_phrase, titles))),
            *(f'files.entries.checksum:"md5:{md5}"' for md5 in md5s),
            *([f"parent.id:{concept_id}"] if concept_id else []),
        ]
        found: list[Listed] = []
        for page in range(1, PAGES + 1):
            more = self._found(" OR ".join(parts), page=page, sort="newest")
            found += more
            if len(more) < PAGE:
                break
        return _ordered(found)

    def drafts(self, concept_id: str) -> list[str]:
        """The ids of the drafts of a record, first or new version."""
        return [item.id for item in self._of(concept_id) if not item.submitted]

    def listed(self, concept_id: str) -> list[str]:
        """The ids of all that is of a record, whatever its state."""
        return [item.id for item in self._of(concept_id)]

    def with_doi(self, doi: str) -> str:
        """The id of one's own published record with this DOI, or nothing."""
        found = self._found(f'pids.doi.identifier:"{doi}"')
        return next((item.id for item in found if item.doi.lower() == doi.lower()), "")

    def _of(self, concept_id: str) -> list[Listed]:
        return [item for item in self._found(f"parent.id:{concept_id}") if item.concept_id == concept_id]

    def _found(self, query: str, **more: str | int) -> list[Listed]:
        params: dict[str, str | int] = {"q": query, "size": PAGE, "allversions": "true", **more}
        answer = self._calls.call("GET", OWN, params=params, accept=NATIVE)
        with understood():
            return list(map(Listed.of, shapes.items(answer["hits"]["hits"])))


def _ordered(items: Sequence[Listed]) -> list[Listed]:
    """Each once, oldest first."""
    return sorted({item.id: item for item in items}.values(), key=lambda item: int(item.id))


def _phrase(title: str) -> str:
    """Whole words of a title, as they stand between the quotes of a query."""
    words = " ".join(title.split())
    cut = words[:LONGEST].rpartition(" ")[0] if len(words) > LONGEST else words
    return (cut or words[:LONGEST]).replace("\\", "\\\\").replace('"', '\\"')
