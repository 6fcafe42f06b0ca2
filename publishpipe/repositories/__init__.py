"""The repositories that publishpipe can publish to: one line each."""

from __future__ import annotations

from publishpipe.repositories import zenodo
from publishpipe.repositories.base import Repository

REPOSITORIES: dict[str, Repository] = {
    "zenodo": zenodo,
}
