"""A draft that a community is asked to publish: its curators look at it first."""

from __future__ import annotations

from contextlib import suppress

from publishpipe.errors import NotFoundError
from publishpipe.http.request import Body
from publishpipe.repositories.zenodo.client.calls import Calls
from publishpipe.repositories.zenodo.client.refusals import passes


class Reviews:
    """Requests for review of one Zenodo. While one is open, nobody else publishes or deletes the draft."""

    def __init__(self, calls: Calls) -> None:
        self._call = calls.native

    def ask(self, draft_id: str, community_id: str) -> None:
        """Ask a community, given by its UUID; one of the account's own publishes it at once.

        Raises:
            LostAnswerError: nobody knows whether it was asked: the second time is a 500.
        """
        wanted = {"receiver": {"community": community_id}, "type": "community-submission"}
        self._call("PUT", f"records/{draft_id}/draft/review", Body.json(wanted))
        self._call("POST", f"records/{draft_id}/draft/actions/submit-review", Body.json({}))

    def forget(self, draft_id: str) -> None:
        """Take off a draft what was declined: else its community cannot accept it later (observed: 500)."""
        with suppress(NotFoundError):
            self._call("DELETE", f"records/{draft_id}/draft/review", passing=passes)

    def withdraw(self, request_id: str) -> None:
        """Take back what was asked, as long as nobody has decided."""
        self._call("POST", f"requests/{request_id}/actions/cancel", Body.json({}))
