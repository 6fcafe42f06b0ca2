"""The laws hold after every step of any sequence of commands, deaths, faults, changes here and changes on the web."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.laws.bench import Bench
from tests.laws.nomad.machine import NomadMachine
from tests.laws.serving import serving
from tests.laws.zenodo.machine import ZenodoMachine

#: What is released to, and which NOMAD the server is.
KINDS: Mapping[str, tuple[type[Bench], str]] = {
    "zenodo": (ZenodoMachine, "2.0"),
    "nomad 2.0": (NomadMachine, "2.0"),
    "nomad 1.3": (NomadMachine, "1.3"),
}
EXAMPLES = int(os.environ.get("LAWS_EXAMPLES", "2000"))  # of `make torture`, of each kind
SAMPLE = 6  # of `make test`: the same each time
BATCH = 50  # examples to a server: its searches take longer the more it holds
STEPS = 30


def hold(store: Path, kind: str, examples: int, *, derandomize: bool = False) -> None:
    chosen = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        derandomize=derandomize,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    machine, dialect = KINDS[kind]
    with serving(store, dialect) as server:
        run_state_machine_as_test(type("TheLaws", (machine,), {"server": server}), settings=chosen)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_the_laws_hold_in_some_sequences(tmp_path: Path, kind: str) -> None:
    hold(tmp_path, kind, SAMPLE, derandomize=True)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("first", range(0, EXAMPLES, BATCH))
@pytest.mark.parametrize("kind", KINDS)
def test_the_laws_hold(tmp_path: Path, kind: str, first: int) -> None:
    hold(tmp_path, kind, min(BATCH, EXAMPLES - first))
