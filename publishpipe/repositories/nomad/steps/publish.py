"""What cannot be undone, publish and dataset-doi, and what can: discard."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from publishpipe.errors import NotFoundError, PublishPipeError, ServerError
from publishpipe.http.polling import LOOK_EVERY, awaited
from publishpipe.model.facts import Metadata, Version, joined, merge
from publishpipe.model.steps import Step
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.nomad.client.waiting import BUSY
from publishpipe.repositories.nomad.facts import DatasetFact, Facts, Patch
from publishpipe.repositories.nomad.goal import Meaning
from publishpipe.repositories.nomad.metadata.fields import dataset_key, named_datasets
from publishpipe.repositories.nomad.models import Upload
from publishpipe.repositories.nomad.planning.observation import Observation, files_stored
from publishpipe.repositories.nomad.steps.lookalikes import Lookalikes
from publishpipe.repositories.nomad.steps.site import Site, confirm_published
from publishpipe.repositories.nomad.steps.upload import Done, emptied
from publishpipe.repositories.rivals import looked_for_at, must_give_way

AGAIN = "Run the same command again; if it fails the same way, ask NOMAD's support."


class Publication:
    """The steps `publish` and `dataset-doi`, and their opposite as long as there is one."""

    def __init__(self, site: Site, meaning: Meaning) -> None:
        self._site = site
        self._meaning = meaning
        self._lookalikes = Lookalikes(site, meaning)

    def publish(self, _: Step, facts: Facts, seen: Observation) -> Done:
        """Publish the upload; duplicates of it that a create without an answer left are deleted first."""
        for file in self._meaning.wanted.files.values():
            file.check()
        if self._is_second(facts):
            return self._give_way(facts)
        self.delete_duplicates(facts)
        upload = self._publish(facts["id"])
        try:
            seen = self._site.look(seen, facts["id"])
        except PublishPipeError:  # it is published, whatever goes wrong since
            return self.published(facts, replace(seen, upload=upload))
        confirm_published(seen.upload, facts["id"])
        return self.published(facts, seen)

    def _is_second(self, facts: Facts) -> bool:
        """Whether another run of this release was first. Raises LookalikeError: see `rivals.must_give_way`."""
        wanted = self._meaning.wanted
        if wanted.rehearsal:
            return False
        return must_give_way(
            self._lookalikes.described(self._lookalikes.rivals(facts)),
            since=looked_for_at(self._site.session.base_url, wanted, facts),
            files=len(wanted.files),
            state=f"The upload {facts['id']} is complete, and not published.",
        )

    def _give_way(self, facts: Facts) -> Done:
        """Another run of this release began before this one: this one's draft goes."""
        self._delete(facts["id"])
        gone: Patch = {**emptied(facts), "id": None, "created": None, "marker": None, "unanswered": None}
        return Outcome(gone, Observation())

    def published(self, facts: Facts, seen: Observation) -> Done:
        """What an upload seen to be public teaches: its files are read back, as NOMAD may have dropped some."""
        if seen.upload is None:
            return Outcome({}, seen)
        known = facts_of(seen.upload, facts, self._meaning.wanted.metadata)
        return Outcome(joined(known, self._read_back(facts, seen.upload.id)), seen)

    def _read_back(self, facts: Facts, upload_id: str) -> Patch:
        """What became of its files. That it is published is true whether they can be listed or not."""
        try:
            sizes = self._site.client.files(upload_id)
            if self._lost(facts, sizes):  # one witness is not enough
                self._site.session.sleep(LOOK_EVERY, "looking once more for what NOMAD dropped")
                sizes = self._site.client.files_by_folder(upload_id)
        except PublishPipeError:
            return {"unread": True}
        read: Patch = {"files": files_stored(facts, sizes), "lost": self._lost(facts, sizes) or None, "unread": None}
        made = sorted(sizes.keys() - self._meaning.wanted.files.keys())
        return {**read, "generated": made or None} if "marker" in facts else read

    def _lost(self, facts: Facts, sizes: Mapping[str, int]) -> list[str]:
        """The files that were sent, and are neither there as they were nor as they are here now."""
        here, sent = self._meaning.wanted.files, facts.get("files", {})
        both = sorted(here.keys() & sent.keys())
        return [name for name in both if sizes.get(name) not in (sent[name]["size"], here[name].size)]

    def _publish(self, upload_id: str) -> Upload:
        months = self._meaning.wanted.metadata.get("embargo_length")
        embargo = None if months is None else int(months)
        try:
            self._site.waiter.through(upload_id, lambda: self._site.client.publish(upload_id, embargo))
        except ServerError as refusal:
            upload = self._site.client.get(upload_id)
            if refusal.status in BUSY and upload and upload.published:
                return upload
            raise
        upload = self._site.waiter.until_idle(upload_id)
        if not upload.published:
            raise ServerError(
                f"NOMAD did not publish the upload {upload_id}: {' '.join(upload.errors) or upload.message}",
                hint=AGAIN,
            )
        return upload

    def register(self, step: Step, facts: Facts, seen: Observation) -> Done:
        """Give a dataset a DOI."""
        known = facts["datasets"][step.subject]
        author = self._site.client.name()  # before: it may fail
        doi = self._registered(known["id"])
        if not doi:
            raise ServerError(
                f"NOMAD answered with success, but the dataset {step.subject} has no DOI.",
                hint=AGAIN,
            )
        learned = self.registered(step.subject, {**known, "doi": doi}, facts)
        return Outcome({**learned, "author": author} if author else learned, seen)

    def _registered(self, dataset_id: str) -> str:
        """Its DOI, registered now; or by somebody else since it was looked at."""
        try:
            return self._site.datasets.register_doi(dataset_id).doi
        except ServerError as refusal:
            there = self._site.datasets.get(dataset_id) if refusal.status == 400 else None
            if there and there.doi:
                return there.doi
            raise

    def registered(self, key: str, dataset: DatasetFact, facts: Facts) -> Patch:
        """A dataset's DOI, and what follows for the upload's own."""
        return self.with_doi({"datasets": {key: dataset}}, facts)

    def with_doi(self, learned: Patch, facts: Facts) -> Patch:
        """What was learned of datasets, and what follows for the upload's own DOI: it has its first dataset's."""
        return {**learned, **_doi(merge(facts, learned), self._meaning.wanted.metadata)}

    def discard(self, facts: Facts, seen: Observation) -> bool:
        """Delete the unpublished upload, duplicates of it, and datasets that this release made if they are empty."""
        found = seen.upload is not None and not seen.upload.published
        if found:
            self._delete(facts["id"])
        found = self.delete_duplicates(facts) or found
        made = [dataset["id"] for dataset in facts.get("datasets", {}).values() if dataset.get("made")]
        for dataset_id in made:
            if self._is_empty(dataset_id):
                self._site.datasets.delete(dataset_id)
                found = True
        return found

    def delete_duplicates(self, facts: Facts) -> bool:
        """Delete uploads that an unanswered create of this very release made besides its own."""
        if not facts.get("unanswered"):
            return False
        marked = self._site.account.marked(facts["marker"])
        younger = [one for one in marked if one.id != facts.get("id") and one.created >= facts.get("created", "")]
        duplicates = self._lookalikes.parts(younger)
        for duplicate in duplicates:
            self._delete(duplicate)
        return bool(duplicates)

    def _delete(self, upload_id: str) -> None:
        with suppress(NotFoundError):  # an earlier deletion was under way
            self._site.waiter.through(upload_id, lambda: self._site.client.delete(upload_id))
        if not self._site.waiter.is_gone(upload_id):
            raise ServerError(f"NOMAD did not delete the upload {upload_id}.", hint=AGAIN)

    def _is_empty(self, dataset_id: str) -> bool:
        """Whether nothing is in a dataset; the entries of an upload just deleted may show for a moment."""
        reason = "looking whether the dataset is empty"
        return awaited(self._site.session, lambda: self._site.datasets.is_empty(dataset_id), reason)


def facts_of(upload: Upload, facts: Facts, metadata: Metadata) -> Patch:
    """What the lockfile keeps of a published upload."""
    version: Version = {"id": upload.id, "doi": None, "version": None, "published_at": upload.published_at or ""}
    learned: Patch = {
        "versions": [version],
        "marker": None,
        "unanswered": None,
        "intents": {"create": None, "publish": None},
    }
    return {**learned, **_doi(merge(facts, {"versions": [version]}), metadata)}


def _doi(facts: Facts, metadata: Metadata) -> Patch:
    known, versions = facts.get("datasets", {}), facts.get("versions")
    names = [name for name in map(dataset_key, named_datasets(metadata)) if name in known]
    doi = next((known[name]["doi"] for name in names if known[name].get("doi")), None)
    return {"doi": doi, "versions": [{**versions[-1], "doi": doi}]} if doi and versions else {}
