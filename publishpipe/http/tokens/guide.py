"""How somebody comes by a token, in words: where it is made, how it is given, and why one may not be accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from publishpipe.errors import CredentialsError
from publishpipe.http import credentials
from publishpipe.http.credentials import TOKENS, Variables, renewing
from publishpipe.model.urls import origin_of

REHEARSAL = "To rehearse, no token is needed: --environment local"


@dataclass(frozen=True, slots=True)
class TokenGuide:
    """What a kind of repository tells of its tokens.

    Attributes:
        repository: what the command line calls it.
        base_urls: environment → where it is.
        variables: where its tokens are.
        making: tells for a base URL where to make a token, and what to tick there.
        for_a_login: for how long one is good that `login` has made for a user name and a password, where it can.
    """

    repository: str
    base_urls: Mapping[str, str]
    variables: Variables
    making: Callable[[str], str]
    for_a_login: str = ""

    def missing(self, base_url: str, environment: Mapping[str, str], kept: frozenset[str]) -> CredentialsError:
        """The error at the wall: there is no token.

        Args:
            base_url: of the server that one is needed for.
            environment: where the variables are.
            kept: the origins that `login` keeps a token for.
        """
        origin = origin_of(base_url)
        told = [self.how(base_url), *self._others(origin, environment, kept), REHEARSAL]
        return CredentialsError(
            f"There is no token for {origin}: {self._unset(origin)}, and login has kept none.",
            state="Nothing was sent.",
            hint="\n".join(told),
        )

    def not_accepted(self, base_url: str, which: str, *, words: str = "", where: str = "") -> CredentialsError:
        """The error where a server does not know a token: `which` it is, and the server's own `words`, if any."""
        apart = [self._apart(origin_of(base_url))] if len(self._origins()) > 1 else []
        told = ["Was it cut when it was copied, has it ended, or was it taken back?", *apart, self.how(base_url)]
        message = f"{base_url} does not accept {which}" + (f": {words.rstrip('.')}." if words else ".")
        return CredentialsError(message, where=where, hint="\n".join(filter(None, told)))

    def how(self, base_url: str) -> str:
        """Where to make a token, and the ways to give it; a line each."""
        command = self.command("login", base_url)
        lines = [self.making(base_url), "Then keep it:", command, f"or set {self._setting(base_url)}"]
        if self.for_a_login:
            lines += [f"Or have one made and kept that is good for {self.for_a_login}:", f"{command} --with-password"]
        return "\n".join(lines)

    def _setting(self, base_url: str) -> str:
        origin = origin_of(base_url)
        variable = self.variables.tokens.get(origin)
        single = f"{variable}=TOKEN" if variable else f'{TOKENS}="{origin}=TOKEN"'
        return f"{single}, or {renewing(base_url, self.variables)}" if self.variables.logins else single

    def command(self, verb: str, base_url: str) -> str:
        """The command line that keeps a token for that server, or takes it away."""
        place = next((place for place, url in self.base_urls.items() if url == base_url), None)
        return f"publishpipe {verb} {self.repository} " + (f"--environment {place}" if place else f"--url {base_url}")

    def _unset(self, origin: str) -> str:
        variable = self.variables.tokens.get(origin)
        return f"{variable} is not set" if variable else f"{TOKENS} has none"

    def _origins(self) -> frozenset[str]:
        return frozenset(self.variables.tokens)

    def _apart(self, origin: str) -> str:
        """What to know of the other servers of this kind, if it is one of those that are known."""
        others = ", ".join(sorted(self._origins() - {origin}))
        return f"{origin} and {others} have separate accounts and tokens." if origin in self._origins() else ""

    def _others(self, origin: str, environment: Mapping[str, str], kept: frozenset[str]) -> Iterator[str]:
        """The tokens that are there for another server of this kind, by the names of their variables."""
        known = credentials.origins([self.variables], environment)
        for other in sorted(self._origins() - {origin}):
            if other in known:
                yield f"{known[other]} is set, but goes to {other} alone. {self._apart(origin)}".strip()
            elif other in kept:
                yield f"The token that login keeps goes to {other} alone. {self._apart(origin)}".strip()
