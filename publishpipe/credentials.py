"""Origin → secret. A token goes to the origin that it belongs to, and nowhere else.

That is why it is looked up by origin and not by what a manifest says: a manifest from somebody else
cannot lead a token elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from publishpipe.errors import CredentialsError
from publishpipe.formats import is_loopback

TOKENS = "PUBLISHPIPE_TOKENS"
#: Which variable holds the token for which origin; no other origin ever gets it.
VARIABLES = {
    "https://zenodo.org": "ZENODO_TOKEN",
    "https://sandbox.zenodo.org": "ZENODO_SANDBOX_TOKEN",
    "https://nomad-lab.eu": "NOMAD_TOKEN",
}


@dataclass(frozen=True, slots=True)
class Secret:
    """A token that shows itself in no print, log or traceback."""

    _token: str = field(repr=False)

    def __str__(self) -> str:
        return "***"

    def header(self) -> str:
        """The value of the Authorization header."""
        return f"Bearer {self._token}"


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, default ports left out: `https://zenodo.org`."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    default = {"https": 443, "http": 80}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != default else ""
    return f"{parts.scheme}://{host}{port}"


def token_for(url: str, environment: Mapping[str, str]) -> Secret | None:
    """The secret for the origin of `url`, or None if there is none.

    Args:
        url: any URL of that origin.
        environment: where the variables are, usually os.environ.

    Raises:
        CredentialsError: it is malformed. The text never holds any part of it.
    """
    origin = origin_of(url)
    variable = VARIABLES.get(origin, "")
    listed = _listed(environment.get(TOKENS, "")).get(origin)
    token = listed or environment.get(variable, "").strip()
    if token and not re.fullmatch(r"[\x21-\x7e]+", token):
        raise CredentialsError(
            f"The token for {origin} holds a space or another character that no token has.",
            state="Nothing was sent.",
            hint=f"Copy it again into {TOKENS if listed else variable}: it may have been cut or doubled.",
        )
    return Secret(token) if token else None


def missing(url: str) -> CredentialsError:
    """The error that says how to give a token for the origin of `url`."""
    origin = origin_of(url)
    variable = VARIABLES.get(origin)
    how = f"{variable}=TOKEN" if variable else f'{TOKENS}="{origin}=TOKEN"'
    return CredentialsError(f"There is no token for {origin}.", state="Nothing was sent.", hint=f"Set {how}")


def _listed(text: str) -> dict[str, str]:
    """The entries of PUBLISHPIPE_TOKENS."""
    tokens = {}
    for position, entry in enumerate(text.split(), start=1):
        url, separator, token = entry.partition("=")
        secure = url.startswith("https://") or (url.startswith("http://") and is_loopback(url))
        if not separator or not token or not secure or not _is_origin(url):
            raise CredentialsError(
                f"Entry {position} of {TOKENS} is malformed.",
                state="Nothing was sent.",
                hint="Write https://host=TOKEN, separated by spaces (http:// for a loopback address only).",
            )
        tokens[origin_of(url)] = token
    return tokens


def _is_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port or 1) > 0 and not (parts.username or parts.query or parts.fragment)
    except ValueError:
        return False
