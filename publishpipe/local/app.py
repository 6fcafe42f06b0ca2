"""The whole embedded repository as one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from publishpipe.local import faultware, pages
from publishpipe.local.faults import Faults, Rule
from publishpipe.local.faultware import FaultMiddleware
from publishpipe.local.leases import Leases
from publishpipe.local.ratelimit import RateLimit
from publishpipe.local.requestlog import RequestLog
from publishpipe.local.settings import Settings
from publishpipe.local.zenodo import bucket, deposition_files, depositions, draft_files, people, records, refusals
from publishpipe.local.zenodo.accounts import Accounts
from publishpipe.local.zenodo.communities import Communities
from publishpipe.local.zenodo.service import Service
from publishpipe.local.zenodo.store import Store


def create_app(settings: Settings) -> Starlette:
    """The application for one store.

    Raises:
        ValueError: A fault rule cannot be read.
        OSError: The store cannot be made.
    """
    settings.store.mkdir(parents=True, exist_ok=True)
    store = Store(settings.store)
    faults, leases = Faults(), Leases()
    faults.set(map(Rule.parse, settings.faults))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        store.close()

    app = Starlette(
        routes=[*_routes(settings), Route("/_lease", leases)],
        middleware=[
            Middleware(RequestLog, settings.store / "requests.log"),
            Middleware(RateLimit, settings.rate_limit),
            Middleware(FaultMiddleware, faults),
        ],
        exception_handlers={HTTPException: _http_error, Exception: _crash},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.accounts = Accounts(store, settings.tokens)
    app.state.service = Service(store, Communities(store, app.state.accounts), settings.search_lag, pages.write)
    app.state.faults = faults
    app.state.leases = leases
    return app


def _routes(_settings: Settings) -> list[BaseRoute]:
    return [
        *depositions.routes,
        *deposition_files.routes,
        *bucket.routes,
        *people.routes,
        *draft_files.routes,
        *records.routes,
        *pages.routes,
        *faultware.routes,
        Route("/_leases", _leases),
    ]


async def _leases(request: Request) -> Response:
    return JSONResponse({"count": request.app.state.leases.count})


async def _http_error(request: Request, error: Exception) -> Response:
    """A path that does not exist, as the real server's web framework says it."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    async for _ in request.stream():
        pass
    message = refusals.URL_NOT_FOUND if status == 404 else str(error)
    return JSONResponse({"message": message, "status": status}, status)


async def _crash(_request: Request, _error: Exception) -> Response:
    """An error of this server's own: same answer, and uvicorn logs the traceback."""
    return JSONResponse({"message": refusals.INTERNAL, "status": 500}, 500)
