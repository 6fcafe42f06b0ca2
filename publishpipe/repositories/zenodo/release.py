"""The effects of a Zenodo release: what each step does, how a lost answer is settled, how an answer is judged."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from publishpipe.checksums import Checksums
from publishpipe.errors import NotFoundError, ServerError
from publishpipe.events import Emit, Progress
from publishpipe.facts import Facts
from publishpipe.files import LocalFile
from publishpipe.http import Body, Session
from publishpipe.repositories.base import Wanted
from publishpipe.repositories.zenodo.client import Client
from publishpipe.repositories.zenodo.deposition import Deposition, Stored
from publishpipe.repositories.zenodo.judgement import files_are_stored, metadata_is_stored
from publishpipe.repositories.zenodo.metadata import pinned, with_marker
from publishpipe.repositories.zenodo.plan import (
    Goal,
    Holding,
    LocalFact,
    observed,
    outlook,
    remembered,
)
from publishpipe.steps import Outlook, Step

INDEX_LAG = 10.0  # seconds that a new deposition may take to be found by search
LOOK_EVERY = 1.0
RESENDS = 3  # of a file that arrived with other bytes than were read


class ZenodoRelease:
    """One release on one Zenodo; see `repositories.base.Release`."""

    def __init__(self, session: Session, wanted: Wanted, checksums: Checksums, emit: Emit) -> None:
        self._client = Client(session)
        self._session = session
        self._wanted = wanted
        self._checksums = checksums
        self._emit = emit
        self._observed = False
        self._seen: Deposition | None = None
        self._current = False  # nothing was changed since `_seen` was read

    def observe(self, facts: Facts) -> Facts:
        """Settle a create without an answer, then read the deposition: one request, none if nothing was begun."""
        learned: dict[str, Any] = {}
        if "create" in facts.get("intents", {}) and "id" not in facts:
            began = datetime.fromisoformat(facts["intents"]["create"])
            age = (datetime.now(UTC) - began).total_seconds()
            learned = {
                **(self._created(facts, time.monotonic() - age) or {}),
                "unanswered": True,
                "intents": {"create": None},
            }
        deposition_id = learned.get("id", facts.get("id"))
        if deposition_id and not self._current:
            self._see(self._client.get(deposition_id))
        self._observed = True
        if self._seen and self._seen.submitted and not facts.get("versions"):
            learned |= self._published(self._seen)
        elif self._seen is None and facts.get("versions"):
            raise ServerError(
                f"The published record {deposition_id} is not there any more.",
                hint="Ask Zenodo's support what became of it. publishpipe publishes nothing twice by itself.",
            )
        return learned

    def plan(self, facts: Facts) -> Outlook:
        """See `zenodo.plan`."""
        held = self._held() if self._observed else remembered(facts)
        return outlook(self._goal(held), facts, held)

    def act(self, step: Step, facts: Facts) -> Facts:
        """Do one step."""
        match step.action:
            case "create":
                return self._create(facts)
            case "upload":
                return self._upload(self._wanted.files[step.subject])
            case "remove":
                self._client.remove(facts["id"], step.subject)
                self._current = False
                return {"files": {step.subject: None}}
            case "describe":
                self._see(self._client.describe(facts["id"], self._meant(facts)))
                return self._read_back(facts)
            case "verify":
                if not self._current:
                    self._see(self._client.get(facts["id"]))
                return self._read_back(facts)
            case "publish":
                return self._publish(facts)
        raise AssertionError(step)

    def find(self, step: Step, facts: Facts) -> Facts | None:
        """Settle a create or publish whose answer was lost."""
        if step.action == "create":
            return self._created(facts, time.monotonic())
        return self._look_until_published(facts["id"])

    def judge(self, step: Step, facts: Facts) -> None:
        """After create and describe: was the metadata stored? At verify: is everything as meant?"""
        if step.action in {"create", "describe", "verify"}:
            extra = facts["marker"] if step.action == "create" else None
            metadata_is_stored(self._meant(facts, extra), self._read())
        if step.action == "verify":
            files_are_stored(self._goal(self._held()), self._read())

    def discard(self, facts: Facts) -> bool:
        """Delete the draft, and any twin of it."""
        found = self._seen is not None and not self._seen.submitted
        if found and self._seen:
            self._client.delete(self._seen.id)
        return self._delete_twins(facts) or found

    def _held(self) -> Holding | None:
        return observed(self._seen) if self._seen else None

    def _read(self) -> Deposition:
        if self._seen is None:
            raise ServerError("The deposition is gone.", hint="Run the same command again: it starts a new one.")
        return self._seen

    def _see(self, deposition: Deposition | None) -> None:
        self._seen = deposition
        self._current = True

    def _goal(self, held: Holding | None) -> Goal:
        stored = held.files if held else {}
        files = {
            name: self._local(file, reread=_same_size(file, stored.get(name)))
            for name, file in self._wanted.files.items()
        }
        return Goal(files, self._wanted.metadata, self._wanted.publish)

    def _local(self, file: LocalFile, *, reread: bool) -> LocalFact:
        """A file's size and md5; it is read only to compare it with one of the same size on the server."""
        return LocalFact(file.size, self._checksums.of(file) if reread else self._checksums.known(file))

    def _meant(self, facts: Facts, marker: str | None = None) -> dict[str, Any]:
        metadata = {**facts.get("pinned", {}), **self._wanted.metadata}
        return with_marker(metadata, marker) if marker else metadata

    def _read_back(self, facts: Facts) -> Facts:
        """What the lockfile learns from the deposition just read."""
        seen = self._read()
        gone = dict.fromkeys(facts.get("files", {}).keys() - seen.files.keys())
        files = {**gone, **seen.facts().get("files", {})}
        return {**seen.facts(), "files": files, "pinned": pinned(self._meant(facts), seen.metadata)}

    def _create(self, facts: Facts) -> Facts:
        self._see(self._client.create(self._meant(facts, facts["marker"])))
        return self._read_back(facts)

    def _created(self, facts: Facts, asked: float) -> Facts | None:
        """The deposition that a lost create made; `asked` is the monotonic time of that create."""
        while True:
            if found := self._client.marked(facts["marker"]):
                self._see(self._client.get(found[0]))
                return self._read_back(facts) if self._seen else None
            if time.monotonic() - asked > INDEX_LAG:
                return None
            self._session.sleep(LOOK_EVERY, "looking for the deposition whose answer was lost")

    def _upload(self, file: LocalFile) -> Facts:
        self._current = False
        bucket = self._read().bucket
        for _ in range(RESENDS):
            sending = _Sending(file, self._emit)
            stored = self._client.upload(bucket, file.name, Body(file.size, sending.chunks))
            if stored == (file.size, sending.md5):
                self._checksums.learn(file, sending.md5)
                return {"files": {file.name: {"size": file.size, "md5": sending.md5}}}
        raise ServerError(
            f"{file.name} arrived {RESENDS} times with other bytes than were sent, the last time with md5 {stored[1]}.",
            hint="Something on the way to the server damages data. Try from another network.",
        )

    def _publish(self, facts: Facts) -> Facts:
        for file in self._wanted.files.values():
            file.check()
        if facts.get("unanswered"):
            self._delete_twins(facts)
        try:
            deposition = self._client.publish(facts["id"])
        except NotFoundError:  # what a second publish is told, and a first one whose draft is gone
            if published := self._look_until_published(facts["id"]):
                return published
            raise
        self._see(deposition)
        return self._published(deposition)

    def _look_until_published(self, deposition_id: str) -> Facts | None:
        """Whether it is published, looked at for a while: Zenodo goes on after its gateway gave up."""
        asked = time.monotonic()
        while True:
            self._see(self._client.get(deposition_id))
            if self._seen and self._seen.submitted:
                return self._published(self._seen)
            if self._seen is None or time.monotonic() - asked > INDEX_LAG:
                return None
            self._session.sleep(LOOK_EVERY, "looking whether it was published")

    def _published(self, deposition: Deposition) -> Facts:
        return {
            **deposition.publication(),
            "marker": None,
            "unanswered": None,
            "intents": {"create": None, "publish": None},
        }

    def _delete_twins(self, facts: Facts) -> bool:
        """Delete drafts that an unanswered create of this very release made besides its own."""
        if not facts.get("unanswered"):
            return False
        twins = [found for found in self._client.marked(facts["marker"]) if found != facts.get("id")]
        for twin in twins:
            deposition = self._client.get(twin)
            if deposition and not deposition.submitted and facts["marker"] in str(deposition.metadata):
                self._client.delete(twin)
        return bool(twins)


class _Sending:
    """A file on its way: hashed while it is read, and told of."""

    def __init__(self, file: LocalFile, emit: Emit) -> None:
        self._file = file
        self._emit = emit
        self.md5 = ""

    def chunks(self) -> Iterator[bytes]:
        """The bytes, anew for each try."""
        digest, sent = hashlib.md5(usedforsecurity=False), 0
        for chunk in self._file.chunks():
            digest.update(chunk)
            sent += len(chunk)
            yield chunk
            self._emit(Progress(f"upload:{self._file.name}", sent, self._file.size))
        self.md5 = digest.hexdigest()


def _same_size(file: LocalFile, stored: Stored | None) -> bool:
    return stored is not None and stored.size == file.size
