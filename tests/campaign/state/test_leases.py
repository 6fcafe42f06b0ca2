"""Who does a release: taken once, and taken over from who stands still for as long as others count."""

from __future__ import annotations

from pathlib import Path

import pytest

from publishpipe.campaign.state.leases import Leases, LostLeaseError
from publishpipe.campaign.state.members import Members


def member(folder: Path, patience: int = 2) -> Leases:
    members = Members(folder / "members", patience)
    members.beat()
    return Leases(folder, members)


def test_a_release_is_taken_by_one_until_that_one_is_done(tmp_path: Path) -> None:
    one, other = member(tmp_path), member(tmp_path)
    lease = one.take("a")
    assert lease
    assert other.take("a") is None
    assert other.take("b")
    lease.end({"status": "done", "id": "1"})
    assert other.take("a") is None
    assert other.ended("a") == (1, {"status": "done", "id": "1", "name": "a"})


def test_what_is_left_is_free_and_what_failed_is_only_if_somebody_says_so(tmp_path: Path) -> None:
    one, other = member(tmp_path), member(tmp_path)
    for name, status in {"a": "left", "b": "failed"}.items():
        lease = one.take(name)
        assert lease
        lease.end({"status": status})
    assert other.take("a")
    assert other.take("b") is None
    assert other.take("b", after=1)


def test_who_stands_still_loses_what_it_has_and_is_told_when_it_goes_on(tmp_path: Path) -> None:
    one, other = member(tmp_path), member(tmp_path)
    lease = one.take("a")
    assert lease
    for _ in range(3):
        one.members.beat()
        other.members.beat()
        assert other.take("a") is None
        lease.check()
    for _ in range(2):
        other.members.beat()
    taken = other.take("a")
    assert taken
    taken.check()
    assert taken.epoch == 2
    with pytest.raises(LostLeaseError, match="taken a over"):
        lease.check()


def test_who_stood_still_itself_takes_nobody_for_dead(tmp_path: Path) -> None:
    """Its own beats count, of which there were none, and not the time."""
    one, other = member(tmp_path), member(tmp_path)
    assert one.take("a")
    assert other.take("a") is None
    other.members.beat()
    assert other.take("a") is None


def test_what_belongs_to_one_that_has_left_is_free_at_once(tmp_path: Path) -> None:
    one, other = member(tmp_path), member(tmp_path)
    assert one.take("a")
    one.members.leave()
    assert other.take("a")
