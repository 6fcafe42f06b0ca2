"""Files of a draft by the native API. Their bytes go there in more requests than `Deposits.upload` needs."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote

from publishpipe.errors import NotFoundError, understood
from publishpipe.http.request import Body
from publishpipe.model import shapes
from publishpipe.repositories.zenodo.client.calls import Calls
from publishpipe.repositories.zenodo.client.refusals import passes
from publishpipe.repositories.zenodo.models import Stored


class DraftFiles:
    """Calls below `records/ID/draft/files` of one Zenodo."""

    def __init__(self, calls: Calls) -> None:
        self._call = calls.native

    def import_last(self, draft_id: str) -> None:
        """Have the files of the last version in the draft of a new one. Raises ServerError if it has any."""
        path = f"records/{draft_id}/draft/actions/files-import"
        self._call("POST", path, repeatable=True, passing=passes)

    def remove(self, draft_id: str, name: str) -> None:
        """Delete a file; fine if it is gone already."""
        with suppress(NotFoundError):  # what is left is read back before anything is published
            self._call("DELETE", _path(draft_id, name), passing=passes)

    def upload(self, draft_id: str, name: str, body: Body) -> Stored:
        """Create or replace a file, in four requests; what Zenodo stored."""
        self.remove(draft_id, name)  # what another try left, too
        self._call("POST", f"records/{draft_id}/draft/files", Body.json([{"key": name}]))
        self._call("PUT", f"{_path(draft_id, name)}/content", body, passing=passes)
        answer = self._call("POST", f"{_path(draft_id, name)}/commit")
        with understood():
            return Stored(shapes.count(answer["size"]), shapes.md5(answer["checksum"]))


def _path(draft_id: str, name: str) -> str:
    return f"records/{draft_id}/draft/files/{quote(name, safe='')}"
