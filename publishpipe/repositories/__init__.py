"""The repositories that publishpipe can publish to: one line each."""

from __future__ import annotations

from publishpipe.repositories import nomad, zenodo
from publishpipe.repositories.base import Repository

REPOSITORIES: dict[str, Repository] = {
    "nomad": nomad,
    "zenodo": zenodo,
}
