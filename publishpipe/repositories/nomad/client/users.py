"""NOMAD's calls about users and their groups."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.errors import NotFoundError, ServerError, understood
from publishpipe.model import shapes
from publishpipe.repositories.nomad.client.uploads import PAGE, Client
from publishpipe.repositories.nomad.facts import Named
from publishpipe.repositories.nomad.models import ID

EVERYBODY = "all"


class Users:
    """Calls about the users of one NOMAD."""

    def __init__(self, client: Client) -> None:
        self._call = client.call

    def find(self, word: str) -> Named:
        """The id, and the name if it is told, of whom an e-mail address or user name stands for.

        A word that is neither is taken for an id, which the server then judges itself: asking for an unknown one
        makes it crash. Raises NotFoundError.
        """
        if _is_id(word):
            return {"id": word}
        kind = "email" if "@" in word else "username"
        answer = self._call("GET", "users", params={kind: word})
        with understood():
            found = shapes.items(answer["data"])
        if not found:
            raise NotFoundError(
                f"NOMAD knows no user {word}.",
                hint="Ask them to log in to this NOMAD once, or correct the name in the manifest.",
            )
        with understood():
            user_id, name = shapes.word(found[0]["user_id"]), shapes.optional(found[0].get("name"))
        return {"id": user_id, "name": name} if name else {"id": user_id}

    def group(self, word: str) -> Named:
        """The group with this id, or of exactly this name; `all` is everybody. Raises NotFoundError, ServerError."""
        if word == EVERYBODY:
            return {"id": word}
        found = [group for group in self._groups(search_terms=word) if group.get("name") == word]
        found = found or [group for group in self._groups(group_id=word) if group["id"] == word]
        if len(found) > 1:
            numbers = ", ".join(group["id"] for group in found)
            raise ServerError(f"NOMAD knows several groups {word}: {numbers}.", hint="Name one of them by its id.")
        if not found:
            raise NotFoundError(f"NOMAD knows no group {word}.", hint="Correct its name or id in the manifest.")
        return found[0]

    def groups_of(self, user_id: str) -> frozenset[str]:
        """The ids of the groups that a user belongs to."""
        return frozenset(group["id"] for group in self._groups(user_id=user_id))

    def _groups(self, **wanted: str) -> Iterator[Named]:
        answer = self._call("GET", "groups", params={**wanted, "page_size": PAGE})
        with understood():
            for group in shapes.items(answer["data"]):
                name = shapes.optional(group.get("group_name"))
                yield {"id": shapes.matching(group["group_id"], ID), "name": name}


def _is_id(word: str) -> bool:
    """Keycloak's ids are UUIDs."""
    return [len(part) for part in word.split("-")] == [8, 4, 4, 4, 12]
