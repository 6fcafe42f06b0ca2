"""What stands in schemas/ for people and editors is what the program goes by, and its types say the same."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.manifest import manifest
from publishpipe.repositories import REPOSITORIES
from publishpipe.repositories.nomad import facts as nomad
from publishpipe.repositories.zenodo import facts as zenodo
from publishpipe.schemas.loader import load


def test_the_schema_of_manifests_is_that_of_all_repositories_together() -> None:
    assert manifest.schema_for(*REPOSITORIES) == load("manifest.v1")


def test_the_schema_of_lockfiles_has_the_section_of_each_repository() -> None:
    sections = load("lock.v2")["properties"]["releases"]["patternProperties"]
    assert sections == {f"^{name}/": repository.LOCK for name, repository in REPOSITORIES.items()}


def keys(kind: Any) -> set[str]:
    """The keys of a TypedDict, those that it has from its bases too."""
    return set(kind.__annotations__)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("zenodo-lock.v2", {"": zenodo.Facts, "version": zenodo.Version}),
        ("nomad-lock.v2", {"": nomad.Facts, "dataset": nomad.DatasetFact, "person": nomad.Named}),
    ],
)
def test_the_types_of_facts_have_the_keys_of_the_schemas(name: str, kinds: dict[str, Any]) -> None:
    schema = load(name)
    for part, kind in kinds.items():
        assert keys(kind) == set((schema["$defs"][part] if part else schema)["properties"]), part


@pytest.mark.parametrize(("facts", "patch"), [(zenodo.Facts, zenodo.Patch), (nomad.Facts, nomad.Patch)])
def test_whatever_is_known_can_be_learned(facts: Any, patch: Any) -> None:
    assert keys(facts) == keys(patch)
