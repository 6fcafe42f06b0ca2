"""What the endpoints share: the store, who is who, and the processing; and what the server says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.accounts import Accounts
from publishpipe.local.nomad.dialect import Dialect
from publishpipe.local.nomad.jobs import Processing
from publishpipe.local.nomad.store import Store


@dataclass(frozen=True)
class Server:
    """One embedded NOMAD."""

    store: Store
    dialect: Dialect
    accounts: Accounts
    processing: Processing
    on_change: Callable[[Server, str], object]

    def changed(self, upload_id: str) -> None:
        """Tell of a change of an upload, once it is stored."""
        self.on_change(self, upload_id)

    def close(self) -> None:
        """End the processing, in the middle if need be, and let go of the store."""
        self.processing.stop()
        self.store.close()


def server_of(request: Request) -> Server:
    """The server that answers a request."""
    server: Server = request.app.state.server
    return server


def api_url(request: Request) -> str:
    """The address of the API as the client knows it, without a slash at the end."""
    return f"{request.url.scheme}://{request.url.netloc}{request.scope['root_path']}"


def get_info(request: Request) -> Response:
    """What server this is; asked by anybody."""
    version = server_of(request).dialect.version
    headers = {"ETag": f'W/"{version}"'}
    return JSONResponse({"version": version, "oasis": False}, headers=headers)
