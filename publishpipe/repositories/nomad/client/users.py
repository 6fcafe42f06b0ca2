"""NOMAD's calls about users."""

from __future__ import annotations

from publishpipe.errors import NotFoundError, understood
from publishpipe.model import shapes
from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.facts import Person


class Users:
    """Calls about the users of one NOMAD."""

    def __init__(self, client: Client) -> None:
        self._call = client.call

    def find(self, word: str) -> Person:
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


def _is_id(word: str) -> bool:
    """Keycloak's ids are UUIDs."""
    return [len(part) for part in word.split("-")] == [8, 4, 4, 4, 12]
