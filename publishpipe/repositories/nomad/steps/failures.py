"""Asking NOMAD why it failed on entries. That says more of an error, and is no reason for another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from publishpipe.errors import PublishPipeError
from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.models import Entry
from publishpipe.repositories.nomad.planning.failures import reason

ASKED_FOR = 3  # entries: a request for each


def reasons(client: Client, failed: Sequence[Entry]) -> Mapping[str, Sequence[str]]:
    """Why NOMAD failed on the first of these entries, by main file; nothing for those where it does not say."""
    found = {}
    with suppress(PublishPipeError):  # the failure is what must be told, not that this was not
        for entry in failed[:ASKED_FOR]:
            found[entry.mainfile] = reason(client.log(entry.id), entry.errors)
    return found
