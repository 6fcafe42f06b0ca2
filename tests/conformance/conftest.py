"""Whole releases to a server: a sample to the embedded repository in `make test`, all by `make conformance`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Unless they are asked for by name: nothing is published on a server that was not."""
    if any("conformance" in str(given) for given in config.args):
        return
    left = [item for item in items if HERE in item.path.parents and not _is_sampled(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def _is_sampled(item: pytest.Item) -> bool:
    """The sample goes to the embedded repository, to NOMAD's in its newer dialect."""
    elsewhere = {"NOMAD_URL", "ZENODO_URL"} & os.environ.keys()
    return item.get_closest_marker("sample") is not None and "embedded-1.3" not in item.name and not elsewhere
