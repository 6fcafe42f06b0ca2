"""NOMAD's calls about datasets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from publishpipe.errors import NotFoundError, made, understood
from publishpipe.http.request import Body
from publishpipe.model import shapes
from publishpipe.model.facts import Metadata
from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.facts import DatasetFact
from publishpipe.repositories.nomad.models import ID


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset as the server showed it."""

    id: str
    name: str
    owner: str
    doi: str
    created: str

    @classmethod
    def of(cls, data: Metadata) -> Dataset:
        """Read an answer. Raises ServerError if it is not a dataset."""
        with understood():
            time = data.get("dataset_create_time")
            return cls(
                shapes.matching(data["dataset_id"], ID),
                shapes.optional(data.get("dataset_name")),
                shapes.text(data["user_id"]),
                shapes.doi(data.get("doi")),
                shapes.moment(time) if time else "",
            )

    def fact(self, *, made: bool = False) -> DatasetFact:
        """What the lockfile keeps of it."""
        fact: DatasetFact = {"id": self.id}
        if self.doi:
            fact["doi"] = self.doi
        if made:
            fact["made"] = True
        return fact


class Datasets:
    """Calls to the datasets of one NOMAD."""

    def __init__(self, client: Client) -> None:
        self._call = client.call

    def named(self, name: str, owner: str) -> Dataset | None:
        """The dataset of that name that this user owns; others may own one of the same name."""
        answer = self._call("GET", "datasets/", params={"dataset_name": name, "user_id": owner})
        found = map(Dataset.of, _data(answer))
        return next((dataset for dataset in found if (dataset.name, dataset.owner) == (name, owner)), None)

    def with_doi(self, doi: str) -> Dataset | None:
        """The dataset with that DOI; the entries in it do not tell theirs for a while."""
        found = map(Dataset.of, _data(self._call("GET", "datasets/", params={"doi": doi})))
        return next((dataset for dataset in found if dataset.doi.lower() == doi.lower()), None)

    def get(self, dataset_id: str) -> Dataset | None:
        """The dataset, or None if NOMAD says that there is none."""
        try:
            answer = self._call("GET", _dataset(dataset_id))
        except NotFoundError:
            return None
        return _one(answer)

    def make(self, name: str) -> Dataset:
        """A new dataset, public at once. Refused if there is one of that name."""
        body = Body.json({"dataset_name": name, "dataset_type": "owned"})
        return made(self._call("POST", "datasets/", body), _one)

    def register_doi(self, dataset_id: str) -> Dataset:
        """Give a dataset a DOI, for ever. Refused if it is empty, holds unpublished entries, or has one."""
        return made(self._call("POST", f"{_dataset(dataset_id)}/action/doi"), _one)

    def is_empty(self, dataset_id: str) -> bool:
        """Whether no entry that this user may see is in it."""
        params: dict[str, str | int] = {"owner": "visible", "datasets.dataset_id": dataset_id, "page_size": 1}
        answer = self._call("GET", "entries", params=params)
        with understood():
            return shapes.count(answer["pagination"]["total"]) == 0

    def delete(self, dataset_id: str) -> None:
        """Delete a dataset, taking its entries out of it; fine if it is gone already."""
        try:
            self._call("DELETE", _dataset(dataset_id))
        except NotFoundError:
            return


def _data(answer: shapes.Answer) -> Sequence[shapes.Answer]:
    with understood():
        return shapes.items(answer["data"])


def _one(answer: shapes.Answer) -> Dataset:
    with understood():
        return Dataset.of(answer["data"])


def _dataset(dataset_id: str) -> str:
    return f"datasets/{quote(dataset_id, safe='')}"
