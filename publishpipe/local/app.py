"""The whole embedded repository as one ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from publishpipe.local import faultware, nomad
from publishpipe.local.faults import Faults, Rule
from publishpipe.local.faultware import FaultMiddleware
from publishpipe.local.leases import Leases
from publishpipe.local.nomad.errors import answer_nobody
from publishpipe.local.pages import nomad as nomad_page
from publishpipe.local.pages import routes as pages
from publishpipe.local.pages import zenodo as zenodo_page
from publishpipe.local.ratelimit import RateLimit
from publishpipe.local.requestlog import RequestLog
from publishpipe.local.settings import Settings
from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.resources import (
    bucket,
    communities,
    deposition_files,
    depositions,
    draft_files,
    drafts,
    me,
    records,
    requests,
    vocabularies,
)
from publishpipe.local.zenodo.resources.call import drain
from publishpipe.local.zenodo.services import embargoes
from publishpipe.local.zenodo.services.accounts import Accounts
from publishpipe.local.zenodo.services.communities import Communities
from publishpipe.local.zenodo.services.records import Service
from publishpipe.local.zenodo.store import Store

NOMAD = "/nomad/api/v1"


def create_app(settings: Settings) -> Starlette:
    """The application for one store.

    Raises:
        ValueError: A fault rule cannot be read.
        OSError: The store cannot be made.
    """
    rules = [Rule.parse(text) for text in settings.faults]
    settings.store.mkdir(parents=True, exist_ok=True)
    store = Store(settings.store)
    nomad_app = nomad.create_app(settings, partial(nomad_page.keep, settings.store))
    log = (settings.store / "requests.log").open("a", encoding="utf-8", buffering=1)
    faults, leases = Faults(), Leases()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        job = asyncio.create_task(embargoes.lift_forever(app.state.service))
        yield
        job.cancel()
        nomad_app.state.server.close()
        store.close()
        log.close()

    app = Starlette(
        routes=[*_routes(), Mount(NOMAD, nomad_app), Route("/_lease", leases)],
        middleware=[
            Middleware(RequestLog, log),
            Middleware(FaultMiddleware, faults),
            Middleware(RateLimit, settings.rate_limit),
        ],
        exception_handlers={HTTPException: _http_error, ClientDisconnect: answer_nobody, Exception: _crash},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    accounts = Accounts(store, settings.tokens)
    service = Service(store, Communities(accounts), settings.search_lag, zenodo_page.keep)
    faults.on_change = [_lag(service, settings.search_lag), _processing(nomad_app)]
    faults.set(rules)
    app.state.accounts, app.state.service, app.state.nomad = accounts, service, nomad_app.state.server
    app.state.faults, app.state.leases = faults, leases
    return app


def _lag(service: Service, usual: float) -> faultware.Switch:
    def switch(rules: list[Rule]) -> None:
        service.index.lag = next((rule.value for rule in rules if rule.kind == "search-lag"), usual)

    return switch


def _processing(nomad_app: Starlette) -> faultware.Switch:
    def switch(rules: list[Rule]) -> None:
        rule = next((rule for rule in rules if rule.kind.startswith("processing-")), None)
        fault = nomad_app.state.processing_fault
        fault.mode = rule.kind.removeprefix("processing-") if rule else ""
        fault.times = (rule.times or None) if rule else None

    return switch


def _routes() -> list[BaseRoute]:
    return [
        *depositions.routes,
        *deposition_files.routes,
        *bucket.routes,
        *me.routes,
        *drafts.routes,
        *draft_files.routes,
        *communities.routes,
        *requests.routes,
        *vocabularies.routes,
        *records.routes,
        *pages.routes,
        *faultware.routes,
        Route("/_leases", _lease_count),
    ]


async def _lease_count(request: Request) -> Response:
    return JSONResponse({"count": request.app.state.leases.count})


async def _http_error(request: Request, error: Exception) -> Response:
    """A path that does not exist, as the real server's web framework says it."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    await drain(request)
    message = refusals.URL_NOT_FOUND if status == 404 else str(error)
    return JSONResponse({"message": message, "status": status}, status)


async def _crash(_request: Request, _error: Exception) -> Response:
    """An error of this server's own: same answer, and uvicorn logs the traceback."""
    return JSONResponse({"message": refusals.INTERNAL, "status": 500}, 500)
