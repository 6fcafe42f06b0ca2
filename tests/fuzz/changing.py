"""Answers as no server should give them: one thing in a real one is changed, by dice."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Headers = list[tuple[bytes, bytes]]
Way = tuple[str | int, ...]


class Answer(NamedTuple):
    status: int
    headers: Headers
    body: bytes


class Change(NamedTuple):
    """What was done to an answer, in words, and what came of it."""

    told: str
    answer: Answer


#: JSON that Python would not write: it stands for the text before the colon.
RAW = {
    "@deep": "[" * 3000 + "]" * 3000,
    "@abyss": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "@huge": "9" * 400,
    "@too huge": "9" * 5000,
    "@infinite": "1e999",
    "@nan": "NaN",
}
ODD: list[Any] = [
    *RAW,
    None, True, False, 0, 1, -1, 7, 1.5, -0.0, 10**19, "", " ", "7", "text", [], {}, [None], [[]], [{}], {"": ""}, {"a": None},
    "\ud800", "a\ud800b", "a\0b", "\x1b[2J\x1b]0;x\x07", "\r\n", "\u202e\u2066", "\x85", "x" * 100_000, "/../..", "..", "a/b", "²", "٣",
]  # fmt: skip
WORDS = [
    "done", "unsubmitted", "inprogress", "error", "accepted", "declined", "submitted", "SUCCESS", "FAILURE", "RUNNING", "READY", "PENDING", "published", "draft",
]  # fmt: skip
DATES = [
    "2001-02-03T04:05:06.789+00:00", "2001-02-03T04:05:06", "2999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "2001-02-03", "20010203T040506Z", "2001-W05-6", "2001-02-30T00:00:00Z", "2001-02-03T04:05:06+00:00:01", "2001-02-03 04:05", "now",
]  # fmt: skip
#: What the client reads; links and the like are most of an answer, and hardly anything depends on them.
READ = set(
    "id conceptrecid state submitted doi conceptdoi bucket links files metadata created filename filesize checksum size versions "
    "is_latest is_latest_draft parent hits slug status receiver community title modified upload_id upload_name data pagination "
    "total process_running process_status published publish_time upload_create_time complete_time embargo_length main_author "
    "coauthors reviewers errors mainfile entry_metadata comment references datasets dataset_id dataset_name user_id upload "
    "directory_metadata content name is_file default_preview pids identifier custom_fields access description creators "
    "related_identifiers communities license publication_date prereserve_doi version keywords last_status_message "
    "current_process dataset_create_time severity messages field message detail".split()
)
GOOD = [200, 201, 202, 203, 204, 206, 304]
REFUSED = [400, 403, 404, 409, 410, 412, 415, 422]
NOT_DONE = [401, 429]  # which mean that for sure
FAILED = [500, 502, 503, 504, 599]
PAGE = b"<!DOCTYPE html><html><head><title>Wartung</title></head><body>Bitte sp\xe4ter.</body></html>"
BODIES = [
    b"",
    b" ",
    PAGE,
    b"null",
    b"true",
    b"7",
    b'"done"',
    b"[]",
    b"{}",
    b"[[]]",
    b"[null]",
    b'{"data": null}',
    b"{",
    b"\xff\xfe",
    b"\0",
    b"\xef\xbb\xbf{}",
]
#: Refusals that do not say why: nobody knows what became of the request.
UNSAID: list[Any] = [
    None,
    7,
    "no",
    [],
    ["a", 7],
    {},
    {"message": None},
    {"errors": 7},
    {"errors": [7, None, {}]},
    {"errors": {}},
    {"detail": None},
]
#: Those that do, in some way or other: below 500 nothing was done.
SAID: list[Any] = [
    {"message": 7}, {"message": ["\x1b[2J", {}]}, {"message": "Not a valid value."}, {"message": "x" * 100_000}, {"message": "\ud800\0\x1b[2J"},
    {"errors": [{"field": 7, "messages": 7}]}, {"errors": [{"field": ["a"], "messages": [None, {"a": 1}]}]}, {"message": "no", "errors": "\ud800"},
    {"detail": 7}, {"detail": [7]}, {"detail": [{"loc": 7, "msg": []}]}, {"detail": [{"loc": [None, {}], "msg": "\ud800"}]}, {"detail": {"a": "b"}},
]  # fmt: skip
HEADERS: Headers = [
    (b"Content-Type", b"text/html"),
    (b"Content-Type", b"application/json; charset=utf-16"),
    (b"Content-Type", b"application/json; charset=nonsense"),
    (b"Content-Type", b"\xb2"),
    (b"Content-Encoding", b"gzip"),
    (b"Content-Encoding", b"nonsense"),
    (b"Retry-After", b"\xb2"),
    (b"Retry-After", b"-1"),
    (b"Retry-After", b"9" * 400),
    (b"Retry-After", b"120"),
    (b"Retry-After", b"Sun, 31 Dec 9999 23:59:59 GMT"),
    (b"Retry-After", b"Sun, 06 Nov 0001 08:49:37 +1400"),
    (b"Retry-After", b"Sun, 06 Nov 99999 08:49:37 GMT"),
    (b"X-RateLimit-Remaining", b"0"),
    (b"X-RateLimit-Remaining", b"-1"),
    (b"X-RateLimit-Remaining", b"\xb2"),
    (b"X-RateLimit-Reset", b"0"),
    (b"X-RateLimit-Reset", b"9" * 11),
    (b"X-RateLimit-Reset", b"\xb9"),
    (b"Location", b"https://elsewhere.example.org/a?token=x"),
    (b"Location", b"/elsewhere"),
    (b"Location", b"http://["),
    (b"Location", b"\xff\x01"),
    (b"Link", b"<http://[>; rel=next"),
    (b"Set-Cookie", b"a=b; Domain=\xff"),
]


def changed(answer: Answer, dice: random.Random) -> Change:
    """The answer with one thing changed."""
    try:
        value = json.loads(answer.body)
    except ValueError:
        return _as_a_whole(answer, dice)
    if not isinstance(value, dict | list) or not value or dice.random() < 0.2:
        return _as_a_whole(answer, dice)
    told = _part(value, dice)
    return Change(told, answer._replace(body=_written(value)))


def _as_a_whole(answer: Answer, dice: random.Random) -> Change:
    kind = dice.choice([_status, _body, _unclear, _headers, _cut])
    return kind(answer, dice)


def _status(answer: Answer, dice: random.Random) -> Change:
    status = dice.choice([*GOOD, *REFUSED, *FAILED])
    body = b"" if status in {204, 304} else answer.body
    return Change(f"status {status}", Answer(status, answer.headers, body))


def _body(answer: Answer, dice: random.Random) -> Change:
    body = dice.choice(BODIES)
    return Change(f"body {body!r}", answer._replace(body=body))


def _unclear(answer: Answer, dice: random.Random) -> Change:
    """What was asked for is done all the same."""
    status = dice.choice([*REFUSED, *FAILED])
    value = dice.choice([*UNSAID, *SAID] if status in FAILED else UNSAID)
    return _refusal(status, value, answer.headers, dice)


def refused(dice: random.Random) -> Change:
    """The answer to what was not done."""
    return _refusal(dice.choice([*REFUSED, *NOT_DONE, *FAILED]), dice.choice([*UNSAID, *SAID]), [], dice)


def _refusal(status: int, value: Any, headers: Headers, dice: random.Random) -> Change:
    more = [dice.choice(HEADERS[6:13])] if status in {429, 503} else []
    return Change(f"refused with {status} {value!r:.200}", Answer(status, [*headers, *more], _written(value)))


def _headers(answer: Answer, dice: random.Random) -> Change:
    some = dice.sample(HEADERS, dice.randrange(1, 4))
    names = {name.lower() for name, _ in some}
    kept = [item for item in answer.headers if item[0].lower() not in names]
    status = dice.choice([301, 302, 307, 308]) if b"location" in names and dice.random() < 0.7 else answer.status
    return Change(f"status {status}, headers {some}", Answer(status, [*kept, *some], answer.body))


def _cut(answer: Answer, dice: random.Random) -> Change:
    at = dice.randrange(len(answer.body)) if answer.body else 0
    return Change(f"cut after {at} bytes", answer._replace(body=answer.body[:at]))


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """The way to each part of a value."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield (*way, key)
        if isinstance(value[key], dict | list):
            yield from ways(value[key], (*way, key))


def _part(value: Any, dice: random.Random) -> str:
    """Change one part of a value; what was done."""
    found = list(ways(value))
    read = [way for way in found if all(isinstance(key, int) or key in READ for key in way)]
    way = dice.choice(read if read and dice.random() < 0.8 else found)
    holder = value
    for key in way[:-1]:
        holder = holder[key]
    kinds: list[Callable[[Any, Any, random.Random], str]] = [_without, _odd, _odd, _other, _other]
    if isinstance(holder[way[-1]], list | dict):
        kinds += [_longer, _longer]
    return f"{'/'.join(map(str, way))}: {dice.choice(kinds)(holder, way[-1], dice)}"


def _without(holder: Any, key: Any, _dice: random.Random) -> str:
    del holder[key]
    return "taken out"


def _odd(holder: Any, key: Any, dice: random.Random) -> str:
    holder[key] = dice.choice(ODD)
    return f"{holder[key]!r:.60}"


def _longer(holder: Any, key: Any, dice: random.Random) -> str:
    """A list doubled, emptied, or with something odd in it; a mapping with something odd in it."""
    whole = holder[key]
    odd = dice.choice(ODD)
    if isinstance(whole, dict):
        whole[dice.choice(["\ud800", "", "a\0", *READ])] = odd
    else:
        whole[:] = dice.choice([[], whole * 2, [*whole, odd], [odd, *whole], [odd] * 30, whole[:1], whole[::-1]])
    return f"{json.dumps(whole)[:60]}"


def _other(holder: Any, key: Any, dice: random.Random) -> str:
    """What the server might well have said."""
    before = holder[key]
    holder[key] = _another(before, dice)
    return f"{before!r:.60} → {holder[key]!r:.60}"


def _another(value: Any, dice: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return dice.choice([value + 1, max(value - 1, 0), value * 2, 0, str(value), float(value)])
    if not isinstance(value, str):
        return dice.choice(ODD)
    for form, others in FORMS:
        if re.fullmatch(form, value):
            return dice.choice(others)(value)
    return dice.choice([value + "x", value[1:], value.upper(), f" {value} ", dice.choice(WORDS)])


Others = list[Callable[[str], Any]]
FORMS: list[tuple[str, Others]] = [
    (r"\d+", [lambda text: str(int(text) + 1), int, lambda text: "0" + text, lambda _: "1", lambda text: f"-{text}"]),
    (r"(md5:)?[0-9a-f]{32}", [lambda text: text[:-1] + "0", lambda text: f"md5:{text}", str.upper, lambda text: f"sha1:{text}", lambda text: text[:-1]]),
    (r"[0-9a-f-]{36}", [lambda text: text[:-1] + "0", str.upper, lambda text: text.replace("-", ""), lambda text: text[::-1]]),
    (r"[A-Za-z0-9_-]{22}", [lambda _: "A" * 22, lambda text: text[:-1], lambda text: text[::-1]]),
    (r"10\.\d+/.*", [lambda text: text + "1", lambda text: f"https://doi.org/{text}", lambda text: f"doi:{text}", str.upper]),
    (r"\d{4}-\d\d-\d\dT.*", [lambda _, date=date: date for date in DATES]),  # type: ignore[misc]
    ("|".join(WORDS), [lambda _, word=word: word for word in WORDS]),  # type: ignore[misc]
    (r"https?://.*", [lambda text: text + "1", lambda _: "https://elsewhere.example.org/api/1", lambda _: "http://[", lambda text: text.rpartition("/")[0]]),
]  # fmt: skip


def _written(value: Any) -> bytes:
    text = json.dumps(value)
    for stands_for, raw in RAW.items():
        text = text.replace(f'"{stands_for}"', raw)
    return text.encode()
