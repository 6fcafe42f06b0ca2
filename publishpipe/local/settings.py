"""What an embedded repository is started with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from publishpipe.local import private


@dataclass(frozen=True)
class Settings:
    """Everything that distinguishes one embedded repository from another.

    Attributes:
        store: Folder that holds all of its state; made when missing.
        tokens: Account name to bearer token. Empty: only the store's own token is accepted.
            A name such as `alice_second` gives the account `alice` another token.
        faults: Fault rules in their text form (see `faults`), active from the start.
        search_lag: Seconds until a change is found by search (OpenSearch's refresh: zenodo-rdm, observed 2026-11).
        rate_limit: Requests a minute and client; None: no limit.
        nomad_dialect: Which NOMAD answers, `1.3` or `2.0`.
        nomad_users: JSON file with NOMAD's users, who are then the only ones.
        nomad_step_seconds: How long each step of NOMAD's processing takes.
        takes_any: Without `tokens`: any token is accepted and is an account of its own.
        doi_prefix: What the DOIs of its Zenodo begin with. DataCite keeps 10.5072 for tests: none is anybody's.
    """

    store: Path
    tokens: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    search_lag: float = 1.0
    rate_limit: int | None = None
    nomad_dialect: str = "2.0"
    nomad_users: Path | None = None
    nomad_step_seconds: float = 0.1
    takes_any: bool = False
    doi_prefix: str = "10.5072"

    def own_token(self) -> str | None:
        """The store's own token if that is the one to take, else None."""
        return None if self.tokens or self.takes_any else private.keys(self.store).token
