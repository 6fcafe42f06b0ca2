"""What became of the communities that a record asked to take it in: Zenodo hides it when they did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from publishpipe.errors import NotFoundError, ServerError, understood
from publishpipe.http.polling import awaited
from publishpipe.model import shapes
from publishpipe.repositories.zenodo.client.calls import Calls

IGNORED = "ignored"  # it exists, and was not asked
TOLD = {"submitted": "requested"}  # the other states of a request are told as Zenodo names them
UNKNOWN = "unknown"  # it does not exist, at least not on this server


class Communities:
    """Looks at the communities of one Zenodo, and at a record's requests to them."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def fates(self, versions: Sequence[str], slugs: Iterable[str]) -> dict[str, str]:
        """Slug → accepted, requested (its curators decide), declined, cancelled, expired, ignored, or unknown.

        Args:
            versions: the ids of what is published, oldest first: a request is shown at the one that made it only.
            slugs: the communities that were asked.
        """
        with understood():
            inside = {shapes.text(item["slug"]) for item in self._hits(f"records/{versions[-1]}/communities")}
        fates = {slug: "accepted" if slug in inside else UNKNOWN for slug in slugs}
        ids = {slug: known for slug, fate in fates.items() if fate == UNKNOWN and (known := self.id(slug))}
        return fates | dict.fromkeys(ids, IGNORED) | self._asked(versions, ids)

    def shortly(self, versions: Sequence[str], slugs: Iterable[str]) -> dict[str, str]:
        """As `fates`, a moment after publishing: the requests may show late."""
        return awaited(
            self._calls.session,
            lambda: self.fates(versions, slugs),
            "looking what became of the communities",
            until=lambda found: IGNORED not in found.values(),
        )

    def missing(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """Those that are not on this server; one request for each."""
        return tuple(sorted(slug for slug in slugs if not self._exists(slug)))

    def known(self, slug: str) -> str:
        """The UUID of a community. Raises NotFoundError if there is none of that name."""
        with understood():
            return shapes.matching(self._calls.call("GET", f"communities/{quote(slug, safe='')}")["id"], shapes.UUID)

    def _exists(self, slug: str) -> bool:
        """Whether there is such a community, whoever may see it."""
        try:
            return bool(self.id(slug))
        except ServerError as refused:
            if refused.status != 403:
                raise
            return True

    def _asked(self, versions: Sequence[str], ids: dict[str, str]) -> dict[str, str]:
        """What became of the requests to communities, given as slug → id."""
        found: dict[str, str] = {}
        for version in reversed(versions):
            if found.keys() < ids.keys():
                requests = self._requests(version)
                found = {slug: requests[known] for slug, known in ids.items() if known in requests} | found
        return found

    def _requests(self, record_id: str) -> dict[str, str]:
        """The id of each community → how the newest request to it stands."""
        with understood():
            found = [item for item in self._hits(f"records/{record_id}/requests") if "community" in item["receiver"]]
            told = {item["receiver"]["community"]: shapes.text(item["status"]) for item in reversed(found)}
        return {community: TOLD.get(status, status) for community, status in told.items()}

    def id(self, slug: str) -> str:
        """The same, or nothing."""
        try:
            return self.known(slug)
        except NotFoundError:
            return ""

    def _hits(self, path: str) -> Sequence[shapes.Answer]:
        answer = self._calls.call("GET", path)
        with understood():
            return shapes.items(answer["hits"]["hits"])


def told(fates: Mapping[str, str]) -> str:
    """What became of the communities, in words."""
    words = {
        "requested": "requested, its curators decide",
        IGNORED: "ignored: ask on the record's page",
        UNKNOWN: "there is none of that name here",
    }
    return "; ".join(f"community {slug}: {words.get(fate, fate)}" for slug, fate in sorted(fates.items()))
