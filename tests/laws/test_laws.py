"""The laws hold after every step of any sequence of commands, deaths, faults, changes here and changes on the web."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from publishpipe import embedded
from tests.conftest import Server
from tests.laws.machine import Machine

EXAMPLES = int(os.environ.get("LAWS_EXAMPLES", "2000"))  # of `make torture`
SAMPLE = 20  # of `make test`: the same each time
BATCH = 50  # examples to a server: its searches take longer the more it holds
STEPS = 30


def hold(store: Path, examples: int, *, derandomize: bool = False) -> None:
    chosen = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        derandomize=derandomize,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    with embedded.running(store) as url:
        server = Server(url.rstrip("/"), store)
        run_state_machine_as_test(type("TheLaws", (Machine,), {"server": server}), settings=chosen)


@pytest.mark.timeout(600)
def test_the_laws_hold_in_some_sequences(tmp_path: Path) -> None:
    hold(tmp_path, SAMPLE, derandomize=True)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("first", range(0, EXAMPLES, BATCH))
def test_the_laws_hold(tmp_path: Path, first: int) -> None:
    hold(tmp_path, min(BATCH, EXAMPLES - first))
