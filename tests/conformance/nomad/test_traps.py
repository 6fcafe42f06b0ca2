"""What goes wrong between NOMAD and a client: parts, twins, busy uploads, drafts that vanish."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

import publishpipe
from publishpipe.http import session
from publishpipe.model.events import StepChanged, Waiting
from publishpipe.repositories.nomad.client import waiting
from publishpipe.repositories.nomad.planning import parts
from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import ENTRY, Nomad, Release
from tests.killing import proxied

Apply = Callable[..., list[tuple[str, str]]]

SCHEMA = """\
definitions:
  name: ours
  sections:
    Sample:
      base_sections: [nomad.datamodel.data.EntryData]
      quantities:
        foo: {type: str}
"""
USES = 'data:\n  m_def: "../upload/raw/data/defs/schema.archive.yaml#/definitions/section_definitions/0"\n  foo: hi\n'


@pytest.fixture
def apply_here(nomad: Nomad, monkeypatch: pytest.MonkeyPatch) -> Apply:
    """`publishpipe.apply` in this process: key and status of each step."""

    def apply(release: Release, **options: Any) -> list[tuple[str, str]]:
        monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{release.origin}={nomad.token(release.user)}")
        events: list[Any] = []
        publishpipe.apply(release.path, confirm=publishpipe.accept, emit=events.append, **options)
        return [(event.step.key, event.status) for event in events if isinstance(event, StepChanged)]

    return apply


def test_parts_are_sent_one_by_one_and_processed_together(
    nomad: Nomad, releases: Releases, apply_here: Apply, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "BOUND", 1500)
    with proxied(nomad.origin) as proxy:
        release = releases(origin=proxy.url)
        for run in ("one", "two"):
            release.file(f"{run}/b.archive.yaml", ENTRY.format(run))
            release.file(f"{run}/data.bin", b"x" * 900)
        first = apply_here(release, until="upload:part-1")
        done = dict(apply_here(release))
        requests = [method for method, path in proxy.seen if "/raw/" in path or path.endswith("action/process")]
        assert first[-1] == ("upload:part-1", "done")
        assert [status for key, status in done.items() if key.startswith("upload:")] == ["skipped", "done", "done"]
        assert requests == ["PUT", "PUT", "PUT", "POST"]
        release.is_published_once()
        assert len(nomad.entries(release.facts["id"])) == 3


def test_an_entry_that_needs_a_file_of_a_later_part_does_not_stay_failed(
    nomad: Nomad, releases: Releases, apply_here: Apply, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "BOUND", 1500)
    release = releases()
    release.file("a/uses.archive.yaml", USES)
    release.file("a/data.bin", b"x" * 700)
    release.file("defs/schema.archive.yaml", SCHEMA)
    release.file("defs/data.bin", b"x" * 700)
    done = dict(apply_here(release))
    assert [status for key, status in done.items() if key.startswith("upload:")][:2] == ["done", "done"]
    release.is_published_once()
    assert {entry["process_status"] for entry in nomad.entries(release.facts["id"])} == {"SUCCESS"}


def test_a_twin_of_a_lost_create_is_deleted_before_publishing(
    nomad: Nomad, releases: Releases, apply_here: Apply
) -> None:
    with proxied(nomad.origin) as proxy:
        release = releases(origin=proxy.url)
        creates: list[str] = []
        proxy.moment, proxy.picks = "after", lambda method, path: is_first(method, path, creates)
        apply_here(release, until="create")
        assert release.facts["unanswered"]
        [draft] = nomad.uploads(release.name)
        late = nomad.ask("POST", "uploads", params={"upload_name": draft["upload_name"]})["upload_id"]
        apply_here(release)
        release.is_published_once()
        assert release.facts["id"] != late


def is_first(method: str, path: str, creates: list[str]) -> bool:
    """Whether a request is the first create, of which the list knows."""
    create = method == "POST" and "/uploads?" in path
    creates += [path] if create else []
    return create and len(creates) == 1


def test_an_upload_that_somebody_deleted_is_made_anew(nomad: Nomad, release: Release, apply_here: Apply) -> None:
    apply_here(release, until="describe")
    nomad.delete(release.name)
    assert publishpipe.status(release.path).state == "absent"
    steps = apply_here(release)
    assert ("upload:part-1", "done") in steps
    release.is_published_once()


def test_an_upload_that_goes_while_it_is_looked_at_is_made_anew(
    nomad: Nomad, releases: Releases, apply_here: Apply
) -> None:
    with proxied(nomad.origin) as proxy:
        release = releases(origin=proxy.url)
        apply_here(release, until="describe")
        once = iter([True])
        proxy.picks = lambda _method, path: path.endswith("/graph/query") and next(once, False)
        proxy.strike = lambda: nomad.delete(release.name)
        assert ("upload:part-1", "done") in apply_here(release)
    assert next(once, None) is None
    release.is_published_once()


def test_an_upload_that_is_busy_is_waited_for(nomad: Nomad, release: Release, apply_here: Apply) -> None:
    apply_here(release, until="wait")
    nomad.ask("POST", f"uploads/{release.facts['id']}/action/process")
    apply_here(release)
    release.is_published_once()


def test_a_processing_that_nobody_waited_for_is_begun_anew_if_something_failed_since(
    nomad: Nomad, release: Release, apply_here: Apply
) -> None:
    apply_here(release, until="upload")
    number = release.facts["id"]
    assert release.facts["processing"] == "started"
    nomad.settle(number)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("stray.txt", "as it was packed")
    broken = packed.getvalue().replace(b"as it was", b"as it is!")  # which its checksum denies
    nomad.ask("PUT", f"uploads/{number}/raw/", params={"file_name": "broken.zip"}, content=broken)
    nomad.settle(number)
    assert nomad.ask("GET", f"uploads/{number}")["data"]["process_status"] == "FAILURE"
    apply_here(release)
    release.is_published_once()


def test_how_many_entries_are_done_is_told_meanwhile(
    nomad: Nomad, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "MOMENT", 0.0)
    monkeypatch.setattr(waiting, "FIRST_LOOK", 0.01)
    monkeypatch.setattr(waiting, "LONGEST_PAUSE", 0.02)
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{nomad.origin}={nomad.token('alice')}")
    release = releases()
    for number in range(20):
        release.file(f"{number}.archive.yaml", ENTRY.format(number))
    events: list[Any] = []
    publishpipe.apply(release.path, confirm=publishpipe.accept, emit=events.append, until="wait")
    told = [event.reason for event in events if isinstance(event, Waiting)]
    counted = [int(found[1]) for reason in told if (found := re.search(r", (\d+) of 21 entries done$", reason))]
    assert counted
    assert counted == sorted(counted)


def test_an_upload_that_is_being_deleted_is_waited_for(nomad: Nomad, release: Release, apply_here: Apply) -> None:
    apply_here(release, until="describe")
    nomad.ask("DELETE", f"uploads/{release.facts['id']}")
    publishpipe.discard(release.path, confirm=lambda _what: None)
    assert not nomad.uploads(release.name)


def test_metadata_that_somebody_changed_is_drift_and_is_set_again(
    nomad: Nomad, release: Release, apply_here: Apply
) -> None:
    release.metadata["comment"] = "Meant."
    release.save()
    apply_here(release, until="describe")
    upload_id = release.facts["id"]
    nomad.ask("POST", f"uploads/{upload_id}/edit", json={"metadata": {"comment": "By hand.", "upload_name": "Theirs"}})
    nomad.settle(upload_id)
    made = publishpipe.plan(release.path)
    assert made.drift == ("metadata comment", "metadata upload_name")
    apply_here(release)
    release.is_published_once()


def test_a_metadata_file_among_the_data_does_not_win(release: Release, apply_here: Apply) -> None:
    release.file("nomad.yaml", "upload_name: theirs\ncomment: from the file\n")
    release.metadata["comment"] = "From the manifest."
    release.save()
    apply_here(release)
    release.is_published_once()
