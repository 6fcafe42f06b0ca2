"""The laws hold after every step of any sequence of commands, deaths, faults, changes here and changes on the web.

LAWS_EXAMPLES=2000 has it try that many sequences, at `make torture`'s leisure.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from publishpipe import embedded
from tests.conftest import Server
from tests.laws.machine import Machine

EXAMPLES = int(os.environ.get("LAWS_EXAMPLES", "24"))
BATCH = 50  # examples to a server: its searches take longer the more it holds
STEPS = int(os.environ.get("LAWS_STEPS", "30"))


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("first", range(0, EXAMPLES, BATCH))
def test_the_laws_hold(tmp_path_factory: pytest.TempPathFactory, first: int) -> None:
    store = tmp_path_factory.mktemp("store")
    chosen = settings(
        max_examples=min(BATCH, EXAMPLES - first),
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    with embedded.running(store) as url:
        server = Server(url.rstrip("/"), store)
        run_state_machine_as_test(type("TheLaws", (Machine,), {"server": server}), settings=chosen)
