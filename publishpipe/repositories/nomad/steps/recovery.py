"""What went unanswered, settled by looking: in this run, or in an earlier one that was killed."""

from __future__ import annotations

from typing import Any

from publishpipe.errors import LostAnswerError
from publishpipe.http.polling import awaited
from publishpipe.model.facts import Facts, merge
from publishpipe.model.steps import Step
from publishpipe.repositories.nomad.models import Upload
from publishpipe.repositories.nomad.steps.observation import Site


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
                    learned |= {**(self.created(facts, began) or {}), "unanswered": True}
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
                return self.created(facts)
            case "dataset":
                return self._site.account.made_since(step.subject, facts["intents"][step.key])
            case "dataset-doi":
                return self._registered_late(step.subject, facts)
        return None

    def created(self, facts: Facts, began: str = "") -> Facts | None:
        """The upload that a lost create made; `began` is the time of that create, now if left out."""
        reason = "looking for the upload whose answer was lost"
        found = awaited(self._site.session, lambda: self._site.account.marked(facts["marker"]), reason, began=began)
        return {"id": found[0].id} if found else None

    def published(self, upload_id: str) -> Upload | None:
        """The upload if it is published, looked at for a while."""
        upload = awaited(
            self._site.session,
            lambda: self._site.waiter.until_idle(upload_id),
            "looking whether it was published",
            until=lambda upload: upload.published,
        )
        return upload if upload.published else None

    def registered(self, key: str, facts: Facts) -> Facts | None:
        """The DOI of a dataset, if it has one."""
        known = facts.get("datasets", {}).get(key)
        found = self._site.datasets.get(known["id"]) if known else None
        return {"datasets": {key: {**known, "doi": found.doi}}} if found and found.doi else None

    def _registered_late(self, key: str, facts: Facts) -> Facts:
        """A DOI is for ever: if it does not show, it is not asked for a second time in the same breath."""
        reason = "looking whether the DOI was registered"
        if found := awaited(self._site.session, lambda: self.registered(key, facts), reason):
            return found
        raise LostAnswerError(
            f"Whether the dataset {key} got a DOI is not known: none shows yet.",
            hint="Run the same command again in some minutes: it looks before it asks.",
        )

    def _is_running(self, facts: Facts) -> bool:
        upload = self._site.client.get(facts["id"]) if "id" in facts else None
        return upload is not None and upload.running
