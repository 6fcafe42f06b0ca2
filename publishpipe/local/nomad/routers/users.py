"""The directory of users: `users/…`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.accounts import private, public
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.requests.auth import identify, require
from publishpipe.local.nomad.server import server_of

_KEYS = ("user_id", "username", "email")


def get_me(request: Request) -> Response:
    """The account of whoever asks: the cheap way to check a token."""
    return JSONResponse(private(require(request, "users:read").account))


def get_users(request: Request) -> Response:
    """Users by id, name or e-mail address, or by the beginning of their name; unknown ones are left out."""
    identify(request, "users:read")
    accounts, query = server_of(request).accounts, request.query_params
    wanted = [(key, value) for key in _KEYS for value in query.getlist(key)]
    found = [account for key, value in wanted if (account := accounts.find(key, value))]
    if prefix := query.get("prefix", "").lower():
        found += [account for account in accounts.all() if _begins(account, prefix)]
    return JSONResponse({"data": [_listed(account) for account in found]})


def _begins(account: Json, prefix: str) -> bool:
    names = (account.get(key) or "" for key in ("first_name", "last_name", "username"))
    return any(name.lower().startswith(prefix) for name in names)


def _listed(account: Json) -> Json:
    hidden = ("email", "affiliation", "affiliation_address")
    return {key: value for key, value in private(account).items() if value is not None and key not in hidden}


def get_user(request: Request) -> Response:
    """One user by id.

    Raises:
        KeyError: There is none; the real server fails with a 500 then, too.
    """
    identify(request, "users:read")
    account = server_of(request).accounts.find("user_id", request.path_params["user_id"])
    if account is None:
        raise KeyError("User does not exist")
    return JSONResponse(public(account))
