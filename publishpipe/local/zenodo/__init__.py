"""The Zenodo half: the legacy deposit API, and the part of the native API that clients of the former need.

Held against recorded answers of the real server (`tests/contract/zenodo`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from publishpipe.local.settings import Settings
from publishpipe.local.zenodo.resources.failing import HANDLERS
from publishpipe.local.zenodo.resources.routes import routes
from publishpipe.local.zenodo.services import embargoes
from publishpipe.local.zenodo.services.accounts import Accounts
from publishpipe.local.zenodo.services.communities import Communities
from publishpipe.local.zenodo.services.reading import Reader
from publishpipe.local.zenodo.services.records import Service
from publishpipe.local.zenodo.store import Store

__all__ = ["create_app"]


def create_app(settings: Settings, on_change: Callable[[Reader, int], object]) -> Starlette:
    """The API as an ASGI application, for the root. Whoever calls it has to run its lifespan, too.

    `app.state.index` is the search index: set its `lag` to let searches be late.

    Args:
        settings: The settings.
        on_change: Told the number of each record or draft that changed, or is gone.

    Raises:
        OSError: The store cannot be opened.
    """
    store = Store(settings.store, settings.doi_prefix)
    accounts = Accounts(store, settings.tokens, settings.own_token())
    service = Service(store, Communities(accounts), settings.search_lag, on_change)
    service.index.fill()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        job = asyncio.create_task(embargoes.lift_forever(service))
        yield
        job.cancel()
        store.close()

    app = Starlette(routes=routes, exception_handlers=HANDLERS, lifespan=lifespan)
    app.router.redirect_slashes = False
    app.state.accounts, app.state.service, app.state.index = accounts, service, service.index
    return app
