"""Reading NOMAD's JSON, of old and new servers."""

from __future__ import annotations

import pytest

from publishpipe.errors import ServerError
from publishpipe.repositories.nomad.models import Entry, Tally, Upload

LEAST = {"upload_id": "-u" + "0" * 20, "process_running": False, "process_status": "READY"}


def test_fields_that_are_left_out_are_empty() -> None:
    upload = Upload.of({"data": LEAST})
    assert upload == Upload("-u" + "0" * 20)
    assert not upload.published
    assert not upload.failed


def test_old_servers_mean_utc_without_saying_so() -> None:
    old = {**LEAST, "published": True, "publish_time": "2026-11-21T19:54:18.794000"}
    assert Upload.of(old).published_at == "2026-11-21T19:54:18.794000Z"
    new = {**old, "publish_time": "2026-11-21T19:54:18.794000Z"}
    assert Upload.of(new).published_at == "2026-11-21T19:54:18.794000Z"


def test_an_entry_that_is_not_indexed_has_no_metadata() -> None:
    assert Entry.of({"mainfile": "a", "process_status": "FAILURE", "entry_metadata": None}) == Entry("a", "FAILURE")


@pytest.mark.parametrize("answer", [None, [], {}, {"data": {}}, {"data": {"upload_id": "u"}}])
def test_what_is_no_upload_is_an_error_and_not_a_crash(answer: object) -> None:
    with pytest.raises(ServerError, match="makes no sense"):
        Upload.of(answer)


def test_an_entry_that_is_processed_again_while_nomad_counts_is_not_done() -> None:
    counted = {"processing_successful": -1, "processing_failed": 2, "pagination": {"total": 3}}
    assert Tally.of(counted) == Tally(1, 3)
    with pytest.raises(ServerError):
        Tally.of({**counted, "processing_successful": -3})
