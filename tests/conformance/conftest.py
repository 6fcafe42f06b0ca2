"""Whole releases to a server: those of `SAMPLE` to the embedded repository in `make test`, all by `make conformance`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: What of them is not tried by other tests in another way, and waits for little.
SAMPLE = (
    "nomad/test_datasets.py",
    "nomad/test_failed_entries.py",
    "nomad/test_generated.py",
    "nomad/test_listing.py",
    "nomad/test_references.py",
    "nomad/test_teamwork.py",
    "nomad/test_verify.py",
)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    sampled = collection_path.is_dir() or str(collection_path.relative_to(HERE)) in SAMPLE
    elsewhere = "NOMAD_URL" in os.environ  # nothing is published on a server that was not asked for
    return None if _by_name(config) or (sampled and not elsewhere) else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The older dialect is tried where conformance is asked for by name."""
    left = [item for item in items if HERE in item.path.parents and "embedded-1.3" in item.name]
    if left and not _by_name(config):
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def _by_name(config: pytest.Config) -> bool:
    return any("conformance" in str(given) for given in config.args)
