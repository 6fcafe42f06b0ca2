"""Who asks, and the tokens one can get: `auth/…`."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.accounts import PAT_PREFIX, TOKEN_LIFETIME, Expired, Identity
from publishpipe.local.nomad.errors import Json, Refusal, Unprocessable, missing, problem
from publishpipe.local.nomad.params import Params, json_body, json_object
from publishpipe.local.nomad.server import Server, server_of

_LONGEST_APP_TOKEN = 30 * 86400
_SIGNATURE_TOKEN = 10


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
        raise Refusal(403, f"Missing scopes: [{names}]")
    return identity


def require(request: Request, *scopes: str, upload_token: bool = False) -> Identity:
    """Whoever asks; somebody must.

    Raises:
        Refusal: Nobody does (401), or as in `identify`.
    """
    identity = identify(request, *scopes, upload_token=upload_token)
    if identity is None:
        dialect = server_of(request).dialect
        raise Refusal(401, dialect.anonymous, _challenge(dialect.challenge))
    return identity


def _by_bearer(server: Server, token: str) -> Identity | None:
    try:
        return server.accounts.by_token(token)
    except Expired as expired:
        if expired.simple:
            raise Refusal(401, expired.detail, _challenge(server.dialect.challenge)) from None
        raise


def _challenge(scheme: str | None) -> dict[str, str] | None:
    return {"WWW-Authenticate": scheme} if scheme else None


async def post_token(request: Request) -> Response:
    """Log in with a form."""
    server, form = server_of(request), {}
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    problems = [*_grant_problems(form, needed=server.dialect.token_set)]
    problems += [missing("body", name) for name in ("username", "password") if name not in form]
    if problems:
        raise Unprocessable(problems)
    return _log_in(server, form["username"], form["password"])


def _grant_problems(form: dict[str, str], *, needed: bool) -> list[Json]:
    grant = form.get("grant_type")
    if grant is None:
        return [missing("body", "grant_type")] if needed else []
    pattern = "^password$"
    message = f"String should match pattern '{pattern}'"
    wrong = problem("string_pattern_mismatch", ("body", "grant_type"), message, grant, pattern=pattern)
    return [] if grant == "password" else [wrong]


def get_token(request: Request) -> Response:
    """Log in with query parameters (gone since 1.4.0)."""
    params = Params(request.query_params)
    name, password = params.text("username", required=True), params.text("password", required=True)
    params.check()
    return _log_in(server_of(request), name, password)


def _log_in(server: Server, name: str, password: str) -> Response:
    account = server.accounts.log_in(name, password)
    token_set = server.dialect.token_set
    if account is None:
        scheme = "Basic" if token_set else "Bearer"
        raise Refusal(401, "Incorrect username or password", _challenge(scheme))
    token = server.accounts.access_token(account)
    if not token_set:
        return JSONResponse({"access_token": token, "token_type": "bearer"})
    lifetime = account.get("token_lifetime", TOKEN_LIFETIME)
    answer = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": lifetime,
        "refresh_token": secrets.token_urlsafe(32),
        "scope": "openid",
        "id_token": None,
        "refresh_expires_in": 1800 if lifetime == TOKEN_LIFETIME else 6 * lifetime,
    }
    return JSONResponse(answer, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def get_app_token(request: Request) -> Response:
    """A token with a chosen lifetime of at most 30 days."""
    identity = require(request, "tokens:create")
    params = Params(request.query_params)
    params.text("expires_in", required=True)
    seconds = params.number("expires_in")
    given, where = request.query_params.get("expires_in"), ("query", "expires_in")
    if seconds is not None and seconds <= 0:
        params.problems.append(problem("greater_than", where, "Input should be greater than 0", given, gt=0))
    if seconds is not None and seconds > _LONGEST_APP_TOKEN:
        message = f"Input should be less than or equal to {_LONGEST_APP_TOKEN}"
        params.problems.append(problem("less_than_equal", where, message, given, le=_LONGEST_APP_TOKEN))
    params.check()
    return JSONResponse({"app_token": server_of(request).accounts.simple_token(identity.user_id, seconds or 0)})


def get_signature_token(request: Request) -> Response:
    """A token for ten seconds."""
    identity = require(request)
    return JSONResponse(
        {"signature_token": server_of(request).accounts.simple_token(identity.user_id, _SIGNATURE_TOKEN)}
    )


async def post_personal_token(request: Request) -> Response:
    """Make a personal access token; it is shown this once."""
    body = await json_body(request)
    identity = require(request, "tokens:create")
    asked = json_object(body)
    metadata = json_object(asked.get("metadata"))
    if not metadata.get("scopes"):
        raise Refusal(400, "At least one scope must be selected.")
    made = datetime.now(UTC)
    ends = made + timedelta(days=asked.get("expires_in_days") or 30)
    token = PAT_PREFIX + secrets.token_urlsafe(32)
    server_of(request).accounts.keep_personal_token(token, identity.user_id, metadata["scopes"], ends.timestamp())
    described = {
        "id": secrets.token_hex(12),
        "name": metadata.get("name"),
        "scopes": metadata["scopes"],
        "description": metadata.get("description"),
        "revoked": False,
        "created_at": _zulu(made),
        "expired_at": _zulu(ends),
        "last_used_at": None,
    }
    return JSONResponse({"pat": described, "raw_token": token}, 201)


def _zulu(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def get_info(request: Request) -> Response:
    """What server this is; asked by anybody."""
    version = server_of(request).dialect.version
    headers = {"ETag": f'W/"{version}-{int(time.time()) // 3600}"'}
    return JSONResponse({"version": version, "oasis": False}, headers=headers)
