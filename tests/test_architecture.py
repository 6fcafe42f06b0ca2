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


def reachable(name: str) -> set[str]:
    seen: set[str] = set()
    todo = [name]
    while todo:
        module = todo.pop()
        if module not in seen:
            seen.add(module)
            file = module_file(module) if module.startswith("publishpipe") else None
            todo += imports(file) if file else ()
    return seen


@pytest.mark.parametrize(
    "planner", list(PACKAGE.glob("repositories/*/planning/plan.py")), ids=lambda path: path.parts[-3]
)
def test_planning_knows_neither_the_network_nor_the_disk(planner: Path) -> None:
    name = ".".join(planner.relative_to(PACKAGE.parent).with_suffix("").parts)
    beyond = {"httpx", "os", "socket", "subprocess", "publishpipe.http.session", "publishpipe.files.find"}
    assert not beyond & reachable(name)


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
