"""The NOMAD half of the embedded repository: the API of nomad-lab 2.0.0, or 1.3's where that differs.

Held against recorded answers of the real servers (`tests/contract/nomad`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from publishpipe.local.nomad.accounts import Accounts
from publishpipe.local.nomad.dialect import DIALECTS
from publishpipe.local.nomad.errors import answer_crash, answer_http_error
from publishpipe.local.nomad.jobs import Processing
from publishpipe.local.nomad.processing.operations import operations
from publishpipe.local.nomad.routers.routes import routes
from publishpipe.local.nomad.server import Server
from publishpipe.local.nomad.store import Store
from publishpipe.local.refusal import Refusal, answer_nobody, answer_refusal
from publishpipe.local.settings import Settings

__all__ = ["create_app"]


def create_app(
    settings: Settings, on_change: Callable[[Server, str], object] = lambda _server, _upload_id: None
) -> Starlette:
    """The API as an ASGI application, to be mounted at `/nomad/api/v1`.

    Processes that an earlier server left unfinished are taken up again. `app.state.processing_fault` is a
    `ProcessingFault`: set its `mode` to make processing go wrong. Whoever mounts the application has to run its
    lifespan, or to call `app.state.server.close()` at the end.

    Args:
        settings: The settings.
        on_change: Told the id of each upload that was processed, edited, published or deleted, or got a DOI.

    Raises:
        KeyError: There is no such dialect.
    """
    dialect = DIALECTS[settings.nomad_dialect]
    store = Store(settings.store / "nomad")
    own = None if settings.nomad_users else settings.own_token()
    accounts = Accounts(store, settings.tokens, settings.nomad_users, own, personal_tokens=dialect.personal_tokens)
    processing = Processing(store, dialect, settings.nomad_step_seconds)
    server = Server(store, dialect, accounts, processing, on_change)
    processing.operations, processing.on_end = operations(server), server.changed

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        server.close()

    app = Starlette(
        routes=routes(dialect),
        lifespan=lifespan,
        exception_handlers={
            Refusal: answer_refusal,
            HTTPException: answer_http_error,
            ClientDisconnect: answer_nobody,
            Exception: answer_crash,
        },
    )
    app.state.server = server
    app.state.processing_fault = processing.fault
    processing.resume()
    return app
