"""One release on one Shelf."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.errors import ServerError
from publishpipe.files.checksums import Checksums
from publishpipe.http.session import Session
from publishpipe.model.comparison import Comparison, compared
from publishpipe.model.events import Emit
from publishpipe.model.facts import FileFact, Version
from publishpipe.model.listing import ShareLink
from publishpipe.model.page import Page
from publishpipe.model.plan import Outlook
from publishpipe.model.steps import Step
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.file_comparison import held_files
from publishpipe.repositories.values import Discarded, Wanted
from tests.repositories.shelf.client import Box, Client
from tests.repositories.shelf.facts import Facts, Patch
from tests.repositories.shelf.planning import Goal, Observation, outlook

Done = Outcome[Patch, Observation]


class ShelfRelease:
    """See `repositories.base.Release`."""

    def __init__(
        self, session: Session, wanted: Wanted, checksums: Checksums, emit: Emit, _known: object = None
    ) -> None:
        self._client = Client(session)
        self._wanted = wanted
        self._checksums = checksums
        self._emit = emit

    def observe(self, facts: Facts) -> Done:
        begun = facts.get("intents", {})
        if "create" in begun and "id" not in facts:
            found = self._client.marked(facts["marker"])
            box = found[0] if found else None
        else:
            box = self._client.get(facts["id"]) if "id" in facts else None
        learned: Patch = _learned(box) if box else {"id": None, "files": dict.fromkeys(facts.get("files", {}))}
        return Outcome({**learned, "intents": dict.fromkeys(begun)}, Observation(box))

    def plan(self, facts: Facts, seen: Observation | None) -> Outlook:
        if seen is None and "id" in facts:
            files = {name: FileFact(file["size"], file["sha256"]) for name, file in facts.get("files", {}).items()}
            sealed = "sealed" if facts.get("versions") else ""
            remembered = Box(facts["id"], self._wanted.metadata["label"], facts.get("note", ""), files, sealed)
            return outlook(self._goal(), remembered)
        return outlook(self._goal(), seen.box if seen else None)

    def page(self, facts: Facts) -> Page:
        return Page(self._wanted.metadata["label"], "label", (), (), (), (), f"Box {facts.get('id', '')}")

    def act(self, step: Step, facts: Facts, seen: Observation) -> Done:
        files, metadata = self._wanted.files, self._wanted.metadata
        match step.action:
            case "create":
                box = self._client.create(facts["marker"])
            case "remove":
                box = self._client.remove(facts["id"], step.subject)
            case "upload":
                box = self._client.put(facts["id"], files[step.subject])
            case "describe":
                box = self._client.describe(facts["id"], metadata["label"], metadata.get("note", ""))
            case _:
                box = self._client.seal(facts["id"])
        gone: Patch = {"files": dict.fromkeys(facts.get("files", {}))}
        learned = _learned(box)
        return Outcome({**learned, "files": {**gone["files"], **learned["files"]}}, Observation(box))

    def find(self, step: Step, facts: Facts, seen: Observation) -> Done:
        if step.action == "create":
            found = self._client.marked(facts["marker"])
        else:
            box = self._client.get(facts["id"])
            found = [box] if box and box.sealed_at else []
        return Outcome(_learned(found[0]), Observation(found[0])) if found else Outcome({}, seen, happened=False)

    def judge(self, step: Step, facts: Facts, seen: Observation) -> str:
        wrong = self._goal().wrong_files(seen.box) if seen.box and step.action == "describe" else ()
        if wrong:
            raise ServerError(f"Shelf has other files: {', '.join(wrong)}")
        return ""

    def tidy(self, facts: Facts) -> Patch:
        return {}

    def communities(self, facts: Facts) -> Mapping[str, str]:
        return {}

    def datasets(self, facts: Facts) -> Mapping[str, str | None]:
        return {}

    def share_links(self, facts: Facts, seen: Observation) -> tuple[ShareLink, ...]:
        return ()

    def compare(self, facts: Facts, seen: Observation, *, download: bool) -> Comparison:
        box, here = seen.box, {"label": "", "note": "", **self._wanted.metadata}
        return Comparison(
            id=box.id if box else None,
            published=bool(box and box.sealed_at),
            files=held_files(self._wanted.files, self._checksums, box.files if box else {}, None, self._emit),
            fields=compared(
                here,
                {"label": box.label, "note": box.note} if box else {},
                self._goal().wrong_fields(box) if box else here,
            ),
        )

    def discard(self, facts: Facts, seen: Observation) -> tuple[Discarded, Facts]:
        if seen.box is None or seen.box.sealed_at:
            return "", facts
        self._client.delete(seen.box.id)
        return "draft", {}

    def _goal(self) -> Goal:
        files = {name: FileFact(file.size, self._checksums.of(file)) for name, file in self._wanted.files.items()}
        return Goal(files, self._wanted.metadata, self._wanted.publish)


def _learned(box: Box) -> Patch:
    learned: Patch = {"id": box.id, "files": box.stored(), "note": box.note or None}
    if not box.sealed_at:
        return learned
    version: Version = {"id": box.id, "doi": f"10.5555/shelf.{box.id}", "published_at": box.sealed_at}
    return {**learned, "versions": [version], "doi": f"10.5555/shelf.{box.id}", "marker": None}
