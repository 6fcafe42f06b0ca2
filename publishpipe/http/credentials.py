"""Origin → secret. A token goes to the origin that it belongs to, and nowhere else.

That is why it is looked up by origin and not by what a manifest says: a manifest from somebody else
cannot lead a token elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote, urlsplit

from publishpipe.errors import CredentialsError
from publishpipe.http.tokens.text import cleaned, end_of, is_token
from publishpipe.model.urls import is_loopback, origin_of

TOKENS = "PUBLISHPIPE_TOKENS"
SHORTEST = 8  # characters of a token that is not taken for a word
LOGINS = "PUBLISHPIPE_LOGINS"


@dataclass(frozen=True, slots=True)
class Variables:
    """The environment variables of a repository, by the origin that alone gets what they hold.

    Attributes:
        tokens: origin → the variable with its token.
        logins: origin → the variables with a user name and a password, where a token can be had for them.
    """

    tokens: Mapping[str, str]
    logins: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Secret:
    """A token that shows itself in no print, log or traceback.

    Attributes:
        source: where it is from: a variable, the system keyring, a file; empty if that is of no interest.
        told_end: when it ends, where that is known and the token itself does not say it.
        account: whose it is, where a server told that to `login`; else empty.
    """

    _token: str = field(repr=False)
    source: str = ""
    told_end: datetime | None = None
    account: str = ""

    @property
    def end(self) -> datetime | None:
        """When it ends, if that is known."""
        return self.told_end or end_of(self._token)

    def __str__(self) -> str:
        return "***"

    def hidden_in(self, text: str) -> str:
        """The text without the token, wherever it holds it (a few letters are a word, and no token)."""
        return text.replace(self._token, "***") if len(self._token) >= SHORTEST else text

    def within(self, form: str) -> str:
        """The value of a header, with the token in place of {}."""
        return form.replace("{}", self._token)


@dataclass(frozen=True, slots=True)
class Login:
    """A user name and a password that show themselves nowhere."""

    name: str = field(repr=False)
    password: str = field(repr=False)

    def __str__(self) -> str:
        return "***"


def token_for(url: str, variables: Variables, environment: Mapping[str, str]) -> Secret | None:
    """The secret for the origin of `url`, or None if there is none.

    Args:
        url: any URL of that origin.
        variables: of the repository that is there.
        environment: where the variables are, usually os.environ.

    Raises:
        CredentialsError: it is malformed. The text never holds any part of it.
    """
    origin = origin_of(url)
    variable = variables.tokens.get(origin, "")
    listed = _listed(TOKENS, environment.get(TOKENS, "")).get(origin)
    given, source = (listed, TOKENS) if listed else (environment.get(variable, ""), variable)
    return secret_in(given, origin, source) if cleaned(given) else None


def secret_in(pasted: str, origin: str, source: str) -> Secret:
    """The token in what somebody pasted, with blanks, quotes or `Bearer` before it.

    Raises:
        CredentialsError: it holds a character that no token has. The text never holds any part of it.
    """
    token = cleaned(pasted)
    if not token:
        raise CredentialsError(f"No token for {origin} was given.", state="Nothing was sent.")
    if not is_token(token):
        raise CredentialsError(
            f"The token for {origin} holds a space or another character that no token has.",
            state="Nothing was sent.",
            hint=f"Copy it again{source and f' into {source}'}: it may have been cut or doubled.",
        )
    return Secret(token, source)


def login_for(url: str, variables: Variables, environment: Mapping[str, str]) -> Login | None:
    """The user name and password for the origin of `url`, or None if there are none; see `token_for`.

    Raises:
        CredentialsError: they are malformed, or one of the two is missing.
    """
    origin = origin_of(url)
    if listed := _listed(LOGINS, environment.get(LOGINS, "")).get(origin):
        name, _, password = listed.partition(":")
        given = unquote(name), unquote(password)
        told = LOGINS
    else:
        names = variables.logins.get(origin, ("", ""))
        given = environment.get(names[0], ""), environment.get(names[1], "")
        told = " and ".join(names)
    if any(given) and not all(given):
        raise CredentialsError(
            f"For {origin} there is a user name without a password, or a password without a name.",
            state="Nothing was sent.",
            hint=f"Set both, in {told}",
        )
    return Login(*given) if all(given) else None


def secrets(environment: Mapping[str, str], repositories: Iterable[Variables]) -> dict[str, frozenset[str]]:
    """The variables that hold secrets, set or not, with the secrets in them: to see that none of these is published."""
    single = {name for variables in repositories for name in variables.tokens.values()}
    pairs = {name for variables in repositories for pair in variables.logins.values() for name in pair}
    whole = {name: _readings(environment.get(name, "")) for name in single | pairs}
    listed = {name: _secrets_in(environment.get(name, "")) for name in (TOKENS, LOGINS)}
    return {name: frozenset(found - {""}) for name, found in {**whole, **listed}.items()}


def _readings(text: str) -> set[str]:
    """A secret as it stands there, and as it is meant."""
    return {text.strip(), cleaned(text)}


def _secrets_in(text: str) -> set[str]:
    """The tokens and passwords that a variable lists, well-formed or not."""
    entries = [entry.partition("=")[2] for entry in text.split()]
    return {unquote(secret) for entry in entries for secret in (entry, entry.partition(":")[2])}


def renewing(url: str, variables: Variables) -> str:
    """The variables with which tokens for the origin of `url` are had by name and password, and renewed."""
    names = variables.logins.get(origin_of(url))
    return " and ".join(names) if names else f'{LOGINS}="{origin_of(url)}=NAME:PASSWORD"'


def origins(variables: Iterable[Variables], environment: Mapping[str, str]) -> dict[str, str]:
    """The origins that the environment has a token or a login for → the variable that it is in."""
    found = dict.fromkeys(_listed(TOKENS, environment.get(TOKENS, "")), TOKENS)
    for each in variables:
        single = {origin: name for origin, name in each.tokens.items() if cleaned(environment.get(name, ""))}
        pairs = {origin: " and ".join(pair) for origin, pair in each.logins.items() if environment.get(pair[0])}
        found = {**pairs, **single, **found}
    return {**dict.fromkeys(_listed(LOGINS, environment.get(LOGINS, "")), LOGINS), **found}


def _listed(variable: str, text: str) -> dict[str, str]:
    """The entries of a variable that lists secrets by origin."""
    secrets = {}
    for position, entry in enumerate(text.split(), start=1):
        url, separator, secret = entry.partition("=")
        secure = url.startswith("https://") or (url.startswith("http://") and is_loopback(url))
        if not separator or not secret or not secure or not _is_origin(url):
            form = "TOKEN" if variable == TOKENS else "NAME:PASSWORD (percent-encoded)"
            raise CredentialsError(
                f"Entry {position} of {variable} is malformed.",
                state="Nothing was sent.",
                hint=f"Write https://host={form}, separated by spaces (http:// for a loopback address only).",
            )
        secrets[origin_of(url)] = secret
    return secrets


def _is_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port or 1) > 0 and not (parts.username or parts.query or parts.fragment)
    except ValueError:
        return False
