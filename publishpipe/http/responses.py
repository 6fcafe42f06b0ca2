"""An answer, or its absence → a value or an error. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from math import isfinite

from publishpipe.errors import LostAnswerError, NotFoundError, ServerError
from publishpipe.http.library import httpx
from publishpipe.http.retries import Verdict
from publishpipe.model.shapes import Answer

CORRECT_IT = "The server says what it does not take: correct that, and run the same command again."
OR_AGAIN = "If the manifest is wrong there, correct it. Else run the same command again: it goes on from here."
NOT_THE_API = "Is the base URL (target.url, --url) that of the API, and of this kind of repository?"
PORTAL = (
    "Does your network want you to log in first? Open any page in a browser, log in there, then run the same command "
    f"again. Else: {NOT_THE_API[0].lower()}{NOT_THE_API[1:]}"
)
PAGE, LONGEST_TITLE = 20_000, 80  # bytes of a page that may hold its title, characters of that
LATER = "Run the same command again later."
LOOK_AGAIN = "If it went just now, run the same command again: it looks anew. Or is the base URL (target.url) wrong?"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a request that was sent once.

    `unclear`: it may have taken effect, but nothing says so. `words` tell what went wrong, if anything did.
    """

    answer: httpx.Response | None
    value: Answer
    words: str
    verdict: Verdict
    unclear: bool
    names_fields: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    host: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it is the success that was asked for."""
        return self.verdict is Verdict.FINAL and self.answer is not None and self.answer.is_success


def parsed(answer: httpx.Response) -> tuple[bool, Answer]:
    """Whether the body is what the API itself would say, and its JSON (None if there is none)."""
    if not answer.content:
        return answer.status_code in {202, 204}, None
    try:
        return True, answer.json(parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):
        return False, None


def _finite(digits: str) -> float:
    """A number. JSON has no infinite ones, and what is not a number is none: no lockfile could keep them."""
    if not isfinite(number := float(digits)):
        raise ValueError(f"{digits} is no number of JSON")
    return number


def foreign(answer: httpx.Response) -> str:
    """What came instead of an answer of the API, in words: if it is a web page, by its title."""
    if "html" not in answer.headers.get("Content-Type", "") and answer.content.lstrip()[:1] != b"<":
        return "with a body that is not the API's"
    found = re.search(
        r"<title[^>]*>([^<]{1,500})</title>", answer.content[:PAGE].decode("utf-8", "replace"), re.IGNORECASE
    )
    title = " ".join(unescape(found[1]).split())[:LONGEST_TITLE] if found else ""
    return "with a body that is not the API's: " + (f"the web page {title!r}" if title else "a web page")


def doubt(status: int, value: Answer, *, readable: bool) -> str:
    """What to ask oneself where an answer is not the API's; nothing if it is, or if the server is in trouble."""
    if readable or status >= 500:
        return ""
    return PORTAL if value is None else NOT_THE_API


def error(attempt: Attempt, where: str, *, lost: bool) -> ServerError:
    """What to raise for an attempt that was the last; `lost`: it, or one before it, may have taken effect."""
    status = attempt.answer.status_code if attempt.answer is not None else 0
    if lost or attempt.verdict is Verdict.LOST:
        return LostAnswerError(f"The answer was lost: {attempt.words}", status=status, where=where)
    if status in {404, 410} and attempt.verdict is Verdict.FINAL:
        told = f"The server has no such thing: {attempt.words}"
        return NotFoundError(told, status=status, where=where, hint=LOOK_AGAIN)
    if attempt.answer is not None and attempt.answer.is_redirect:
        return _led_elsewhere(attempt, attempt.answer, where)
    hint = attempt.hint or _advice(status, names_fields=attempt.names_fields)
    told = f"The server did not do it: {attempt.words}"
    if attempt.answer is None:
        told = f"There is no answer from {attempt.host}: {attempt.words}"
    return ServerError(told, status=status, where=where, hint=hint, fields=attempt.fields)


def _led_elsewhere(attempt: Attempt, answer: httpx.Response, where: str) -> ServerError:
    """What to raise for a redirect that was not followed."""
    elsewhere, _, _ = answer.headers.get("Location", "").partition("?")  # a query may be a secret of its own
    told = f"The server did not do it: {attempt.words} redirects to {elsewhere}, where your token must not go"
    hint = (
        "Is the base URL (target.url) the server's own? If it keeps its files elsewhere, get this one by hand. "
        "A network that wants you to log in first may lead there, too."
    )
    return ServerError(told, status=answer.status_code, where=where, hint=hint)


def _advice(status: int, *, names_fields: bool) -> str:
    """What to do about a refusal; something is to be corrected for sure only where the server names it."""
    if not 400 <= status < 500 or status in {404, 429}:
        return LATER
    return CORRECT_IT if names_fields else OR_AGAIN
