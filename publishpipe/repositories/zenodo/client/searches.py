"""Searches among an account's own drafts and records, by the native API: the deposit API fails at some locations.

They are made by a search index, which lags: that nothing is found does not mean that nothing is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote_plus

from publishpipe.errors import understood
from publishpipe.model import shapes
from publishpipe.repositories.zenodo.client.calls import Calls
from publishpipe.repositories.zenodo.models import Listed

OWN = "user/records"
MARKS = "metadata.identifiers.identifier"
OR = " OR "
LONGEST = 1500  # characters of a query as it is sent: the front end refuses addresses of some 1800 with 502 (observed)
OF_TITLE = 250  # of these, so that there is room for more than half of the files by which a release is known
PAGE = 100  # the most that one page may hold
BY_ID = 75  # ids that fit into a query
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
            *([f"parent.id:{concept_id}"] if concept_id else []),
            *(f'metadata.title:"{named}"' for named in filter(None, map(_phrase, titles))),
            *(f'_files.checksum:"md5:{md5}"' for md5 in sorted(md5s)),
        ]
        query = OR.join(parts)
        while _size(query) > LONGEST:
            query = query.rpartition(OR)[0]
        found: list[Listed] = []
        for page in range(1, PAGES + 1):
            more = self._found(query, page=page, sort="newest")
            found += more
            if len(more) < PAGE:
                break
        return _ordered(found)

    def with_ids(self, ids: Sequence[str]) -> list[shapes.Answer]:
        """The items of a list, as they are told, for these ids, of which there may be `BY_ID` at most."""
        return self._items(OR.join(f"id:{one}" for one in ids))

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
        return list(map(Listed.of, self._items(query, **more)))

    def _items(self, query: str, **more: str | int) -> list[shapes.Answer]:
        params: dict[str, str | int] = {"q": query, "size": PAGE, "allversions": "true", **more}
        answer = self._calls.native("GET", OWN, params=params)
        with understood():
            return list(shapes.items(answer["hits"]["hits"]))


def _ordered(items: Sequence[Listed]) -> list[Listed]:
    """Each once, oldest first."""
    return sorted({item.id: item for item in items}.values(), key=lambda item: int(item.id))


def _size(text: str) -> int:
    """Characters of a text as a part of an address."""
    return len(quote_plus(text))


def _phrase(title: str) -> str:
    """The first words of a title, as they stand between the quotes of a query."""
    words = title.split()
    while len(words) > 1 and _size(_escaped(" ".join(words))) > OF_TITLE:
        words.pop()
    cut = " ".join(words)
    while _size(_escaped(cut)) > OF_TITLE:
        cut = cut[:-1]
    return _escaped(cut)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
