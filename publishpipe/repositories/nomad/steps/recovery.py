"""What went unanswered, found out by looking: in this run, or in an earlier one that was killed."""

from __future__ import annotations

from dataclasses import replace

from publishpipe.errors import LostAnswerError, ServerError
from publishpipe.http.polling import LOOK_EVERY, awaited
from publishpipe.model.facts import joined
from publishpipe.model.steps import Step
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.nomad.facts import DatasetFact, Facts, Patch
from publishpipe.repositories.nomad.planning.observation import Observation
from publishpipe.repositories.nomad.steps.lookalikes import Lookalikes
from publishpipe.repositories.nomad.steps.publish import Publication
from publishpipe.repositories.nomad.steps.site import Site
from publishpipe.repositories.nomad.steps.upload import Done


class Recovery:
    """Looks for what lost requests made."""

    def __init__(self, site: Site, publication: Publication, lookalikes: Lookalikes) -> None:
        self._site = site
        self._publication = publication
        self._lookalikes = lookalikes

    def earlier(self, facts: Facts) -> Patch:
        """What became of the effects that an earlier run began; no request if there are none."""
        learned: Patch = {}
        for key, began in facts.get("intents", {}).items():
            action, _, subject = key.partition(":")
            learned = joined(learned, self._outcome(action, subject, began, facts))
        return {**learned, "intents": dict.fromkeys(facts["intents"])} if facts.get("intents") else learned

    def _outcome(self, action: str, subject: str, began: str, facts: Facts) -> Patch:
        match action:
            case "create" if "id" not in facts:
                found = self.created(facts, began)
                return {"id": found, "unanswered": True} if found else {"unanswered": True}
            case "upload" | "remove":
                return {"processing": None}
            case "wait" if self._is_running(facts):
                return {"processing": "started"}
            case "dataset":
                made = self._site.account.made_since(subject, began)
                return {"datasets": {subject: made}} if made else {}
            case "dataset-doi":
                known = self._registered(subject, facts)
                return {"datasets": {subject: known}} if known else {}
            case "publish" if self._is_running(facts):
                self._site.waiter.until_idle(facts["id"])
        return {}

    def find(self, step: Step, facts: Facts, seen: Observation) -> Done:
        """Whether a step whose answer was lost took effect."""
        match step.action:
            case "create" if found := self.created(facts):
                return Outcome({"id": found}, self._site.look(seen, found))
            case "dataset" if made := self._site.account.made_since(step.subject, facts["intents"][step.key]):
                return Outcome({"datasets": {step.subject: made}}, seen)
            case "dataset-doi":
                known = self._registered_late(step.subject, facts)
                return Outcome(self._publication.registered(step.subject, known, facts), seen)
            case "publish":
                return self._find_published(facts, seen)
        return Outcome({}, seen, happened=False)

    def looked_again(self, upload_id: str) -> Observation:
        """The draft that NOMAD said is gone; nothing if it is: a second look and the list must agree on that.

        Raises:
            ServerError: they do not.
        """
        self._site.session.sleep(LOOK_EVERY, "looking once more for the upload")
        seen = self._site.look(Observation(), upload_id)
        if seen.upload is None and any(upload.id == upload_id for upload in self._site.client.unpublished()):
            raise ServerError(
                f"NOMAD says that the upload {upload_id} is gone, and lists it all the same.",
                hint="Run the same command again in some minutes: it begins nothing anew before both say the same.",
            )
        return seen

    def created(self, facts: Facts, began: str = "") -> str:
        """The id of the upload that a lost create of this release made, or nothing.

        `began` is when it did, now if left out. Another release may have this name: one with other files is not it.
        """
        reason = "looking for the upload whose answer was lost"

        def parts() -> list[str]:
            return self._lookalikes.parts(self._site.account.marked(facts["marker"]))

        return next(iter(awaited(self._site.session, parts, reason, began=began)), "")

    def _find_published(self, facts: Facts, seen: Observation) -> Done:
        """Whether the upload is published, looked at for a while."""
        upload = awaited(
            self._site.session,
            lambda: self._site.waiter.until_idle(facts["id"]),
            "looking whether it was published",
            until=lambda upload: upload.published,
        )
        if not upload.published:
            return Outcome({}, seen, happened=False)
        return self._publication.published(facts, replace(seen, upload=upload))

    def _registered(self, key: str, facts: Facts) -> DatasetFact | None:
        """A dataset with its DOI, if it has one."""
        known = facts.get("datasets", {}).get(key)
        found = self._site.datasets.get(known["id"]) if known else None
        return {**known, "doi": found.doi} if known and found and found.doi else None

    def _registered_late(self, key: str, facts: Facts) -> DatasetFact:
        """A DOI is for ever: if it does not show, it is not asked for a second time in the same breath."""
        reason = "looking whether the DOI was registered"
        if found := awaited(self._site.session, lambda: self._registered(key, facts), reason):
            return found
        raise LostAnswerError(
            f"Whether the dataset {key} got a DOI is not known: none shows yet.",
            hint="Run the same command again in some minutes: it looks before it asks.",
        )

    def _is_running(self, facts: Facts) -> bool:
        upload = self._site.client.get(facts["id"]) if "id" in facts else None
        return upload is not None and upload.running
