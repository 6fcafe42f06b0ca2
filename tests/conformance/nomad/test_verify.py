"""`verify --download` where the server cannot give a file back: 1.x cannot if its name is outside of Latin-1."""

from __future__ import annotations

from pathlib import Path

import pytest

import publishpipe
from publishpipe.http import retries
from publishpipe.model.comparison import Verification
from publishpipe.schemas import loader
from tests.conformance.nomad.server import Nomad, Release

NAME = "data/データ.txt"


@pytest.fixture
def strange(nomad: Nomad, release: Release, monkeypatch: pytest.MonkeyPatch) -> Release:
    """A release with such a file, of which there is a draft."""
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.05)
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{nomad.origin}={nomad.token('alice')}")
    release.file(Path(NAME).name, "text")
    release.options |= {"publish": False}
    release.save()
    publishpipe.apply(release.path, confirm=publishpipe.accept)
    return release


def verdicts(found: Verification) -> dict[str, str]:
    return {item.name: item.verdict for item in found.files}


def test_a_file_that_is_not_given_back_is_unknown_and_the_others_are_compared(nomad: Nomad, strange: Release) -> None:
    old = nomad.ask("GET", "info")["version"].startswith("1.")
    found = publishpipe.verify(strange.path, download=True)
    expected = dict.fromkeys(strange.local, "match")
    assert verdicts(found) == (expected | {NAME: "unknown"} if old else expected)
    assert found.matches is not old
    reason = next(item.reason for item in found.files if item.name == NAME)
    assert ("'latin-1' codec can't encode" in reason) is old
    assert "Traceback" not in reason
    loader.validator("verification.v1").validate(found.as_json())
    assert publishpipe.verify(strange.path).matches


def test_what_differs_is_told_all_the_same(strange: Release) -> None:
    strange.file("a.archive.yaml", "data: {}\n")
    assert verdicts(publishpipe.verify(strange.path, download=True))["data/a.archive.yaml"] == "differ"
