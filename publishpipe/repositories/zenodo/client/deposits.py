"""The calls of Zenodo's deposit API that its native one has not, or not as cheap, and those that stand in for that.

Every address is built from ids: the links that Zenodo hands out mislead.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from publishpipe.errors import ServerError, made, understood
from publishpipe.http.request import Body
from publishpipe.model import shapes
from publishpipe.repositories.zenodo.client.calls import Calls
from publishpipe.repositories.zenodo.client.refusals import passes
from publishpipe.repositories.zenodo.models import STATES, Place, Stored

DEPOSITIONS = "deposit/depositions"


class Deposits:
    """Calls below `deposit` of one Zenodo, and to the buckets of its drafts."""

    def __init__(self, calls: Calls) -> None:
        self._call = calls.call

    def place(self, draft_id: str) -> Place:
        """Where the files of a draft go, and its reserved DOI: nothing else tells these."""
        answer = self._call("GET", f"{DEPOSITIONS}/{draft_id}")
        with understood():
            shapes.same(shapes.matching(answer["id"], shapes.DIGITS), draft_id)
        return Place.of(answer)

    def upload(self, bucket: str, name: str, body: Body, stored: Callable[[], Stored | None]) -> Stored:
        """Create or replace a file, which Zenodo does as a whole or not at all; what it stored.

        Sending a new file again replaces it, which nothing else may be done beside; so where an answer was lost, a look
        comes first: `stored` gives the file if it arrived.
        """

        def arrived() -> object:
            file = stored()
            return {"size": file.size, "checksum": file.md5} if file else None

        path = f"files/{bucket}/{quote(name, safe='')}"
        answer = self._call("PUT", path, body, passing=passes, look=arrived)
        with understood():
            return Stored(shapes.count(answer["size"]), shapes.md5(answer["checksum"]))

    def publish(self, draft_id: str) -> None:
        """Publish a draft, and ask the communities that it names: the native API asks none. See `Records.publish`.

        Raises:
            LostAnswerError: nobody knows whether it is published now; a success that does not say so counts as that.
        """

        def public(answer: shapes.Answer) -> None:
            with understood():
                done = shapes.flag(answer["submitted"]) and STATES[answer["state"]] == "published"
                if not done or shapes.matching(answer["id"], shapes.DIGITS) != draft_id:
                    raise ServerError(f"Zenodo answered with success, but not that {draft_id} is published.")

        made(self._call("POST", f"{DEPOSITIONS}/{draft_id}/actions/publish"), public)

    def edit(self, record_id: str) -> None:
        """Open an edit of what is published. See `Records.edit`, which may fail for days."""
        self._begin(record_id, "edit")

    def new_version(self, record_id: str) -> str:
        """The id of the draft of a new version. See `Records.new_version`, which may fail for days.

        Raises:
            ServerError: there is a draft, and it has files.
        """
        answer = self._begin(record_id, "newversion")
        with understood():
            return shapes.matching(answer["id"], shapes.DIGITS)

    def _begin(self, record_id: str, action: str) -> shapes.Answer:
        return self._call("POST", f"{DEPOSITIONS}/{record_id}/actions/{action}", repeatable=True, passing=passes)
