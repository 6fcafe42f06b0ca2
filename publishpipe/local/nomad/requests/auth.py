"""Who asks: the token of a request."""

from __future__ import annotations

from starlette.requests import Request

from publishpipe.local.nomad.accounts import Expired, Identity
from publishpipe.local.nomad.errors import refused
from publishpipe.local.nomad.server import Server, server_of


def identify(request: Request, *scopes: str, upload_token: bool = False) -> Identity | None:
    """Whoever asks, None for nobody.

    Args:
        request: The request.
        scopes: What a personal access token must allow.
        upload_token: Whether an upload token is good enough.

    Raises:
        Refusal: The token is not accepted (401) or lacks a scope (403).
    """
    server = server_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    identity = _by_bearer(server, token.strip()) if scheme.lower() == "bearer" else None
    if identity is None and upload_token:
        kept = request.headers if server.dialect.upload_token_header else request.query_params
        name = "upload-token" if server.dialect.upload_token_header else "token"
        identity = server.accounts.by_upload_token(kept[name]) if name in kept else None
    if identity and identity.scopes is not None and not identity.scopes.issuperset(scopes):
        lacking = sorted(set(scopes) - identity.scopes)
        names = ", ".join(f"<Scope.{scope.upper().replace(':', '_')}: {scope!r}>" for scope in lacking)
        raise refused(403, f"Missing scopes: [{names}]")
    return identity


def require(request: Request, *scopes: str, upload_token: bool = False) -> Identity:
    """Whoever asks; somebody must.

    Raises:
        Refusal: Nobody does (401), or as in `identify`.
    """
    identity = identify(request, *scopes, upload_token=upload_token)
    if identity is None:
        dialect = server_of(request).dialect
        raise refused(401, dialect.anonymous, _challenge(dialect.challenge))
    return identity


def _by_bearer(server: Server, token: str) -> Identity | None:
    try:
        return server.accounts.by_token(token)
    except Expired:
        raise refused(401, "Expired token.", _challenge(server.dialect.challenge)) from None


def _challenge(scheme: str | None) -> dict[str, str] | None:
    return {"WWW-Authenticate": scheme} if scheme else None
