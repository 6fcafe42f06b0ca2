"""Tokens that one can get: `auth/token`, `auth/app_token`, `auth/signature_token`."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.accounts import TOKEN_LIFETIME, Identity
from publishpipe.local.nomad.errors import Json, missing, problem, refused, unprocessable
from publishpipe.local.nomad.requests.auth import require
from publishpipe.local.nomad.requests.params import Params
from publishpipe.local.nomad.server import Server, server_of

_LONGEST_APP_TOKEN = 30 * 86400
_SIGNATURE_TOKEN = 10


async def post_token(request: Request) -> Response:
    """Log in with a form."""
    server, form = server_of(request), {}
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    problems = [*_grant_problems(form, needed=server.dialect.token_set)]
    problems += [missing("body", name) for name in ("username", "password") if name not in form]
    if problems:
        raise unprocessable(*problems)
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
        raise refused(401, "Incorrect username or password", {"WWW-Authenticate": scheme})
    token = server.accounts.access_token(account)
    if not token_set:
        return JSONResponse({"access_token": token, "token_type": "bearer"})
    answer = _token_set(token, account.get("token_lifetime", TOKEN_LIFETIME))
    return JSONResponse(answer, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def _token_set(token: str, lifetime: float) -> Json:
    return {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": lifetime,
        "refresh_token": secrets.token_urlsafe(32),
        "scope": "openid",
        "id_token": None,
        "refresh_expires_in": 1800 if lifetime == TOKEN_LIFETIME else 6 * lifetime,
    }


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
    return JSONResponse({"app_token": _simple_token(request, identity, seconds or 0)})


def get_signature_token(request: Request) -> Response:
    """A token for ten seconds."""
    identity = require(request, "tokens:create")
    return JSONResponse({"signature_token": _simple_token(request, identity, _SIGNATURE_TOKEN)})


def _simple_token(request: Request, identity: Identity, seconds: float) -> str:
    """NOMAD's own kind of token: a user and an end, and nothing else."""
    return server_of(request).accounts.signer.sign({"user": identity.user_id}, seconds)
