"""Campaigns for the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaign.many import Many
from tests.conftest import Server


@pytest.fixture
def many(server: Server, tmp_path: Path) -> Many:
    """A campaign to the server."""
    return Many(server, tmp_path, server.origin)
