"""What cannot be undone, publish and dataset-doi, and what can: discard."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from publishpipe.errors import NotFoundError, ServerError
from publishpipe.http.polling import awaited
from publishpipe.model.facts import Facts, merge
from publishpipe.repositories.nomad.metadata import dataset_key
from publishpipe.repositories.nomad.models import Upload
from publishpipe.repositories.nomad.steps.observation import Site

AGAIN = "Run the same command again; if it fails the same way, ask NOMAD's support."


class Publication:
    """The steps `publish` and `dataset-doi`, and their opposite as long as there is one."""

    def __init__(self, site: Site, metadata: Mapping[str, Any]) -> None:
        self._site = site
        self._metadata = metadata

    def publish(self, facts: Facts) -> Upload:
        """Publish the upload; twins of it that an unanswered create left are deleted first."""
        self.delete_twins(facts)
        upload_id = facts["id"]
        months = self._metadata.get("embargo_length")
        embargo = None if months is None else int(months)
        try:
            self._site.waiter.through(upload_id, lambda: self._site.client.publish(upload_id, embargo))
        except ServerError as refusal:
            upload = self._site.client.get(upload_id)
            if refusal.status == 400 and upload and upload.published:
                return upload
            raise
        upload = self._site.waiter.until_idle(upload_id)
        if not upload.published:
            raise ServerError(
                f"NOMAD did not publish the upload {upload_id}: {' '.join(upload.errors) or upload.message}",
                hint=AGAIN,
            )
        return upload

    def facts(self, upload: Upload, facts: Facts) -> Facts:
        """What the lockfile keeps of a published upload."""
        version = {"id": upload.id, "doi": None, "version": None, "published_at": upload.published_at}
        settled = {"marker": None, "unanswered": None, "intents": {"create": None, "publish": None}}
        return {"versions": [version], **settled, **self._doi(merge(facts, {"versions": [version]}))}

    def register(self, key: str, facts: Facts) -> Facts:
        """Give a dataset a DOI."""
        known = facts["datasets"][key]
        doi = self._site.datasets.register_doi(known["id"]).doi
        if not doi:
            raise ServerError(
                f"NOMAD answered with success, but the dataset {key} has no DOI.",
                hint=AGAIN,
            )
        return self.registered({"datasets": {key: {**known, "doi": doi}}}, facts)

    def registered(self, learned: Facts, facts: Facts) -> Facts:
        """Facts about a dataset's DOI, and what follows for the upload's own: it has its first dataset's."""
        return {**learned, **self._doi(merge(facts, learned))}

    def _doi(self, facts: Facts) -> Facts:
        known = facts.get("datasets", {})
        names = map(dataset_key, self._metadata.get("datasets", ()))
        doi = next((known[name]["doi"] for name in names if known.get(name, {}).get("doi")), None)
        versions = facts.get("versions")
        return {"doi": doi, "versions": [{**versions[-1], "doi": doi}]} if doi and versions else {}

    def discard(self, upload: Upload | None, facts: Facts) -> bool:
        """Delete the unpublished upload, twins of it, and datasets that this release made if they are empty."""
        found = upload is not None and not upload.published
        if found:
            self._delete(facts["id"])
        found = self.delete_twins(facts) or found
        made = [dataset["id"] for dataset in facts.get("datasets", {}).values() if dataset.get("made")]
        for dataset_id in made:
            if self._is_empty(dataset_id):
                self._site.datasets.delete(dataset_id)
                found = True
        return found

    def delete_twins(self, facts: Facts) -> bool:
        """Delete uploads that an unanswered create of this very release made besides its own."""
        if not facts.get("unanswered"):
            return False
        twins = [upload.id for upload in self._site.account.marked(facts["marker"]) if upload.id != facts.get("id")]
        for twin in twins:
            self._delete(twin)
        return bool(twins)

    def _delete(self, upload_id: str) -> None:
        with suppress(NotFoundError):  # an earlier deletion was under way
            self._site.waiter.through(upload_id, lambda: self._site.client.delete(upload_id))
        if not self._site.waiter.is_gone(upload_id):
            raise ServerError(f"NOMAD did not delete the upload {upload_id}.", hint=AGAIN)

    def _is_empty(self, dataset_id: str) -> bool:
        """Whether nothing is in a dataset; the entries of an upload just deleted may show for a moment."""
        reason = "looking whether the dataset is empty"
        return awaited(self._site.session, lambda: self._site.datasets.is_empty(dataset_id), reason)
