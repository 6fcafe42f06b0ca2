"""One release on one NOMAD: what each step does, and how its answer is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from publishpipe.errors import ServerError
from publishpipe.files.checksums import Checksums
from publishpipe.files.local_file import LocalFile
from publishpipe.http.polling import awaited
from publishpipe.model import placeholders
from publishpipe.model.comparison import Comparison
from publishpipe.model.events import Emit
from publishpipe.model.facts import Facts, FileFact, merge
from publishpipe.model.steps import Outlook, Step
from publishpipe.repositories.base import Discarded, Wanted
from publishpipe.repositories.nomad import metadata
from publishpipe.repositories.nomad.client.waiting import StillProcessingError
from publishpipe.repositories.nomad.compare import Comparing
from publishpipe.repositories.nomad.planning import parts, verification
from publishpipe.repositories.nomad.planning.plan import outlook
from publishpipe.repositories.nomad.planning.state import Goal, extra, in_one_go, missing, remembered, to_change
from publishpipe.repositories.nomad.steps.observation import Site, View
from publishpipe.repositories.nomad.steps.publish import Publication
from publishpipe.repositories.nomad.steps.recovery import Settling
from publishpipe.repositories.nomad.steps.upload import Transfer

if TYPE_CHECKING:
    from publishpipe.http.session import Session


class NomadRelease:
    """See `repositories.base.Release`."""

    def __init__(self, session: Session, wanted: Wanted, checksums: Checksums, emit: Emit) -> None:
        self._wanted = wanted = replace(wanted, metadata=placeholders.fill(wanted.metadata, {}))
        self._checksums = checksums
        self._emit = emit
        self._site = Site(session)
        self._view = View(self._site)
        self._settling = Settling(self._site)
        self._transfer = Transfer(self._site, self._view, checksums, emit)
        self._publication = Publication(self._site, wanted.metadata)
        self._observed = False
        self._overdue: StillProcessingError | None = None

    @property
    def editing(self) -> bool:
        """Never: NOMAD changes metadata at once, without a draft."""
        return False

    @property
    def newer(self) -> None:
        """Never: NOMAD has no versions."""
        return

    def observe(self, facts: Facts) -> Facts:
        """Settle what went unanswered, then look at the upload: one request, and one for each folder of a draft."""
        learned = self._settling.settled(facts)
        known = merge(facts, learned)
        if "id" in known:
            self._view.look(known["id"])
        self._observed = True
        upload = self._view.upload
        if upload is None and known.get("versions"):
            raise ServerError(
                f"The published upload {known['id']} is not there any more.",
                hint="Ask NOMAD's support what became of it. publishpipe publishes nothing twice by itself.",
            )
        if upload is None:
            return {**learned, "id": None, **_emptied(known)}
        return {**learned, **self._published(known), **self._described(known)}

    def seen(self) -> Any:
        """What the upload, its entries and files were seen to be."""
        if self._view.upload is None:
            return None
        upload, entries = asdict(self._view.upload), map(asdict, self._view.entries)
        return [_ordered(upload), [_ordered(entry) for entry in entries], self._view.files]

    def plan(self, facts: Facts) -> Outlook:
        """See `planning.plan`."""
        seen = self._view.holding(facts) if self._view.upload else None
        return outlook(self._goal(facts), facts, seen if self._observed else remembered(facts))

    def act(self, step: Step, facts: Facts) -> Facts:
        """Do one step."""
        acts: dict[str, Callable[[Step, Facts], Facts]] = {
            "create": self._create,
            "remove": self._remove,
            "upload": self._send,
            "wait": self._process,
            "dataset": self._find_dataset,
            "describe": self._describe,
            "verify": self._verify,
            "publish": self._publish,
            "dataset-doi": self._register,
        }
        return acts[step.action](step, facts)

    def find(self, step: Step, facts: Facts) -> Facts | None:
        """Settle a lost answer; see `steps.recovery`."""
        if step.action == "publish":
            upload = self._settling.published(facts["id"])
            return self._publication.facts(upload, facts) if upload else None
        found = self._settling.found(step, facts)
        if found and step.action == "create":
            self._view.look(found["id"])
        return self._publication.registered(found, facts) if found and step.action == "dataset-doi" else found

    def judge(self, step: Step, facts: Facts) -> str:
        """After a step: was it taken as it was meant?"""
        if step.action == "create":
            self._rehearse(facts)
        if step.action == "wait" and self._overdue:
            raise self._overdue
        if step.action in {"wait", "verify"}:
            self._check_files(facts)
        if step.action in {"describe", "verify"}:
            verification.check_metadata(to_change(self._goal(facts), facts, self._view.holding(facts)))
        return ""

    def communities(self, _facts: Facts) -> Mapping[str, str]:
        """None: NOMAD has no communities."""
        return {}

    def compare(self, facts: Facts, *, download: bool) -> Comparison:
        """See `compare`: one request more than `observe` for each folder, and one for each file to download."""
        comparing = Comparing(self._site, self._view, self._checksums, self._emit)
        return comparing.compare(self._wanted, facts, download=download)

    def discard(self, facts: Facts) -> tuple[Discarded, Facts]:
        """Delete the draft, twins of it, and datasets that this release made if they are empty."""
        published = "versions" in facts
        found = not (published and "unanswered" not in facts) and self._publication.discard(self._view.upload, facts)
        left = merge(facts, {"marker": None, "unanswered": None}) if published else {}
        return "draft" if found else "", left

    def _goal(self, facts: Facts) -> Goal:
        """What is wanted; a file is read only to compare it with one of the same size that was sent."""
        sent = facts.get("files", {})
        files = {
            name: self._local(file, reread=sent.get(name, {}).get("size") == file.size and "md5" in sent[name])
            for name, file in self._wanted.files.items()
        }
        packed = parts.packed({name: file.size for name, file in files.items()}, parts.BOUND)
        return Goal(files, packed, self._wanted.metadata, self._wanted.publish, self._wanted.entries)

    def _local(self, file: LocalFile, *, reread: bool) -> FileFact:
        return FileFact(file.size, self._checksums.of(file) if reread else self._checksums.known(file))

    def _create(self, _step: Step, facts: Facts) -> Facts:
        people = self._site.account.people(self._wanted.metadata, facts)
        self._site.account.id  # noqa: B018  # looks whether the token is good
        try:
            upload = self._site.client.create(metadata.marked(self._wanted.metadata["upload_name"], facts["marker"]))
        except ServerError as refusal:
            raise self._site.account.explain_limit(refusal) if refusal.status == 400 else refusal from None
        self._view.start(upload)
        return {"id": upload.id, **people, **_emptied(facts)}

    def _rehearse(self, facts: Facts) -> None:
        """Let NOMAD say what is wrong with the metadata before the first byte of a file is sent."""
        meaning = metadata.meant(self._wanted.metadata, facts)
        names = [name for name in meaning if name != "datasets"]
        self._site.client.edit(facts["id"], metadata.edit(meaning, facts, names), only_check=True)

    def _send(self, step: Step, facts: Facts) -> Facts:
        goal, held = self._goal(facts), self._view.holding(facts)
        part = goal.parts[int(step.subject.removeprefix("part-")) - 1]
        files = [self._wanted.files[name] for name in missing(part, goal, held)]
        process = in_one_go(goal, held) and not facts.get("files")
        return self._transfer.send(step, facts["id"], files, process=process)

    def _process(self, _step: Step, facts: Facts) -> Facts:
        try:
            return self._transfer.process(facts["id"], facts)
        except StillProcessingError as overdue:
            self._overdue = overdue
            return {"processing": "started"}

    def _describe(self, _step: Step, facts: Facts) -> Facts:
        people = self._site.account.people(self._wanted.metadata, facts)
        known, upload_id = merge(facts, people), facts["id"]
        meaning = metadata.meant(self._wanted.metadata, known)
        names = to_change(self._goal(known), known, self._view.holding(known)) or ("upload_name",)
        edit = metadata.edit(meaning, known, names)
        self._site.waiter.through(upload_id, lambda: self._site.client.edit(upload_id, edit))
        verification.check_processed(self._site.waiter.until_idle(upload_id))
        awaited(
            self._site.session,
            lambda: self._view.look(upload_id),
            "looking whether the metadata shows",
            until=lambda _: not to_change(self._goal(known), known, self._view.holding(known)),
        )
        return {**people, "metadata": {name: meaning[name] for name in self._wanted.metadata}}

    def _remove(self, step: Step, facts: Facts) -> Facts:
        return self._transfer.remove(facts["id"], step.subject)

    def _find_dataset(self, step: Step, facts: Facts) -> Facts:
        items = {metadata.dataset_key(item): item for item in self._goal(facts).datasets}
        return self._site.account.dataset(items[step.subject])

    def _verify(self, _step: Step, facts: Facts) -> Facts:
        self._view.look(facts["id"])
        return {**self._view.files_read(facts), **self._published(facts)}

    def _register(self, step: Step, facts: Facts) -> Facts:
        return self._publication.register(step.subject, facts)

    def _check_files(self, facts: Facts) -> None:
        goal, held = self._goal(facts), self._view.holding(facts)
        if not held.upload.published:
            verification.check_processed(held.upload)
            sizes = {name: file.size for name, file in held.files.items()}
            verification.check_files({n: file.size for n, file in goal.files.items()}, sizes, extra(goal, facts, held))
            verification.check_entries(goal.entries, held.entries)

    def _publish(self, _step: Step, facts: Facts) -> Facts:
        for file in self._wanted.files.values():
            file.check()
        return self._publication.facts(self._publication.publish(facts), facts)

    def _described(self, facts: Facts) -> Facts:
        """The metadata, if it is as meant: an earlier run may have set it and not come to write that down."""
        if to_change(self._goal(facts), facts, self._view.holding(facts)):
            return {}
        meaning = metadata.meant(self._wanted.metadata, facts)
        return {"metadata": {name: meaning[name] for name in self._wanted.metadata}}

    def tidy(self, _facts: Facts) -> Facts:
        """Nothing: what a lost create made shows at once, and is deleted before publishing."""
        return {}

    def _published(self, facts: Facts) -> Facts:
        """What an upload seen to be published teaches, if that is news: somebody may have done that."""
        upload = self._view.upload
        return self._publication.facts(upload, facts) if upload and upload.published and "versions" not in facts else {}


def _emptied(facts: Facts) -> Facts:
    """What is true of a new upload, or of none, whatever the last one held."""
    return {**dict.fromkeys(("processing", "generated", "metadata")), "files": dict.fromkeys(facts.get("files", {}))}


def _ordered(fields: dict[str, Any]) -> dict[str, Any]:
    """The same, with sets in an order that is the same each time."""
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in fields.items()}
