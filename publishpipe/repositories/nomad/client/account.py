"""Who publishes, and whom and what the manifest calls by name: looked up once, kept in the lockfile as ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property

from publishpipe.errors import LostAnswerError, NotFoundError, ServerError
from publishpipe.model.facts import Metadata
from publishpipe.repositories.nomad.client.datasets import Dataset, Datasets
from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.client.users import Users
from publishpipe.repositories.nomad.facts import DatasetFact, Facts, Named
from publishpipe.repositories.nomad.metadata.fields import GROUPS, PEOPLE, DatasetItem, dataset_key, sign
from publishpipe.repositories.nomad.models import Upload


class Account:
    """The user behind the token, on one NOMAD."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._datasets = Datasets(client)
        self._users = Users(client)
        self._person, self._group = cache(self._users.find), cache(self._users.group)
        self._groups_of = cache(self._users.groups_of)

    @cached_property
    def id(self) -> str:
        """The user id. Raises CredentialsError if the token is not accepted."""
        return self._client.me()

    def may_write(self, upload: Upload) -> bool:
        """Whether an upload is the user's to change: as its main author, a coauthor, or through a group of these."""
        if self.id in {upload.author, *upload.coauthors}:
            return True
        return bool(upload.coauthor_groups and upload.coauthor_groups & self._groups_of(self.id))

    def people(self, metadata: Metadata, facts: Facts) -> Mapping[str, Named]:
        """The people in the metadata that are not known yet; each is asked for once."""
        return self._named(PEOPLE, metadata, facts.get("people", {}), self._person)

    def groups(self, metadata: Metadata, facts: Facts) -> Mapping[str, Named]:
        """The groups in the metadata that are not known yet; each is asked for once."""
        return self._named(GROUPS, metadata, facts.get("groups", {}), self._group)

    def unknown(self, metadata: Metadata, facts: Facts) -> tuple[str, ...]:
        """The people and groups in the metadata that are not there, in words."""
        found = []
        people, groups = (self._person, PEOPLE, facts.get("people", {})), (self._group, GROUPS, facts.get("groups", {}))
        for what, (look, fields, known) in {"user": people, "group": groups}.items():
            for word in sorted({word for name in fields for word in metadata.get(name, ())} - known.keys()):
                try:
                    look(word)
                except NotFoundError:
                    found.append(f"{what} {word}")
        return tuple(found)

    def _named(
        self, fields: Sequence[str], metadata: Metadata, known: Mapping[str, Named], find: Callable[[str], Named]
    ) -> Mapping[str, Named]:
        words = {word for name in fields for word in metadata.get(name, ())} - known.keys()
        return {word: find(word) for word in sorted(words)}

    def dataset(self, item: DatasetItem) -> DatasetFact:
        """A dataset that the manifest names, made if there is none of that name."""
        key = dataset_key(item)
        found = self._existing(item, key)
        if found:
            return found.fact()
        if not isinstance(item, str) or not _like_an_id(item):
            return self._made(key).fact(made=True)
        raise ServerError(
            f"There is no dataset with the name or id {key}.",
            hint=f"Correct it in the manifest, or write {{name: {key}}} to have a dataset of that name made.",
        )

    def _made(self, name: str) -> Dataset:
        """A new dataset. It is looked at under its name, too: a wrong id would be refused for ever."""
        made, shown = self._datasets.make(name), self._datasets.named(name, self.id)
        if shown is None or shown.id != made.id:
            raise LostAnswerError(f"NOMAD says that the new dataset {name} is {made.id}, and does not show it.")
        return made

    def _existing(self, item: DatasetItem, key: str) -> Dataset | None:
        by_id = not isinstance(item, str) and "id" in item
        found = None if by_id else self._datasets.named(key, self.id)
        if found is None and (by_id or (isinstance(item, str) and _like_an_id(item))):
            found = self._datasets.get(key)
            if found is None and by_id:
                raise ServerError(f"There is no dataset with the id {key}.", hint="Correct it in the manifest.")
        if found and found.owner != self.id:
            raise ServerError(
                f"The dataset {key} belongs to somebody else.",
                hint="Only its owner can put data into it: name one of your own.",
            )
        return found

    def made_since(self, key: str, began: str) -> DatasetFact | None:
        """A dataset that may have been made by a request at that time (UTC); None if there is none."""
        found = self._datasets.named(key, self.id)
        return found.fact(made=found.created >= began.removesuffix("Z")) if found else None

    def marked(self, marker: str) -> list[Upload]:
        """Own unpublished uploads with this mark in their name, oldest first.

        Raises:
            ServerError: there are only others' with this mark, which nobody else has: who is who was told wrong.
        """
        found = [upload for upload in self._client.unpublished() if sign(marker) in upload.name]
        own = [upload for upload in found if upload.author == self.id]
        if found and not own:
            raise ServerError(
                f"The upload {found[0].id} has the mark of this release, and NOMAD says that it is not yours.",
                hint="Run the same command again: it looks anew before it makes another.",
            )
        return own

    def explain_limit(self, refusal: ServerError) -> ServerError:
        """Why no upload could be made: NOMAD allows ten unpublished ones."""
        counted = [upload for upload in self._client.unpublished() if upload.author == self.id]
        if not counted:
            return refusal
        listed = "".join(f"\n    {upload.id}  {upload.name or '(no name)'}" for upload in counted)
        return ServerError(
            f"{refusal.message}\n  Your uploads that are not published ({len(counted)}) count:{listed}",
            status=refusal.status,
            where=refusal.where,
            hint="Publish or delete one of them, then run the same command again. publishpipe deletes nothing that "
            "it did not make.",
        )


def _like_an_id(word: str) -> bool:
    """NOMAD's own ids: 22 characters of base64 for URLs."""
    return re.fullmatch(r"[A-Za-z0-9_-]{22}", word) is not None
