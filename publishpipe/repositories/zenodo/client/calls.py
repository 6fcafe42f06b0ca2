"""A call to one Zenodo: a refusal is told apart from a bad token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Unpack

from publishpipe.errors import CredentialsError, LostAnswerError, ServerError
from publishpipe.http.request import Begin, Body, Options
from publishpipe.model import shapes
from publishpipe.repositories.zenodo.servers import GUIDE

if TYPE_CHECKING:
    from publishpipe.http.session import Session

AS_A_GUEST = "Please use authenticated requests"  # what a search for own drafts gets with a bad token
NATIVE = "application/vnd.inveniordm.v1+json"
MORE_ROOM = (
    "Take more room for the draft on its page (or send less), and run the same command again: it goes on from here."
)


class Calls:
    """Requests below the base URL of one Zenodo."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def call(self, method: str, path: str, body: Body | None = None, **options: Unpack[Options]) -> shapes.Answer:
        """See `Session.call`."""
        with self._explained():
            return self.session.call(method, path, body, **options)

    def native(self, method: str, path: str, body: Body | None = None, **options: Unpack[Options]) -> shapes.Answer:
        """The same of the native API: plain JSON is answered in the shape of the old API, with less in it."""
        options["accept"] = NATIVE
        return self.call(method, path, body, **options)

    def download(self, path: str, begin: Begin) -> None:
        """See `Session.download`."""
        with self._explained():
            self.session.download(path, begin)

    def refusal(self, where: str) -> ServerError:
        """What is shown to everybody and may not be changed. Raises CredentialsError if the token is not accepted."""
        refused = ServerError("Permission denied.", status=403, where=where)
        self._explain_refusal(refused)
        return refused

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except LostAnswerError:
            raise  # whatever the last attempt was told
        except ServerError as error:
            if error.status == 401:
                raise self._not_accepted(error) from None
            if error.status == 403 or (error.status == 400 and AS_A_GUEST in error.message):
                self._explain_refusal(error)
            if "quota exceeded" in error.message:
                error.hint = MORE_ROOM
            raise

    def _explain_refusal(self, refusal: ServerError) -> None:
        """Zenodo answers 403 to a bad token and to a missing right alike; `me` tells them apart."""
        try:
            self.session.get("me")
            refusal.hint = "The token is good, but its account may not do this: is the deposition somebody else's?"
        except ServerError as error:
            if error.status == 401:
                raise self._not_accepted(refusal) from None

    def _not_accepted(self, refusal: ServerError) -> CredentialsError:
        return GUIDE.not_accepted(self.session.base_url, self.session.which_token, where=refusal.where)
