"""Which releases failed the last time, kept in the scratch folder: only for --retry-failed, and lost without harm."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress

from publishpipe.campaign.file.campaign import Campaign
from publishpipe.errors import PublishPipeError
from publishpipe.state.places import SCRATCH
from publishpipe.state.reading import text_of
from publishpipe.state.storage import scratch, write_atomically


class Memory:
    """What is remembered of a campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self._folder = campaign.folder
        self._name = _name(campaign)

    def failed(self) -> Mapping[str, str]:
        """The releases that failed the last time they were tried, and why."""
        with suppress(OSError, ValueError):
            value = json.loads(text_of(self._folder / SCRATCH / self._name))
            if isinstance(value, dict):
                return {str(name): str(why) for name, why in value.items()}
        return {}

    def save(self, failed: Mapping[str, str]) -> None:
        """Remember these, if that is possible."""
        with suppress(PublishPipeError):
            write_atomically(scratch(self._folder) / self._name, json.dumps(dict(sorted(failed.items())), indent=0))


def _name(campaign: Campaign) -> str:
    """By its file; several manifests by their names."""
    if campaign.table:
        return f"{campaign.title}.failed.json"
    names = "\n".join(str(release.path) for release in campaign.releases)
    return f"{hashlib.sha256(names.encode()).hexdigest()[:16]}.failed.json"
