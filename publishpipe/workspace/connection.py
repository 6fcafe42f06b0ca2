"""The way to a server: its base URL, and a session with the secret that belongs to its origin."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from publishpipe.errors import InputError
from publishpipe.http.credentials import Secret, login_for, token_for
from publishpipe.http.tokens import kept as kept_tokens
from publishpipe.model.target import Target
from publishpipe.repositories import REPOSITORIES
from publishpipe.state.places import STORE
from publishpipe.state.storage import scratch

if TYPE_CHECKING:
    from publishpipe.http.session import Session
    from publishpipe.model.events import Emit


def api_url(target: Target) -> str:
    """The base URL of a target, which is not the embedded repository: that one's port is known once it runs.

    Raises:
        InputError: nobody knows one.
    """
    repository = REPOSITORIES[target.repository]
    url = target.url or repository.BASE_URLS.get(target.environment, "")
    if not url:
        raise _nowhere(target)
    url = url if url.endswith("/") else f"{url}/"
    return url if url.endswith(repository.API_PATH) else url + repository.API_PATH


def _nowhere(target: Target) -> InputError:
    return InputError(
        f"There is no {target.environment} of {REPOSITORIES[target.repository].TITLE} that publishpipe knows.",
        hint="Choose another environment, or say with target.url (or --url) where there is one.",
    )


@contextmanager
def connected(target: Target, folder: Path, emit: Emit, *, guest: bool = False) -> Iterator[Session]:
    """A session with the target's server; the embedded repository, whose store is in `folder`, runs for as long.

    Args:
        target: which server.
        folder: where the scratch folder is.
        emit: told about waits.
        guest: go without a token if there is none.

    Raises:
        CredentialsError: there is no token for that server.
    """
    if target.is_embedded:
        with _embedded(target, folder, emit) as session:
            yield session
    else:
        with _session(target, emit, guest=guest) as session:
            yield session


@contextmanager
def _embedded(target: Target, folder: Path, emit: Emit) -> Iterator[Session]:
    """A session with the embedded repository, which surely runs for as long. No other server's token is looked up."""
    repository = REPOSITORIES[target.repository]
    path = repository.EMBEDDED_PATH
    if not path:
        raise _nowhere(target)
    from publishpipe.http import session as http  # noqa: PLC0415  # only who connects needs an HTTP library
    from publishpipe.workspace import embedded  # noqa: PLC0415  # as above

    scratch(folder)
    store = folder / STORE
    with (
        embedded.running(store) as origin,
        http.Session(origin + path, Secret(embedded.token(store)), repository.DIALECT, emit) as session,
    ):
        yield session


def _session(target: Target, emit: Emit, *, guest: bool) -> Session:
    """A session with the token for the target's URL, or with a way to get one."""
    repository, base_url = REPOSITORIES[target.repository], api_url(target)
    secret = token_for(base_url, repository.VARIABLES, os.environ)
    log_in = repository.remote().log_in
    login = login_for(base_url, repository.VARIABLES, os.environ) if log_in else None
    if secret is None and login is None:
        secret = kept_tokens.find(base_url) or _without(target, base_url, guest=guest)
    renew = (lambda session: log_in(session, login)) if log_in and login else None
    return session_with(target, secret, emit, renew)


def _without(target: Target, base_url: str, *, guest: bool) -> Secret | None:
    """What goes to a server that nobody has a token for. Raises CredentialsError if it needs one."""
    if target.environment == "local":  # it takes any token, as `local serve --open` does
        return Secret("local")
    if guest:
        return None
    kept = frozenset(one.origin for one in kept_tokens.known())
    raise REPOSITORIES[target.repository].GUIDE.missing(base_url, os.environ, kept)


def session_with(
    target: Target, secret: Secret | None, emit: Emit, renew: Callable[[Session], Secret] | None = None
) -> Session:
    """A session with a token that was just given, or with a way to get one; see `Session`."""
    from publishpipe.http import session as http  # noqa: PLC0415  # only who connects needs an HTTP library

    return http.Session(api_url(target), secret, REPOSITORIES[target.repository].DIALECT, emit, renew)
