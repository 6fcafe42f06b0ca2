"""Every error that publishpipe raises, and the exit code that each stands for.

PublishPipeError          1  a step failed; what was done is in the lockfile
├── ServerError           1  the server refused or could not be understood
│   ├── NotFoundError     1  positively not there (404, 410)
│   ├── NotTakenError     1  metadata that the server does not take
│   ├── GoneError         1  what was published is not there any more
│   └── LostAnswerError   1  sent, but nobody knows whether it took effect
├── UsageError            2  the command line asks for something that does not exist
├── InputError            3  the manifest, the lockfile or a local file is wrong; nothing was sent
├── NotReleasedError      4  there is nothing yet of what is asked for
├── RefusedError          5  not confirmed, stale, another URL, a foreign draft
├── BusyError             6  another process is applying this manifest
└── CredentialsError      7  missing, malformed or not accepted
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

T = TypeVar("T")

Place = tuple[str | int, ...]
"""The way to a value in a document: keys, and positions in lists."""

Wrong = tuple[Place, str, str]
"""What is wrong: where in the manifest, what, and a hint."""

Doubt = tuple[Place, str, str]
"""What is right and perhaps not meant: where in the manifest, what, and a hint."""


def dotted(path: Place) -> str:
    """`("creators", 0, "name")` as `creators[0].name`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where (line and column count from 1), what, and a cure.

    `source` is the line as it is written, and `width` how many characters of it are meant; programs get the place only.
    A warning is of what may be meant as it stands.
    Of what the command line said, `file` is that word: `--set PATH=VALUE`.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str = ""
    source: str = ""
    width: int = 1
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" + (f" ({self.hint})" if self.hint else "")

    def __repr__(self) -> str:
        return f"<{self.severity.title()} {self}>"

    @property
    def where(self) -> str:
        """File, line and column; of a word of the command line, that alone."""
        return self.file if self.file.startswith("--set ") else f"{self.file}:{self.line}:{self.column}"

    def as_json(self) -> dict[str, object]:
        """As programs are told, see schemas/error.v1.schema.json."""
        return {name: getattr(self, name) for name in ("file", "line", "column", "path", "message", "hint")}


class PublishPipeError(Exception):
    """Base of all expected errors.

    Args:
        message: what happened, one sentence.
        where: the step, file or request that it happened in.
        state: what state things are in now.
        hint: what to do next.

    Attributes:
        problems: what is wrong in which place of a file.
    """

    exit_code = 1
    problems: tuple[Problem, ...] = ()

    def __init__(self, message: str, *, where: str = "", state: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.state = state
        self.hint = hint

    def __str__(self) -> str:
        told = {"where": self.where, "state": self.state, "next": self.hint}
        problems = (f"  {problem}" for problem in self.problems)
        return "\n".join([self.message, *problems, *(f"  {name}: {value}" for name, value in told.items() if value)])

    def as_json(self) -> dict[str, object]:
        """As programs are told, see schemas/error.v1.schema.json."""
        problems = [problem.as_json() for problem in self.problems]
        told = {"hint": self.hint, "problems": problems}
        return {"error": self.message, **{name: value for name, value in told.items() if value}}


class ServerError(PublishPipeError):
    """The server refused a request, or its answer made no sense. `status` is 0 where there was no answer.

    `fields` are those that it complains of, by its own names, and why.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        where: str = "",
        hint: str = "",
        fields: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.status = status
        self.fields = fields


class NotFoundError(ServerError):
    """The server says positively that it has no such thing."""


class GoneError(ServerError):
    """What is surely one's own and was published is not there any more: the server's people removed it."""


class NotTakenError(ServerError):
    """The server does not take metadata; `faults` are the places of the manifest that it complains of, and why."""

    def __init__(self, message: str, *, faults: tuple[tuple[Place, str], ...], hint: str) -> None:
        super().__init__(message, hint=hint)
        self.faults = faults


class LostAnswerError(ServerError):
    """A request that may or may not have taken effect: look before anything else."""


class UsageError(PublishPipeError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class InputError(PublishPipeError):
    """A local file is wrong. `problems` holds every problem found, at least one."""

    exit_code = 3

    def __init__(self, message: str, *, problems: tuple[Problem, ...] = (), where: str = "", hint: str = "") -> None:
        super().__init__(message, where=where, state="Nothing was sent.", hint=hint)
        self.problems = problems


class NotReleasedError(PublishPipeError):
    """There is nothing yet of what is asked for."""

    exit_code = 4


class RefusedError(PublishPipeError):
    """Done on purpose: going on could harm something, or nobody said yes."""

    exit_code = 5


class LookalikeError(RefusedError):
    """Something of one's own may be this very release.

    `ids` are of all that, with their records and versions; `published` is the id of the first that is public, if any.
    """

    def __init__(
        self, message: str, *, ids: frozenset[str], published: str = "", where: str = "", state: str, hint: str
    ) -> None:
        super().__init__(message, where=where, state=state, hint=hint)
        self.ids = ids
        self.published = published


class CopiedError(LookalikeError):
    """The lockfile is of another release: it came with a copy of its manifest."""


class BusyError(PublishPipeError):
    """Another process is applying the same manifest."""

    exit_code = 6


class GaveWayError(BusyError):
    """Another run made the same release first: this one deleted its own draft."""


class CredentialsError(PublishPipeError):
    """The token is missing, malformed or not accepted."""

    exit_code = 7


@contextmanager
def understood() -> Iterator[None]:
    """Read an answer inside of this: what is not as it should be is a ServerError, and no accident."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise ServerError(
            f"The server's answer makes no sense: {told}",
            hint="Run the same command again. If that does not help: is the base URL (target.url) that of the API?",
        ) from None


def made(answer: object, read: Callable[[Any], T]) -> T:
    """What a POST made. A success that says nothing of it leaves open what happened: LostAnswerError."""
    try:
        return read(answer)
    except ServerError as unclear:
        raise LostAnswerError(unclear.message) from None
