"""A server's API as its user sees it: what is asked is asked until there is an answer that counts, or an error."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from publishpipe.errors import ServerError
from publishpipe.http import responses, retries
from publishpipe.http.access import Access, Renew
from publishpipe.http.credentials import Secret
from publishpipe.http.dialect import Dialect, Refusal
from publishpipe.http.faults import fault
from publishpipe.http.library import httpx
from publishpipe.http.request import JSON, Begin, Body, Look, Params, Passing, Request
from publishpipe.http.responses import Attempt
from publishpipe.http.retries import Budget, Verdict, never
from publishpipe.http.transport import Transport, log
from publishpipe.model.events import Emit, Waiting
from publishpipe.model.shapes import Answer

MOMENT = 2.0  # seconds; who waits for longer is told why


class Session:
    """A connection to the API at `base_url`. Threads may share it.

    Args:
        base_url: ends with a slash; every request goes below its origin.
        secret: sent to that origin only.
        dialect: how the repository behind it speaks.
        emit: told about waits of more than a moment.
        renew: gives a fresh secret when there is none, or when the one in use is not accepted any more.

    Attributes:
        account: whose token it is, as people know them; empty as long as no server has told it.
    """

    def __init__(
        self,
        base_url: str,
        secret: Secret | None,
        dialect: Dialect,
        emit: Emit,
        renew: Renew | None = None,
    ) -> None:
        self.transport = Transport(base_url)
        self.base_url = base_url
        self.budget: Budget = retries.Limits()
        self._dialect = dialect
        self._emit = emit
        self._access = Access(secret, renew)
        self.account = secret.account if secret else ""
        self._reached = False

    def beside(self, emit: Emit) -> Self:
        """Another session, for another release, with the same connections, secret and budget; it counts for itself."""
        other = copy(self)
        other.transport = self.transport.beside()
        other._emit = emit  # noqa: SLF001  # its own
        return other

    @property
    def which_token(self) -> str:
        """What an error calls the token that is sent, which it never holds: by the variable that it is from."""
        secret = self._access.secret
        return f"the token in {secret.source}" if secret and secret.source else "the token"

    @property
    def token_end(self) -> datetime | None:
        """When the token ends, if that is known and nothing renews it."""
        secret = self._access.secret
        return secret.end if secret and not self._access.renews else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.transport.close()

    def get(self, path: str, **params: str | int) -> Answer:
        """The JSON at `path`. Raises NotFoundError, ServerError."""
        return self.call("GET", path, params=params)

    def call(  # noqa: PLR0913  # all but three are given by name
        self,
        method: str,
        path: str,
        body: Body | None = None,
        *,
        params: Params | None = None,
        passing: Passing = never,
        repeatable: bool = False,
        look: Look | None = None,
        accept: str = JSON,
    ) -> Answer:
        """Send a request, again where that is safe (see `retries`), and give the JSON of the answer (None if empty).

        Args:
            method: GET, PUT, POST or DELETE.
            path: below the base URL, percent-encoded.
            body: what to send.
            params: the query.
            passing: see `request.Passing`.
            repeatable: this POST may be sent again like a PUT: doing it twice has the effect of doing it once.
            look: see `request.Look`; asked before this is sent once more though it may have taken effect.
            accept: the kind of JSON to ask for.

        Raises:
            NotFoundError: 404 or 410.
            LostAnswerError: a POST that may have taken effect.
            ServerError: any other refusal, or no answer after all attempts.
        """
        request = Request(method, path, body, params, accept)
        return self._persist(request, "PUT" if repeatable else method, passing, look)

    def download(self, path: str, begin: Begin) -> None:
        """Read the bytes at `path` as they are stored, from the first one again if they break off.

        Raises:
            NotFoundError: 404 or 410.
            ServerError: any other refusal, another origin named instead, or not all bytes after all attempts.
        """
        self._persist(Request("GET", path, accept="*/*", begin=begin), "GET")

    def sleep(self, seconds: float, reason: str) -> None:
        """Wait, and say so if it is more than a moment. Raises CancelledError when somebody asks to stop."""
        if seconds >= MOMENT:
            self._emit(Waiting(reason, seconds))
        self.transport.sleep(seconds)

    def _persist(self, request: Request, kind: str, passing: Passing = never, look: Look | None = None) -> Answer:
        """Attempt until there is an answer that counts, and give its JSON; `kind` is the method to judge it by.

        A POST is lost if any of its attempts is, though it may be repeated: the last tells nothing of the others.
        """
        number, lost = 0, False
        while True:
            number += 1
            attempt = self._attempt(request, kind, passing)
            if attempt.is_good:
                return attempt.value
            lost |= attempt.unclear and request.method == "POST"
            wait = retries.wait_before(number, attempt.answer)
            if attempt.verdict is not Verdict.REPEAT or number == retries.ATTEMPTS or wait > self.budget.patience:
                raise self._untouched(responses.error(attempt, _where(request), lost=lost), attempt)
            self.sleep(wait, attempt.words)
            if look and attempt.unclear and (found := look()) is not None:
                return found

    def _untouched(self, error: ServerError, attempt: Attempt) -> ServerError:
        """The error, which says so if the server never heard of us."""
        if attempt.answer is None and not self._reached:
            error.state = "Nothing was sent."
        return error

    def _attempt(self, request: Request, kind: str, passing: Passing) -> Attempt:
        """Send a request once, and judge what comes of it."""
        outcome = self._answered(request)
        if isinstance(outcome, httpx.RequestError):
            return self._unanswered(kind, outcome)
        self._reached = True
        (readable, value), status = _parsed(request, outcome), outcome.status_code
        refusal = self._dialect.refusal(value) if readable else Refusal(responses.foreign(outcome))
        readable = readable and (outcome.is_success or bool(refusal.words))  # a refusal says why
        passes = passing(status, value)
        return Attempt(
            outcome,
            value,
            self._discreet(f"{status} {refusal.words}".strip()),
            retries.after_answer(kind, status, readable=readable, passing=passes),
            retries.is_unclear(request.method, status, readable=readable, passing=passes),
            refusal.names_fields,
            refusal.fields,
            responses.doubt(status, value, readable=readable),
        )

    def _unanswered(self, kind: str, failure: httpx.RequestError) -> Attempt:
        """Judge an attempt without an answer. A host whose name was known before has it still, and it will be found."""
        verdict, found = retries.after_failure(kind, failure), fault(failure, self.base_url)
        if found.unknown_host and not self._reached:
            verdict = Verdict.FINAL
        sent, host = retries.was_sent(failure), urlsplit(self.base_url).hostname or ""
        self._reached |= sent
        return Attempt(None, None, found.words, verdict, unclear=sent, hint=found.cure, host=host)

    def _answered(self, request: Request) -> httpx.Response | httpx.RequestError:
        """The answer, asked for with a fresh secret if there is need and a way; or why there is none."""
        self._wait_for_budget(request)
        try:
            if self._access.secret is None:
                self._access.renewed(self, None)
            used = self._access.secret
            answer = self.transport.send(request, self._authorization(used))
            if answer.status_code == 401 and self._access.renewed(self, used):
                answer = self.transport.send(request, self._authorization(self._access.secret))
        except httpx.RequestError as failure:
            log.debug("%s %s: %s", request.method, request.path, fault(failure, self.base_url).words)
            return failure
        self.budget.learn(answer)
        return answer

    def _wait_for_budget(self, request: Request) -> None:
        while wait := self.budget.wait():
            if wait > self.budget.patience:
                raise ServerError(
                    f"The server's rate limit is used up for {wait / 60:.0f} minutes.",
                    status=retries.TOO_MANY,
                    where=_where(request),
                    hint="Run the same command again then.",
                )
            self.sleep(wait, "the server's rate limit is used up")

    def _discreet(self, text: str) -> str:
        """A server's words without our secret, should it repeat that."""
        secret = self._access.secret
        return secret.hidden_in(text) if secret else text

    def _authorization(self, secret: Secret | None) -> dict[str, str]:
        return {self._dialect.header: secret.within(self._dialect.credentials)} if secret else {}


def _where(request: Request) -> str:
    return f"{request.method} {request.path}"


def _parsed(request: Request, answer: httpx.Response) -> tuple[bool, Answer]:
    """Whether the body is what was asked for, and its JSON; what was handed on is not looked at again."""
    return (True, None) if request.begin and answer.is_success else responses.parsed(answer)
