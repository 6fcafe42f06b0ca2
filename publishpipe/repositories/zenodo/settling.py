"""What went unanswered, settled by looking: in this run, or in an earlier one that was killed."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from publishpipe.errors import ServerError
from publishpipe.facts import Facts
from publishpipe.repositories.zenodo.client import Client
from publishpipe.repositories.zenodo.deposition import Deposition
from publishpipe.repositories.zenodo.native import Native

LATE = 10.0  # seconds until a search finds what was created, and a publish that its gateway gave up on shows
LOOK_EVERY = 1.0
LATEST = timedelta(hours=1)  # until no search can lag behind any more


class Settling:
    """Looks for what lost requests made."""

    def __init__(self, client: Client, native: Native) -> None:
        self._client = client
        self._native = native
        self._session = client.session

    def created_earlier(self, facts: Facts) -> Deposition | None:
        """What a create made whose intent an earlier run left open."""
        began = datetime.fromisoformat(facts["intents"]["create"])
        age = (datetime.now(UTC) - began).total_seconds()
        return self.created(facts["marker"], time.monotonic() - max(0.0, age))

    def created(self, marker: str, asked: float | None = None) -> Deposition | None:
        """What a lost create made; `asked` is the monotonic time of that create, now if left out."""
        asked = time.monotonic() if asked is None else asked
        while True:
            if found := self._client.marked(marker):
                return self._client.get(found[0])
            if time.monotonic() - asked > LATE:
                return None
            self._session.sleep(LOOK_EVERY, "looking for the deposition whose answer was lost")

    def begun_version(self, facts: Facts) -> Deposition | None:
        """The draft of a new version of what is published last; None if there certainly is none."""
        if not self._native.family(facts["versions"][-1]["id"]).has_draft:
            return None
        asked = time.monotonic()
        while not (found := self._client.drafts(facts["concept_id"])):
            if time.monotonic() - asked > LATE:
                raise ServerError(
                    "There is a draft of a new version, but the search does not find it yet.",
                    hint="Run the same command again in a minute.",
                )
            self._session.sleep(LOOK_EVERY, "looking for the draft of the new version")
        return self._client.get(found[0])

    def published(self, deposition_id: str) -> Deposition | None:
        """The deposition if it is published as it is, looked at for a while; None if it still is not."""
        asked = time.monotonic()
        while True:
            seen = self._client.get(deposition_id)
            if seen and seen.published:
                return seen
            if seen is None or time.monotonic() - asked > LATE:
                return None
            self._session.sleep(LOOK_EVERY, "looking whether it was published")

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
