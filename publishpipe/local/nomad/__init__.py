"""The NOMAD half of the embedded repository: the API of nomad-lab 2.0.0, or 1.3's where that differs.

Held against recorded answers of the real servers (`tests/contract/nomad`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from publishpipe.local.nomad.accounts import Accounts
from publishpipe.local.nomad.dialect import DIALECTS
from publishpipe.local.nomad.errors import Unprocessable, answer_crash, answer_refusal, answer_unprocessable
from publishpipe.local.nomad.operations import operations
from publishpipe.local.nomad.processing import Processing, ProcessingFault
from publishpipe.local.nomad.routes import routes
from publishpipe.local.nomad.server import Server
from publishpipe.local.nomad.store import Store

__all__ = ["ProcessingFault", "create_app"]

#: Seconds of each step of a process: about half a second for one that parses something.
_STEP_SECONDS = 0.1


class NomadSettings(Protocol):
    """What has to be known to start.

    Beside these, `nomad_users` (a file with users, who are then the only ones) and `nomad_step_seconds` are heeded.
    """

    @property
    def store(self) -> Path:
        """Folder of the whole embedded repository."""

    @property
    def tokens(self) -> Mapping[str, str]:
        """Account names to tokens."""

    @property
    def nomad_dialect(self) -> str:
        """`2.0` or `1.3`."""


def create_app(settings: NomadSettings) -> Starlette:
    """The API as an ASGI application, to be mounted at `/nomad/api/v1`.

    Processes that an earlier server left unfinished are taken up again. `app.state.processing_fault` is a
    `ProcessingFault`: set its `mode` to make processing go wrong.

    Raises:
        KeyError: There is no such dialect.
    """
    dialect = DIALECTS[settings.nomad_dialect]
    store = Store(settings.store / "nomad")
    users: Path | None = getattr(settings, "nomad_users", None)
    accounts = Accounts(store, settings.tokens, users, personal_tokens=dialect.personal_tokens)
    processing = Processing(store, dialect, getattr(settings, "nomad_step_seconds", _STEP_SECONDS))
    server = Server(store, dialect, accounts, processing)
    processing.operations = operations(server)
    app = Starlette(
        routes=routes(dialect),
        exception_handlers={
            HTTPException: answer_refusal,
            Unprocessable: answer_unprocessable,
            Exception: answer_crash,
        },
    )
    app.state.server = server
    app.state.processing_fault = processing.fault
    processing.resume()
    return app
