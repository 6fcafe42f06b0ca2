"""However processes are interleaved, stopped, woken and killed: of a release at most one draft is ever published."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from publishpipe.campaign.state.choices import Choices
from publishpipe.campaign.state.leases import Lease
from tests.campaign.state.interleaved import Process, interleaved
from tests.campaign.state.world import Repository, Worker

NAME = "a"


class Campaign(RuleBasedStateMachine):
    """Workers that share a folder, and all want the same release.

    With no patience they take it from each other at once; and some do not notice that it was taken from them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.repository = Repository()
        self.patience = 0
        self.workers: list[Worker] = []
        self.running: list[Process] = []
        self.patched = ExitStack()
        self.patched.enter_context(interleaved())

    @initialize(patience=st.sampled_from([0, 0, 1]), notices=st.booleans())
    def has(self, patience: int, *, notices: bool) -> None:
        self.patience = patience
        if not notices:
            self.patched.enter_context(mock.patch.object(Lease, "check"))

    @rule()
    def another_begins(self) -> None:
        worker = self._worker(str(len(self.workers)))
        self.workers.append(worker)
        self.running.append(Process(worker.does(NAME)))

    @precondition(lambda self: self.workers)
    @rule(data=st.data())
    def begins_again(self, data: st.DataObject) -> None:
        self.running.append(Process(data.draw(st.sampled_from(self.workers)).does(NAME)))

    def _worker(self, name: str) -> Worker:
        return Worker(self.folder / "state", self.folder / name, self.repository, self.patience)

    @precondition(lambda self: self.running)
    @rule(data=st.data(), calls=st.integers(1, 30))
    def goes_on(self, data: st.DataObject, calls: int) -> None:
        data.draw(st.sampled_from(self.running)).step(calls)

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def goes_on_to_its_next_request(self, data: st.DataObject) -> None:
        process, before = data.draw(st.sampled_from(self.running)), self.repository.requests
        while self.repository.requests == before and not process.ended:
            process.step()

    @precondition(lambda self: self.workers)
    @rule(data=st.data(), beats=st.integers(1, 2))
    def beats(self, data: st.DataObject, beats: int) -> None:
        worker = data.draw(st.sampled_from(self.workers))
        for _ in range(beats):
            worker.members.beat()

    @rule()
    def an_answer_is_lost(self) -> None:
        self.repository.loses += 1

    @rule(hides=st.booleans())
    def the_search_is_behind(self, *, hides: bool) -> None:
        self.repository.hides = hides

    @precondition(lambda self: self.repository.drafts)
    @rule(data=st.data())
    def somebody_deletes_a_draft(self, data: st.DataObject) -> None:
        self.repository.drafts.pop(data.draw(st.sampled_from(sorted(self.repository.drafts))))

    @invariant()
    def each_release_is_published_once(self) -> None:
        names = list(self.repository.published.values())
        assert len(names) == len(set(names)), self.repository

    def teardown(self) -> None:
        """Whoever still runs comes to its end; then so does what was left. It is published, and only once."""
        try:
            for process in self.running:
                process.finish()
            self.each_release_is_published_once()
            self.repository.loses = 0
            self._complete()
            self.each_release_is_published_once()
            assert list(self.repository.published.values()) == [NAME]
        finally:
            for process in self.running:
                process.abandon()
            self.patched.close()
            self.temporary.cleanup()

    def _complete(self) -> None:
        for number in range(3):  # a draft may be gone, and with it a choice
            last = self._worker(f"last-{number}")
            last.does(NAME)()
            last.members.beat()
            last.does(NAME)()


MANY = settings(max_examples=50, stateful_step_count=30)


def test_at_most_one_draft_of_a_release_is_ever_published() -> None:
    run_state_machine_as_test(Campaign, settings=MANY)


@pytest.mark.torture
@pytest.mark.timeout(3600)
def test_the_same_many_times() -> None:
    run_state_machine_as_test(Campaign, settings=settings(max_examples=3000, stateful_step_count=60))


def woken(folder: Path) -> Repository:
    """One that is stopped when it has made a draft, while another one does the release; then it goes on."""
    repository = Repository(hides=True)
    with interleaved():
        first, second = (Worker(folder / "state", folder / name, repository) for name in "12")
        stopped = Process(first.does("a"))
        while not repository.drafts:
            stopped.step()
        for _ in range(2):
            second.does("a")()  # the first time it only looks whether the other one lives
            second.members.beat()
        second.does("a")()
        assert "a" in repository.published.values()
        stopped.finish()
    return repository


def test_whoever_wakes_up_deletes_what_it_made_in_vain(tmp_path: Path) -> None:
    repository = woken(tmp_path)
    assert list(repository.published.values()) == ["a"]
    assert not repository.drafts


def test_it_is_the_choice_that_holds_the_law(tmp_path: Path) -> None:
    with mock.patch.object(Choices, "settle"), mock.patch.object(Lease, "check"):
        repository = woken(tmp_path)
    assert list(repository.published.values()) == ["a", "a"]


def test_it_holds_without_any_lease(tmp_path: Path) -> None:
    with mock.patch.object(Lease, "check"):
        repository = woken(tmp_path)
    assert list(repository.published.values()) == ["a"]
    assert not repository.drafts
