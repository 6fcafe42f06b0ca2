"""Many published uploads by few lists: of uploads, and of their entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.models import Entry, Upload
from publishpipe.repositories.nomad.planning.observation import Observation

if TYPE_CHECKING:
    from publishpipe.http.session import Session

MOST = 10_000  # of an account's uploads that are looked through


def listed(session: Session, ids: Sequence[str]) -> Mapping[str, Observation]:
    """See `repositories.base.Remote`: drafts are left out, as lists tell nothing of their files."""
    client, left = Client(session), set(ids)
    uploads: dict[str, Upload] = {}
    for upload in islice(client.published(), MOST):
        if upload.id in left:
            uploads[upload.id] = upload
            left.remove(upload.id)
        if not left:
            break
    entries: dict[str, list[Entry]] = defaultdict(list)
    for upload_id, entry in client.entries_of(list(uploads)):
        entries[upload_id].append(entry)
    return {
        number: Observation(upload, tuple(entries[number]))
        for number, upload in uploads.items()
        if not upload.running and entries[number]
    }
