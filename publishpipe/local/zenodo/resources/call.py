"""What every call has in common: the account, content negotiation, JSON bodies."""

from __future__ import annotations

import codecs
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.resources.failing import too_large
from publishpipe.local.zenodo.services.accounts import Account
from publishpipe.local.zenodo.services.records import Service

JSON_TYPE = "application/json"
#: The front end's limits on bodies: of files, and of everything else.
MAX_FILE_BODY = 50 * 1024**3
MAX_BODY = 100 * 1024**2
NATIVE_TYPE = "application/vnd.inveniordm.v1+json"


@dataclass(frozen=True)
class Call:
    """One request, and what is needed to answer it."""

    request: Request
    service: Service
    caller: Account | None
    accepted: str

    @property
    def account(self) -> Account:
        """The account that calls; nobody is refused."""
        if self.caller is None:
            raise refusals.denied()
        return self.caller

    @property
    def origin(self) -> str:
        """Scheme and host as the client named them: links are made from it."""
        url = self.request.url
        return f"{url.scheme}://{url.netloc}"

    @property
    def number(self) -> int:
        """The record number in the path; anything else is one that does not exist."""
        text = self.request.path_params["id"]
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise refusals.missing(refusals.NO_PID)
        return int(text)

    async def json(self) -> Any:
        """The JSON body.

        Raises:
            Refusal: 415 unless the Content-Type is exactly `application/json` or absent, 400 for broken JSON,
                500 for another encoding or NaN.
        """
        check_type(self.request, JSON_TYPE)
        body = (await self.request.body()).removeprefix(codecs.BOM_UTF8)
        if not body:
            return None
        try:
            return json.loads(body.decode(), parse_constant=_no_constant)
        except UnicodeDecodeError:
            raise refusals.broken() from None
        except ValueError:
            raise refusals.refused(400, "Unable to decode JSON data in request body.") from None

    @property
    def answering(self) -> str:
        """The media type of an answer in JSON."""
        asked = self.request.headers.get("accept", "").strip()
        return asked if asked == NATIVE_TYPE else JSON_TYPE


Handler = Callable[[Call], Awaitable[Response]]


def check_type(request: Request, allowed: str) -> None:
    """Compare the Content-Type header with the only one that is looked up, as the real server does: as a text."""
    if request.headers.get("content-type", allowed) != allowed:
        message = f"Invalid 'Content-Type' header. Expected one of: {allowed}"
        raise refusals.refused(415, message)


def resource(
    path: str, *, accept: Sequence[str] = (JSON_TYPE,), named: str = "", largest: int = MAX_BODY, **handlers: Handler
) -> Route:
    """A route.

    Args:
        path: Its path.
        accept: The media types that it can answer in; none: whatever the content is.
        named: What the 406 answer says about these, if not just their names.
        largest: The longest body that it takes.
        handlers: One for each method, by its name in capitals.
    """
    if "GET" in handlers:
        handlers.setdefault("HEAD", handlers["GET"])

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(media_type="text/html", headers={"Allow": ", ".join(sorted([*handlers, "OPTIONS"]))})
        if request.method not in handlers:
            raise refusals.framework(405, "The method is not allowed for the requested URL.")
        if int(request.headers.get("content-length", 0)) > largest:
            return await too_large(request)
        state, accepted = request.app.state, negotiate(request, accept, named)
        return await handlers[request.method](Call(request, state.service, state.accounts.of(request), accepted))

    return Route(path, endpoint, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])


def negotiate(request: Request, offered: Sequence[str], named: str = "") -> str:
    """The media type to answer in; wildcards of one half are not understood, as on the real server."""
    header = request.headers.get("accept", "").strip()
    wanted = [part.partition(";q=")[0].strip() for part in header.split(",")] if header else ["*/*"]
    for name in wanted:
        if name in offered:
            return name
    if "*/*" in wanted or not offered:
        return offered[0] if offered else "*/*"
    raise refusals.refused(406, f"Invalid 'Accept' header. Expected one of: {named or ', '.join(offered)}")


def _no_constant(_name: str) -> NoReturn:
    raise refusals.broken()
