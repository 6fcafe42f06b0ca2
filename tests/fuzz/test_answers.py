"""Answers that no server should give, one in each run: whatever it says, nothing is unforeseen or published twice.

FUZZ_ANSWERS is how many `make torture` tries. One seed again: FUZZ_SEED=4711 pytest -m torture tests/fuzz/test_answers.py
"""

from __future__ import annotations

import os
import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import Server
from tests.crash.inside import Ended
from tests.fuzz.between import OFTEN, Between, Call, EndlessError, quickly
from tests.fuzz.conftest import PROPERTY
from tests.fuzz.operations import OPERATIONS, USES, WEIGHTS, Operation
from tests.fuzz.places import Place, WrongError, expect
from tests.laws.quick import LAG
from tests.laws.serving import serving

ALL = int(os.environ.get("FUZZ_ANSWERS", "6000"))  # of `make torture`
SEED = os.environ.get("FUZZ_SEED")
BATCH = 250  # to a server: its searches take longer the more it holds
REFUSED = 5
#: Of `make test`: few operations, as each is first done undisturbed.
SAMPLE = 100
SAMPLED = {
    "zenodo release": 1,
    "zenodo edit": 1,
    "nomad edit": 1,
    "zenodo verify": 6,
    "zenodo list": 6,
    "nomad status": 6,
}
Weights = Mapping[str, int]


@dataclass
class Bench:
    """What all seeds on one server share."""

    server: Server
    folder: Path
    calls: dict[str, list[Call]] = field(default_factory=dict)  # of each operation that nobody disturbs
    places: dict[str, Place] = field(default_factory=dict)  # to use again
    made: int = 0

    def place(self, name: str) -> Place:
        """Where an operation is to be done next."""
        about, used = OPERATIONS[name], self.places.pop(name, None)
        if used and about.anew and used.uses < USES:
            used.uses += 1
            about.anew(used)
            self.places[name] = used
            return used
        if used:
            used.close()
        self.made += 1
        folder = self.folder / str(self.made)
        folder.mkdir()
        place = about.place(self.server, folder)
        self.places[name] = place
        self.server.fault(f"search-lag={LAG}")
        about.before(place)
        return place

    def close(self) -> None:
        for place in self.places.values():
            place.close()

    def calls_of(self, name: str) -> list[Call]:
        if name not in self.calls:
            place, between = self.place(name), Between()
            ended = between.run(*OPERATIONS[name].words(place), tokens=place.tokens)
            assert ended.code == 0, f"{name}, undisturbed: {ended}"
            OPERATIONS[name].after(place)
            self.calls[name] = [call for call in between.calls if call.time <= OFTEN]
        return self.calls[name]


@dataclass
class Try:
    """One seed."""

    bench: Bench
    seed: int
    operation: str
    call: Call
    between: Between
    ended: list[Ended] = field(default_factory=list)

    def __str__(self) -> str:
        told = f"seed {self.seed}: {self.operation}, {self.call.name} ({self.call.time})"
        if done := self.between.done:
            told += f": {done.told}\n  {done.answer!r:.1500}"
        return told + "".join(f"\n  exit {one.code}: {one.err or one.out:.1200}" for one in self.ended)


def tried(bench: Bench, seed: int, weights: Weights = WEIGHTS) -> tuple[Try, str]:
    """What became of a seed: how it ended, and which promise was not kept."""
    dice = random.Random(seed)  # noqa: S311  # no secret
    (name,) = dice.choices(list(weights), list(weights.values()))
    call = dice.choice(bench.calls_of(name))
    one = Try(bench, seed, name, call, Between(call, dice))
    place = bench.place(name)
    try:
        _kept(one, OPERATIONS[name], place)
    except WrongError as wrong:
        place.uses = USES  # what it has come to is nothing to go on from
        return one, ": ".join(wrong.args)
    except EndlessError as endless:
        place.uses = USES
        return one, f"endless: {endless}"
    return one, ""


def _kept(one: Try, about: Operation, place: Place) -> None:
    """Raise WrongError unless all promises are kept."""
    words, before = about.words(place), place.state()
    first = _run(one, one.between, place, words)
    place.at_most()
    place.readable()
    if about.reads:
        expect(place.state() == before, "changed by looking")
        return
    if first.code == 0:
        _as_told(about, place)
    expect(first.code not in {2, 3, 6}, f"exit {first.code}")
    again = _run(one, Between(), place, words)
    if again.code == REFUSED and "publishpipe discard" in again.err:  # which is for a person to decide
        _run(one, Between(), place, ["discard", str(place.manifest), "--yes"])
        again = _run(one, Between(), place, words)
    expect(again.code == 0, f"stuck with {again.code}")
    about.after(place)


def _as_told(about: Operation, place: Place) -> None:
    try:
        about.after(place)
    except WrongError as wrong:
        raise WrongError(f"told that it went well, but {wrong.args[0]}", *wrong.args[1:]) from wrong


def _run(one: Try, between: Between, place: Place, words: list[str]) -> Ended:
    ended = between.run(*words, tokens=place.tokens)
    one.ended.append(ended)
    told = ended.out + ended.err
    expect(place.world.token not in told, "a token is told")
    expect("did not foresee" not in told, "unforeseen")
    expect(ended.code in {0, 4} or "next: " in ended.err, "nothing says what to do")
    odd = {char for char in told if char not in "\n\t" and unicodedata.category(char) in {"Cc", "Cs"}}
    expect(not odd, "control characters are printed", odd)
    return ended


def hold(
    server: Server, folder: Path, seeds: range, note: Callable[[str, object], None], weights: Weights = WEIGHTS
) -> None:
    """Try these seeds, and count what became of them."""
    bench, wrong = Bench(server, folder), []
    with quickly(), closing(bench):
        for seed in seeds:
            one, told = tried(bench, seed, weights)
            note(
                PROPERTY,
                [one.operation, one.between.done is not None, [end.code for end in one.ended], told.partition(":")[0]],
            )
            if told:
                wrong.append(f"{told}\n{one}")
    assert not wrong, "\n\n".join(wrong)


@pytest.fixture
def quick_server(tmp_path: Path) -> Iterator[Server]:
    store = tmp_path / "store"
    with serving(store, "2.0") as server:
        yield server


@pytest.mark.timeout(600)
def test_some_odd_answers_do_no_harm(
    quick_server: Server, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    hold(quick_server, tmp_path, range(SAMPLE), record_property, SAMPLED)


@pytest.mark.torture
@pytest.mark.timeout(0)
@pytest.mark.parametrize("first", [int(SEED)] if SEED else range(0, ALL, BATCH))
def test_all_odd_answers_do_no_harm(
    quick_server: Server, tmp_path: Path, record_property: Callable[[str, object], None], first: int
) -> None:
    hold(quick_server, tmp_path, range(first, first + 1 if SEED else min(first + BATCH, ALL)), record_property)
