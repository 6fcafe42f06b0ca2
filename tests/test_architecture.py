"""The walls of the house: who may know whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import publishpipe

PACKAGE = Path(publishpipe.__file__).parent


def module_file(name: str) -> Path | None:
    path = PACKAGE.parent / Path(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.exists()), None)


def imports(file: Path) -> set[str]:
    """The modules that a file names in its imports, those inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name for name in below if module_file(name)} or {node.module}
    return found


#: What planning may load: the values that all speak in, and its own repository's shapes and metadata.
BESIDE_PLANNING = "errors model repositories repositories.base repositories.lookalikes repositories.NAME repositories.NAME.facts repositories.NAME.models".split()
BELOW_PLANNING = ("model.", "repositories.NAME.metadata", "repositories.NAME.planning")
EFFECTS = {"httpx", "httpcore", "yaml", "jsonschema", "filelock", "sqlite3", "asyncio", "publishpipe.http"}


def loaded(module: str) -> set[str]:
    """The modules that a fresh interpreter has once it has imported this one, and had not before."""
    code = f"import sys; old = set(sys.modules); import {module}; print(*(sys.modules.keys() - old))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("repository", ["zenodo", "nomad"])
def test_planning_loads_nothing_that_reaches_a_network_a_disk_or_a_clock(repository: str) -> None:
    rooms = PACKAGE / "repositories" / repository / "planning"
    for file in rooms.glob("[a-z]*.py"):
        found = loaded(f"publishpipe.repositories.{repository}.planning.{file.stem}")
        assert not found & EFFECTS, file
        ours = {name.removeprefix("publishpipe.") for name in found if name.startswith("publishpipe.")}
        beside = {name.replace("NAME", repository) for name in BESIDE_PLANNING}
        below = tuple(name.replace("NAME", repository) for name in BELOW_PLANNING)
        assert {name for name in ours - beside if not name.startswith(below)} <= {
            "files",
            "files.archive",
            "files.patterns",
        }, file


@pytest.mark.parametrize("repository", ["zenodo", "nomad"])
def test_planning_names_nothing_with_an_effect(repository: str) -> None:
    for file in (PACKAGE / "repositories" / repository / "planning").glob("*.py"):
        named = imports(file)
        assert not named & {"os", "pathlib", "time", "datetime", "socket", "subprocess", "threading", "random"}, file


def test_the_planning_of_campaigns_is_pure() -> None:
    """It is a function of names: no network, no disk, no clock."""
    for file in (PACKAGE / "campaign/planning").glob("[a-z]*.py"):
        assert not imports(file) & {"os", "pathlib", "time", "datetime", "socket", "subprocess", "threading", "random"}
        assert not loaded(f"publishpipe.campaign.planning.{file.stem}") & EFFECTS, file


def test_the_embedded_repository_and_the_client_do_not_know_each_other() -> None:
    for file in PACKAGE.rglob("*.py"):
        inside = file.is_relative_to(PACKAGE / "local")
        named = {name for name in imports(file) if name.startswith("publishpipe.")}
        if inside:
            assert all(name.startswith("publishpipe.local") for name in named), file
        elif file != PACKAGE / "cli/local.py":  # which only starts it
            assert not any(name.startswith("publishpipe.local") for name in named), file


def test_the_public_names_are_those_that_are_told_sorted_and_there() -> None:
    assert publishpipe.__all__ == sorted(publishpipe.__all__)
    for name in publishpipe.__all__:
        assert getattr(publishpipe, name).__doc__ or name == "Event"
    with pytest.raises(AttributeError):
        _ = publishpipe.nothing  # type: ignore[attr-defined]  # that is the point


def test_the_version_is_told_without_loading_what_it_does_not_need() -> None:
    code = "import sys, publishpipe; assert not {'httpx', 'yaml', 'jsonschema'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)
