"""The verbs `login` and `logout`: a token that is kept for the server that it belongs to, once that accepted it."""

from __future__ import annotations

import os
from collections.abc import Mapping

from publishpipe.commands.locate import target as target_at
from publishpipe.errors import UsageError
from publishpipe.http import credentials
from publishpipe.http.credentials import Login, Secret
from publishpipe.http.tokens import kept as kept_tokens
from publishpipe.model.events import Emit, ignore
from publishpipe.model.known_token import KnownToken
from publishpipe.model.target import Environment, Target
from publishpipe.model.urls import origin_of
from publishpipe.repositories import REPOSITORIES
from publishpipe.workspace import connection


def login(
    repository: str = "zenodo",
    environment: Environment = "production",
    *,
    url: str | None = None,
    token: str = "",
    name: str = "",
    password: str = "",
    emit: Emit = ignore,
) -> KnownToken:
    """Keep a token for one server, in the system keyring or in a file of one's own, once that server accepted it.

    With a name and a password a token is made there, and that is kept; the password never is.

    Args:
        repository: `zenodo` or `nomad`.
        environment: `sandbox` or `production`.
        url: base URL of another instance.
        token: as it was copied.
        name: instead of a token.
        password: of that name.
        emit: told about waits.

    Raises:
        UsageError: a rehearsal, which needs no token; or the repository makes none for a name and a password.
        CredentialsError: it is malformed or not accepted; or it cannot be kept.
        ServerError: the server cannot be reached.
    """
    target = _target(repository, environment, url)
    base_url, named = connection.api_url(target), _set()
    secret = (
        _made(target, Login(name, password), emit)
        if name
        else credentials.secret_in(token, origin_of(base_url), source="")
    )
    with connection.session_with(target, secret, emit) as session:
        account = REPOSITORIES[repository].remote().account(session)
    return _told(kept_tokens.keep(base_url, secret, account), named)


def _made(target: Target, given: Login, emit: Emit) -> Secret:
    """A token to keep, made for a user name and a password."""
    repository = REPOSITORIES[target.repository]
    log_in, make_token = repository.remote().log_in, repository.remote().make_token
    if log_in is None or make_token is None:
        raise UsageError(
            f"{repository.TITLE} makes no token for a user name and a password.",
            state="Nothing was sent.",
            hint=repository.GUIDE.how(connection.api_url(target)),
        )
    with connection.session_with(target, None, emit, lambda session: log_in(session, given)) as session:
        return make_token(session)


def logout(
    repository: str = "zenodo", environment: Environment = "production", *, url: str | None = None
) -> KnownToken:
    """Forget the token that `login` keeps for one server. There it stays good until it ends or is taken back.

    Args:
        repository: `zenodo` or `nomad`.
        environment: `sandbox` or `production`.
        url: base URL of another instance.

    Returns:
        What was forgotten; its source is empty if nothing was kept.

    Raises:
        UsageError: a rehearsal, which needs no token.
        CredentialsError: it cannot be removed.
    """
    base_url = connection.api_url(_target(repository, environment, url))
    origin = origin_of(base_url)
    return KnownToken(origin, kept_tokens.forget(base_url), overruled_by=_set().get(origin, ""))


def tokens() -> tuple[KnownToken, ...]:
    """Where tokens come from, for each server that there is one for. No server is asked.

    Raises:
        CredentialsError: a variable, or the file of kept tokens, is malformed.
    """
    named = _set()
    found = [KnownToken(*pair) for pair in named.items()] + [_told(kept, named) for kept in kept_tokens.known()]
    return tuple(sorted(found, key=lambda one: (one.origin, bool(one.overruled_by))))


def making(repository: str = "zenodo", environment: Environment = "production", *, url: str | None = None) -> str:
    """Where to make a token for one server, in words. Raises UsageError: a rehearsal, which needs none."""
    base_url = connection.api_url(_target(repository, environment, url))
    return REPOSITORIES[repository].GUIDE.making(base_url)


def _told(kept: kept_tokens.Kept, named: Mapping[str, str]) -> KnownToken:
    return KnownToken(kept.origin, kept.place, kept.account, kept.end, named.get(kept.origin, ""))


def _set() -> Mapping[str, str]:
    """Origin → the variable of the environment that has a token for it."""
    return credentials.origins((repository.VARIABLES for repository in REPOSITORIES.values()), os.environ)


def _target(repository: str, environment: Environment, url: str | None) -> Target:
    target = target_at(repository, environment, url)
    if target.is_embedded:
        raise UsageError(
            "A rehearsal in the embedded repository needs no token.",
            state="Nothing was changed.",
            hint="Say --environment sandbox or production, or --url.",
        )
    return target
