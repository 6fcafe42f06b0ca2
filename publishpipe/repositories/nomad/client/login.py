"""Where tokens are, and from a name and a password to one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from publishpipe.errors import CredentialsError, ServerError, understood
from publishpipe.http.credentials import Login, Secret, Variables
from publishpipe.http.request import Body
from publishpipe.model import shapes

if TYPE_CHECKING:
    from publishpipe.http.session import Session

VARIABLES = Variables(
    {"https://nomad-lab.eu": "NOMAD_TOKEN"}, {"https://nomad-lab.eu": ("NOMAD_USERNAME", "NOMAD_PASSWORD")}
)


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
    with understood():
        token = shapes.text(answer["access_token"])
        if not re.fullmatch(r"[\x21-\x7e]+", token):
            raise ValueError("the token that it gives holds a character that no token has")
        return Secret(token)
