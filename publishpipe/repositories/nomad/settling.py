"""What went unanswered, settled by looking: in this run, or in an earlier one that was killed."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from publishpipe.errors import LostAnswerError
from publishpipe.facts import Facts, merge
from publishpipe.repositories.nomad.upload import Upload
from publishpipe.repositories.nomad.view import Site
from publishpipe.steps import Step

LATE = 10.0  # seconds that a request may still take effect after its answer was lost
LOOK_EVERY = 1.0


class Settling:
    """Looks for what lost requests made."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def settled(self, facts: Facts) -> Facts:
        """What became of the effects that an earlier run began; no request if there are none."""
        learned: dict[str, Any] = {}
        for key, began in facts.get("intents", {}).items():
            action, _, subject = key.partition(":")
            match action:
                case "create" if "id" not in facts:
                    age = (datetime.now(UTC) - datetime.fromisoformat(began)).total_seconds()
                    learned |= {**(self.created(facts, time.monotonic() - max(0.0, age)) or {}), "unanswered": True}
                case "upload" | "remove":
                    learned["processing"] = None
                case "wait" if self._is_running(facts):
                    learned["processing"] = "started"
                case "dataset":
                    learned = merge(learned, self._site.account.made_since(subject, began) or {})
                case "dataset-doi":
                    learned = merge(learned, self.registered(subject, facts) or {})
                case "publish" if self._is_running(facts):
                    self._site.waiter.until_idle(facts["id"])
        return {**learned, "intents": dict.fromkeys(facts["intents"])} if facts.get("intents") else learned

    def found(self, step: Step, facts: Facts) -> Facts | None:
        """Whether a step whose answer was lost took effect: its facts, or None if it certainly did not."""
        match step.action:
            case "create":
                return self.created(facts, time.monotonic())
            case "dataset":
                return self._site.account.made_since(step.subject, facts["intents"][step.key])
            case "dataset-doi":
                return self._registered_late(step.subject, facts)
        return None

    def created(self, facts: Facts, asked: float) -> Facts | None:
        """The upload that a lost create made; `asked` is the monotonic time of that create."""
        while True:
            if found := self._site.account.marked(facts["marker"]):
                return {"id": found[0].id}
            if time.monotonic() - asked > LATE:
                return None
            self._site.session.sleep(LOOK_EVERY, "looking for the upload whose answer was lost")

    def published(self, upload_id: str) -> Upload | None:
        """The upload if it is published, looked at for a while."""
        asked = time.monotonic()
        while True:
            upload = self._site.waiter.until_idle(upload_id)
            if upload.published:
                return upload
            if time.monotonic() - asked > LATE:
                return None
            self._site.session.sleep(LOOK_EVERY, "looking whether it was published")

    def registered(self, key: str, facts: Facts) -> Facts | None:
        """The DOI of a dataset, if it has one."""
        known = facts.get("datasets", {}).get(key)
        found = self._site.datasets.get(known["id"]) if known else None
        return {"datasets": {key: {**known, "doi": found.doi}}} if found and found.doi else None

    def _registered_late(self, key: str, facts: Facts) -> Facts | None:
        """A DOI is for ever: if it does not show, it is not asked for a second time in the same breath."""
        asked = time.monotonic()
        while time.monotonic() - asked <= LATE:
            if found := self.registered(key, facts):
                return found
            self._site.session.sleep(LOOK_EVERY, "looking whether the DOI was registered")
        raise LostAnswerError(
            f"Whether the dataset {key} got a DOI is not known: none shows yet.",
            hint="Run the same command again in some minutes: it looks before it asks.",
        )

    def _is_running(self, facts: Facts) -> bool:
        upload = self._site.client.get(facts["id"]) if "id" in facts else None
        return upload is not None and upload.running
