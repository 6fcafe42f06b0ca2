"""The whole embedded repository as one ASGI application: both repositories, their pages, faults and leases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TextIO

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from publishpipe.local import faultware, nomad, private, zenodo
from publishpipe.local.faults import Faults, Rule
from publishpipe.local.guard import Guard
from publishpipe.local.leases import Leases
from publishpipe.local.pages import nomad as nomad_page
from publishpipe.local.pages import routes as pages
from publishpipe.local.pages import zenodo as zenodo_page
from publishpipe.local.ratelimit import RateLimit
from publishpipe.local.refusal import answer_nobody
from publishpipe.local.requestlog import RequestLog
from publishpipe.local.settings import Settings

NOMAD = "/nomad/api/v1"


def create_app(settings: Settings) -> Starlette:
    """The application for one store.

    Raises:
        ValueError: A fault rule cannot be read.
        OSError: The store cannot be opened.
    """
    rules = [Rule.parse(text) for text in settings.faults]
    keys = private.keys(settings.store)
    zenodo_app = zenodo.create_app(settings, zenodo_page.keep)
    nomad_app = nomad.create_app(settings, partial(nomad_page.keep, settings.store))
    log = private.log(settings.store / "requests.log")
    faults = Faults(on_change=[_lag(zenodo_app, settings.search_lag), _processing(nomad_app)])
    faults.set(rules)
    leases = Leases(keys.id)
    own = [*pages.routes, *faultware.routes, Route("/_lease", leases), Route("/_leases", _lease_count)]
    app = Starlette(
        routes=[*own, Mount(NOMAD, nomad_app)],
        middleware=[
            Middleware(Guard),
            Middleware(RequestLog, log),
            Middleware(faultware.FaultMiddleware, faults),
            Middleware(RateLimit, settings.rate_limit),
        ],
        exception_handlers={ClientDisconnect: answer_nobody},
        lifespan=lambda _app: _running(zenodo_app, nomad_app, log),
    )
    # All the rest is Zenodo's. It is not mounted, as the path of a mount has no line breaks, but names of files may.
    app.router.redirect_slashes, app.router.default = False, zenodo_app
    app.state.zenodo, app.state.nomad = zenodo_app.state.service, nomad_app.state.server
    app.state.faults, app.state.leases = faults, leases
    return app


@asynccontextmanager
async def _running(zenodo_app: Starlette, nomad_app: Starlette, log: TextIO) -> AsyncIterator[None]:
    with log:
        async with zenodo_app.router.lifespan_context(zenodo_app), nomad_app.router.lifespan_context(nomad_app):
            yield


def _lag(zenodo_app: Starlette, usual: float) -> faultware.Switch:
    def switch(rules: list[Rule]) -> None:
        zenodo_app.state.index.lag = next((rule.value for rule in rules if rule.kind == "search-lag"), usual)

    return switch


def _processing(nomad_app: Starlette) -> faultware.Switch:
    def switch(rules: list[Rule]) -> None:
        rule = next((rule for rule in rules if rule.kind.startswith("processing-")), None)
        fault = nomad_app.state.processing_fault
        fault.mode = rule.kind.removeprefix("processing-") if rule else ""
        fault.times = (rule.times or None) if rule else None
        fault.conflicts = any(rule.kind == "busy-conflicts" for rule in rules)

    return switch


async def _lease_count(request: Request) -> Response:
    return JSONResponse({"count": request.app.state.leases.count})
