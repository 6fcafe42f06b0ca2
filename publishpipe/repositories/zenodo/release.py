"""The effects of a Zenodo release: what is looked at, what each step does, how its answer is judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from publishpipe.checksums import Checksums
from publishpipe.errors import NotFoundError, ServerError
from publishpipe.events import Emit
from publishpipe.facts import Facts, FileFact
from publishpipe.http import Session
from publishpipe.repositories.base import Wanted
from publishpipe.repositories.zenodo.client import Client
from publishpipe.repositories.zenodo.deposition import Deposition
from publishpipe.repositories.zenodo.judgement import files_are_stored, metadata_is_stored
from publishpipe.repositories.zenodo.metadata import pinned, with_marker
from publishpipe.repositories.zenodo.plan import Goal, Holding, meant, observed, outlook, remembered
from publishpipe.repositories.zenodo.sending import send
from publishpipe.repositories.zenodo.settling import Settling
from publishpipe.steps import Outlook, Step


class ZenodoRelease:
    """One release on one Zenodo; see `repositories.base.Release`."""

    def __init__(self, session: Session, wanted: Wanted, checksums: Checksums, emit: Emit) -> None:
        self._client = Client(session)
        self._settling = Settling(self._client, session)
        self._wanted = wanted
        self._checksums = checksums
        self._emit = emit
        self._observed = False
        self._seen: Deposition | None = None
        self._current = False  # nothing was changed since `_seen` was read

    @property
    def editing(self) -> bool:
        """Whether somebody has opened an edit of the published record."""
        return self._seen is not None and self._seen.state == "inprogress"

    def observe(self, facts: Facts) -> Facts:
        """Settle a create without an answer, then read the deposition: one request, none if nothing was begun."""
        learned: dict[str, Any] = {}
        self._observed = True
        if "create" in facts.get("intents", {}):
            learned = {"unanswered": True, "intents": {"create": None}}
            self._see(self._settling.created_earlier(facts))
        if self._seen is None and "id" in facts:
            self._see(self._client.get(facts["id"]))
        if self._seen is not None:
            if self._seen.submitted and not facts.get("versions"):
                return {**learned, **self._published(facts)}
            return {**learned, **self._read_back(facts)} if learned else {}
        if facts.get("versions"):
            raise ServerError(
                f"The published record {facts['id']} is not there any more.",
                hint="Ask Zenodo's support what became of it. publishpipe publishes nothing twice by itself.",
            )
        return {**learned, **_without_draft(facts)}

    def plan(self, facts: Facts) -> Outlook:
        """See `zenodo.plan`."""
        held = self._held() if self._observed else remembered(facts)
        return outlook(self._goal(held), facts, held)

    def act(self, step: Step, facts: Facts) -> Facts:
        """Do one step."""
        acts: dict[str, Callable[[str, Facts], Facts]] = {
            "create": self._create,
            "remove": self._remove,
            "upload": self._upload,
            "describe": self._describe,
            "verify": self._verify,
            "publish": self._publish,
        }
        return acts[step.action](step.subject, facts)

    def find(self, step: Step, facts: Facts) -> Facts | None:
        """Settle a create or publish whose answer was lost."""
        if step.action == "create":
            self._see(self._settling.created(facts["marker"]))
            return self._read_back(facts) if self._seen else None
        self._see(self._settling.published(facts["id"]) or self._seen)
        return self._published(facts) if self._read().submitted else None

    def judge(self, step: Step, facts: Facts) -> None:
        """After create and describe: was the metadata stored? At verify: is everything as meant?"""
        if step.action == "create":
            metadata_is_stored(self._marked(facts), self._read())
        if step.action in {"describe", "verify"}:
            metadata_is_stored(self._meant(facts), self._read())
        if step.action == "verify":
            files_are_stored(self._goal(self._held()), self._read())

    def discard(self, facts: Facts) -> bool:
        """Delete the draft if it is one, and any twin of it that a lost create made."""
        draft = self._seen if self._seen and not self._seen.submitted else None
        if draft:
            self._client.delete(draft.id)
        return self._settling.delete_twins(facts) or draft is not None

    def _create(self, _: str, facts: Facts) -> Facts:
        self._see(self._client.create(self._marked(facts)))
        return self._read_back(facts)

    def _remove(self, name: str, facts: Facts) -> Facts:
        self._current = False
        self._client.remove(facts["id"], name)
        return {"files": {name: None}}

    def _upload(self, name: str, _facts: Facts) -> Facts:
        self._current = False
        file = self._wanted.files[name]
        md5 = send(self._client, self._read().bucket, file, self._emit)
        self._checksums.learn(file, md5)
        return {"files": {name: {"size": file.size, "md5": md5}}}

    def _describe(self, _: str, facts: Facts) -> Facts:
        self._see(self._client.describe(facts["id"], self._meant(facts)))
        return self._read_back(facts)

    def _verify(self, _: str, facts: Facts) -> Facts:
        if not self._current:
            self._see(self._client.get(facts["id"]))
        return self._read_back(facts)

    def _publish(self, _: str, facts: Facts) -> Facts:
        for file in self._wanted.files.values():
            file.check()
        self._settling.delete_twins(facts)
        try:
            self._see(self._client.publish(facts["id"]))
        except NotFoundError:  # what a second publish is told, and a first one whose draft is gone
            self._see(self._settling.published(facts["id"]))
            if not self._seen:
                raise
        return self._published(facts)

    def _see(self, deposition: Deposition | None) -> None:
        self._seen = deposition
        self._current = True

    def _held(self) -> Holding | None:
        return observed(self._seen) if self._seen else None

    def _read(self) -> Deposition:
        if self._seen is None:
            raise ServerError("The deposition is gone.", hint="Run the same command again: it starts a new one.")
        return self._seen

    def _meant(self, facts: Facts) -> dict[str, Any]:
        return meant(self._wanted.metadata, facts)

    def _marked(self, facts: Facts) -> dict[str, Any]:
        return with_marker(self._meant(facts), facts["marker"])

    def _goal(self, held: Holding | None) -> Goal:
        """What is wanted. A file is read only to compare it with one of the same size on the server."""
        stored = held.files if held else {}
        files = {}
        for name, file in self._wanted.files.items():
            comparable = name in stored and stored[name].size == file.size
            files[name] = FileFact(file.size, self._checksums.of(file) if comparable else self._checksums.known(file))
        return Goal(files, self._wanted.metadata, self._wanted.publish)

    def _read_back(self, facts: Facts) -> Facts:
        """What the lockfile learns from the deposition just read."""
        seen = self._read()
        gone = dict.fromkeys(facts.get("files", {}).keys() - seen.files.keys())
        files = {**gone, **seen.facts().get("files", {})}
        return {**seen.facts(), "files": files, "pinned": pinned(self._meant(facts), seen.metadata)}

    def _published(self, facts: Facts) -> Facts:
        """What publication teaches. The marker of an unanswered create stays: a twin may show even later."""
        settled = {"intents": {"create": None, "publish": None}}
        return {**self._read().publication(), **settled, **({} if facts.get("unanswered") else {"marker": None})}


def _without_draft(facts: Facts) -> Facts:
    """What is to be forgotten of a draft that somebody deleted."""
    gone = dict.fromkeys(name for name in ("id", "concept_id", "doi", "metadata") if name in facts)
    return {**gone, "files": dict.fromkeys(facts["files"])} if "files" in facts else gone
