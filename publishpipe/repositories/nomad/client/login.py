"""From a name and a password to a token: one for now, or one to keep."""

from __future__ import annotations

import platform
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from publishpipe.errors import CredentialsError, NotFoundError, ServerError, understood
from publishpipe.http.credentials import Login, Secret
from publishpipe.http.request import Body
from publishpipe.http.tokens.text import is_token
from publishpipe.model import shapes
from publishpipe.repositories.nomad.servers import SCOPES

if TYPE_CHECKING:
    from publishpipe.http.session import Session

DAYS = timedelta(days=90)  # of a personal access token, which may have 365
APP_DAYS = timedelta(days=30)  # of an app token, the most that it may have


def log_in(session: Session, login: Login) -> Secret:
    """A fresh access token. Raises CredentialsError; no text holds the name or the password."""
    form = {"grant_type": "password", "username": login.name, "password": login.password}
    try:
        answer = session.call("POST", "auth/token", Body.form(form), repeatable=True)
    except ServerError as error:
        if error.status not in {400, 401, 403, 422}:
            raise
        raise CredentialsError(
            f"{session.base_url} does not accept this user name and password.",
            state="Nothing was sent.",
            hint="Log in on its web page with the same ones to see what is wrong.",
        ) from None
    return _secret(answer, "access_token")


def make_token(session: Session) -> Secret:
    """A token to keep, for whoever has logged in: a personal one, or an app token where there are none (before 2.0)."""
    asked = {"metadata": {"name": f"publishpipe on {platform.node()}", "scopes": SCOPES.split()}}
    try:
        answer = session.call("POST", "auth/pats", Body.json({**asked, "expires_in_days": DAYS.days}))
    except NotFoundError:
        seconds = int(APP_DAYS.total_seconds())
        return _secret(session.get("auth/app_token", expires_in=seconds), "app_token")
    return _secret(answer, "raw_token", datetime.now(UTC) + DAYS)


def _secret(answer: shapes.Answer, name: str, end: datetime | None = None) -> Secret:
    with understood():
        token = shapes.text(answer[name])
        if not is_token(token):
            raise ValueError("the token that it gives holds a character that no token has")
        return Secret(token, told_end=end)
