"""The steps on the metadata of an upload: dataset and describe; and what NOMAD says of it before anything is sent."""

from __future__ import annotations

from publishpipe.http.polling import awaited
from publishpipe.model.facts import merge
from publishpipe.model.steps import Step
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.nomad.facts import DatasetFact, Facts, Patch
from publishpipe.repositories.nomad.goal import Meaning
from publishpipe.repositories.nomad.metadata import fields
from publishpipe.repositories.nomad.planning import readback
from publishpipe.repositories.nomad.planning.observation import Observation
from publishpipe.repositories.nomad.steps.site import Site
from publishpipe.repositories.nomad.steps.upload import Done


class Describing:
    """What is said of an upload and its entries."""

    def __init__(self, site: Site, meaning: Meaning) -> None:
        self._site = site
        self._meaning = meaning

    def rehearse(self, facts: Facts) -> None:
        """Let NOMAD say what is wrong with the metadata before the first byte of a file is sent."""
        meaning = self._meaning.metadata(merge(facts, self._people(facts)))
        self._site.client.edit(facts["id"], fields.trial(meaning), only_check=True)

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        """Whom of those that the manifest names NOMAD does not know: one request for each, which `rehearse` saves."""
        return self._site.account.unknown(self._meaning.wanted.metadata, facts)

    def find_dataset(self, step: Step, _: Facts, seen: Observation) -> Done:
        """The dataset that the manifest names, made if there is none."""
        items = {fields.dataset_key(item): item for item in self._meaning.datasets}
        return Outcome({"datasets": {step.subject: self._site.account.dataset(items[step.subject])}}, seen)

    def datasets_now(self, facts: Facts, seen: Observation) -> Patch:
        """What became of known datasets, which others may delete or give a DOI: one request for each that may matter.

        One that has a DOI stays, and one that all entries are in is there.
        """
        known, learned = facts.get("datasets", {}), dict[str, DatasetFact | None]()
        for item in self._meaning.datasets:
            fact = known.get(fields.dataset_key(item))
            if fact and "doi" not in fact and (fields.wants_doi(item) or not seen.has_dataset(fact["id"])):
                found = self._site.datasets.get(fact["id"])
                learned[fields.dataset_key(item)] = {**fact, **found.fact()} if found else None
        gone = {known[key]["id"] for key, fact in learned.items() if fact is None}
        return {"datasets": learned, **_without(gone, facts)} if learned else {}

    def describe(self, _: Step, facts: Facts, seen: Observation) -> Done:
        """Edit the fields that are not as wanted, and wait until that shows."""
        people = self._people(facts)
        known, upload_id = merge(facts, people), facts["id"]
        names = self._meaning.wrong(known, seen) or ("upload_name",)
        edit = fields.edit(self._meaning.metadata(known), known, names, seen.entries)
        self._site.waiter.through(upload_id, lambda: self._site.client.edit(upload_id, edit))
        readback.check_processed(self._site.waiter.until_idle(upload_id))
        seen = awaited(
            self._site.session,
            lambda: self._site.look(seen, upload_id),
            "looking whether the metadata shows",
            until=lambda now: not self._meaning.wrong(known, now),
        )
        return Outcome({**people, **self._meaning.described(known)}, seen)

    def _people(self, facts: Facts) -> Patch:
        """Whom the manifest names. They are kept once they are set: a wrong id would be refused for ever."""
        wanted, account = self._meaning.wanted.metadata, self._site.account
        return {"people": account.people(wanted, facts), "groups": account.groups(wanted, facts)}


def _without(datasets: set[str], facts: Facts) -> Patch:
    """The recorded metadata without datasets that are gone: nothing can be taken out of them any more."""
    described = facts.get("metadata", {})
    if datasets.isdisjoint(described.get("datasets", ())):
        return {}
    left = [dataset for dataset in described["datasets"] if dataset not in datasets]
    return {"metadata": {**described, "datasets": left}}
