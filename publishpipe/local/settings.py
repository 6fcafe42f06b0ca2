"""What an embedded repository is started with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Everything that distinguishes one embedded repository from another.

    Attributes:
        store: Folder that holds all of its state; made when missing.
        tokens: Account name to bearer token. Empty: any token is accepted and is an account of its own.
            A name such as `alice_second` gives the account `alice` another token.
        faults: Fault rules in their text form (see `faults`), active from the start.
        search_lag: Seconds until a change is found by search (OpenSearch's refresh: zenodo-rdm, observed 2026-11).
        rate_limit: Requests a minute and client; None: no limit.
        nomad_dialect: Which NOMAD answers, `1.3` or `2.0`.
        nomad_users: JSON file with NOMAD's users, who are then the only ones.
        nomad_step_seconds: How long each step of NOMAD's processing takes.
    """

    store: Path
    tokens: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    search_lag: float = 1.0
    rate_limit: int | None = None
    nomad_dialect: str = "2.0"
    nomad_users: Path | None = None
    nomad_step_seconds: float = 0.1
