"""The steps on the files of an upload: create, upload, remove, wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from publishpipe.errors import LostAnswerError, ServerError
from publishpipe.files.ahead import read_ahead
from publishpipe.files.checksums import Checksums
from publishpipe.model.events import Emit
from publishpipe.model.steps import Step
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.nomad.client.waiting import StillProcessingError
from publishpipe.repositories.nomad.facts import Facts, Patch
from publishpipe.repositories.nomad.goal import Meaning
from publishpipe.repositories.nomad.metadata.fields import marked
from publishpipe.repositories.nomad.planning.observation import Holding, Observation, files_read
from publishpipe.repositories.nomad.planning.readback import check_processed
from publishpipe.repositories.nomad.planning.state import in_one_go, missing
from publishpipe.repositories.nomad.steps.sending import Sending
from publishpipe.repositories.nomad.steps.site import Site, files_changed

Done = Outcome[Patch, Observation]
TRIES = 4  # waits for one processing, where another begins as it ends


class Transfer:
    """What brings files into an upload. What NOMAD's processing makes of them is judged after `wait`."""

    def __init__(self, site: Site, meaning: Meaning, checksums: Checksums, emit: Emit) -> None:
        self._site = site
        self._meaning = meaning
        self._checksums = checksums
        self._emit = emit

    def create(self, _: Step, facts: Facts, _seen: Observation) -> Done:
        """A new, empty upload with the release's own mark in its name."""
        account, wanted = self._site.account, self._meaning.wanted.metadata
        account.people(wanted, facts)  # who is not known is told before anything is made
        account.id  # noqa: B018  # looks whether the token is good
        try:
            upload = self._site.client.create(marked(wanted["upload_name"], facts["marker"]))
        except LostAnswerError:
            raise  # which is no refusal, whatever its status
        except ServerError as refusal:
            raise account.explain_limit(refusal) if refusal.status == 400 else refusal from None
        learned: Patch = {**emptied(facts), "id": upload.id, "created": upload.created or None}
        return Outcome(learned, Observation(upload, files_current=True))

    def send(self, step: Step, facts: Facts, seen: Observation) -> Done:
        """Send a part. If it is all that there is, NOMAD begins to process it at once, and nobody waits for that here.

        The token is looked at first: one that has expired is renewed now, not after gigabytes.
        """
        upload_id, goal, held = facts["id"], self._meaning.goal(facts), seen.held(facts)
        number = int(step.subject.removeprefix("part-"))
        part, following = goal.parts[number - 1], goal.parts[number : number + 1]
        files = [self._meaning.wanted.files[name] for name in missing(part, goal, held)]
        process = in_one_go(goal, facts, held)
        self._site.client.me()
        sending = Sending(step.key, files, self._emit)
        self._site.waiter.through(
            upload_id,
            lambda: self._site.client.put(upload_id, f"{step.subject}.zip", sending.body(), process=process),
        )
        if not process:
            read_ahead(self._meaning.wanted.files[name] for part in following for name in missing(part, goal, held))
            check_processed(self._site.waiter.until_idle(upload_id))
        learned: Patch = {"files": sending.facts(self._checksums), "processing": "started" if process else None}
        return Outcome(learned, files_changed(seen))

    def remove(self, step: Step, facts: Facts, seen: Observation) -> Done:
        """Take a file out."""
        name, upload_id = step.subject, facts["id"]
        self._site.waiter.through(upload_id, lambda: self._site.client.remove(upload_id, name))
        check_processed(self._site.waiter.until_idle(upload_id))
        return Outcome({"files": {name: None}, "processing": None}, files_changed(seen))

    def process(self, _: Step, facts: Facts, seen: Observation) -> Done:
        """Have everything processed together, unless that was begun already, and wait for it.

        Where that takes too long to wait for, the upload is seen to be still at work.
        """
        upload_id = facts["id"]
        if facts.get("processing") != "started":
            self._site.waiter.through(upload_id, lambda: self._site.client.process(upload_id))
        try:
            seen = self._settled(upload_id, seen)
        except StillProcessingError as overdue:
            return Outcome({"processing": "started"}, replace(seen, upload=overdue.upload))
        held = seen.held(facts)
        if held.upload.failed:
            return Outcome({"processing": None}, seen)
        learned: Patch = {"processing": "done", "generated": _generated(facts, held), "files": files_read(facts, held)}
        return Outcome(learned, seen)

    def _settled(self, upload_id: str, seen: Observation) -> Observation:
        """The upload when nothing runs. Another run of this release may have it processed once more meanwhile."""
        for _ in range(TRIES):
            self._site.waiter.until_idle(upload_id)
            seen = self._site.look(files_changed(seen), upload_id)
            if not (seen.upload and seen.upload.running):
                break
        return seen


def _generated(facts: Facts, held: Holding) -> Sequence[str] | None:
    """What processing made: all that was sent was there before, and what an earlier processing made is made again."""
    sent = facts.get("files", {}).keys() - facts.get("generated", ())
    return sorted(held.files.keys() - sent) or None


def emptied(facts: Facts) -> Patch:
    """What is true of a new upload, or of none, whatever the last one held."""
    return {"processing": None, "generated": None, "metadata": None, "files": dict.fromkeys(facts.get("files", {}))}
