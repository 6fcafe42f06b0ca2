"""The repositories that publishpipe can publish to: one line each. Each is loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from publishpipe.repositories.base import Remote, Repository
    from publishpipe.repositories.nomad import remote as nomad_remote
    from publishpipe.repositories.nomad import repository as nomad
    from publishpipe.repositories.zenodo import remote as zenodo_remote
    from publishpipe.repositories.zenodo import repository as zenodo

    # Each has all members, or mypy says which it lacks.
    COMPLETE: tuple[tuple[Repository, Remote], ...] = ((zenodo, zenodo_remote), (nomad, nomad_remote))

#: What a manifest calls a repository → the module that has the members of `Repository`.
HOMES = {
    "zenodo": "publishpipe.repositories.zenodo.repository",
    "nomad": "publishpipe.repositories.nomad.repository",
}


#: In words, for people.
NAMES = " or ".join(HOMES)


class Repositories(Mapping[str, "Repository"]):
    """The repositories by name."""

    def __getitem__(self, name: str) -> Repository:
        return cast("Repository", import_module(HOMES[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(HOMES)

    def __len__(self) -> int:
        return len(HOMES)


REPOSITORIES = Repositories()
