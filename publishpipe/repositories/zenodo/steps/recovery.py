"""What went unanswered, settled by looking: in this run, or in an earlier one that was killed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from publishpipe.errors import ServerError
from publishpipe.http.polling import awaited
from publishpipe.model.facts import Facts
from publishpipe.repositories.zenodo.client.deposits import Client
from publishpipe.repositories.zenodo.client.records import Native
from publishpipe.repositories.zenodo.models import Deposition

LATEST = timedelta(hours=1)  # until no search can lag behind any more


class Settling:
    """Looks for what lost requests made."""

    def __init__(self, client: Client, native: Native) -> None:
        self._client = client
        self._native = native
        self._session = client.session

    def created_earlier(self, facts: Facts) -> Deposition | None:
        """What a create made whose intent an earlier run left open."""
        return self.created(facts["marker"], facts["intents"]["create"])

    def created(self, marker: str, began: str = "") -> Deposition | None:
        """What a lost create made; `began` is the time of that create, now if left out."""
        reason = "looking for the deposition whose answer was lost"
        found = awaited(self._session, lambda: self._client.marked(marker), reason, began=began)
        return self._client.get(found[0]) if found else None

    def begun_version(self, facts: Facts) -> Deposition | None:
        """The draft of a new version of what is published last; None if there certainly is none."""
        if not self._native.family(facts["versions"][-1]["id"]).has_draft:
            return None
        reason = "looking for the draft of the new version"
        found = awaited(self._session, lambda: self._client.drafts(facts["concept_id"]), reason)
        if not found:
            raise ServerError(
                "There is a draft of a new version, but the search does not find it yet.",
                hint="Run the same command again in a minute.",
            )
        return self._client.get(found[0])

    def published(self, deposition_id: str) -> Deposition | None:
        """The deposition if it is published as it is, looked at for a while; None if it still is not."""
        seen = awaited(
            self._session,
            lambda: self._client.get(deposition_id),
            "looking whether it was published",
            until=lambda seen: seen is None or seen.published,
        )
        return seen if seen and seen.published else None

    def delete_twins(self, facts: Facts) -> bool:
        """Delete drafts that an unanswered create of this very release made besides its own; whether there were any."""
        if not facts.get("unanswered"):
            return False
        deleted = False
        for found in self._client.marked(facts["marker"]):
            twin = self._client.get(found)  # the search lags, so it may be something else by now
            alien = twin and not twin.submitted and twin.concept_id != facts.get("concept_id")
            if twin and alien and facts["marker"] in str(twin.metadata):
                self._client.delete(found)
                deleted = True
        return deleted

    def tidied(self, facts: Facts) -> Facts:
        """Delete twins of what is published, and forget that there may be any once that is long ago."""
        if not facts.get("unanswered"):
            return {}
        self.delete_twins(facts)
        age = datetime.now(UTC) - datetime.fromisoformat(facts["versions"][-1]["published_at"])
        return {"marker": None, "unanswered": None} if age > LATEST else {}
