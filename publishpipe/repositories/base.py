"""The contract of a repository: what the engine asks of Zenodo, of NOMAD, and of whatever comes next.

A repository is a module below this package with the members of `Repository`, and one line in `REPOSITORIES`.
It plans its own steps, as the ways of publishing differ in exactly that; the engine only runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from publishpipe.checksums import Checksums
from publishpipe.credentials import Login, Secret
from publishpipe.events import Emit
from publishpipe.facts import Facts
from publishpipe.files import LocalFile
from publishpipe.http import Session
from publishpipe.source import Path
from publishpipe.steps import Outlook, Step


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the manifest says should be true, its files found.

    `entries` says how many of the entries that NOMAD makes of the files must be good; Zenodo makes none.
    """

    files: Mapping[str, LocalFile]
    metadata: Mapping[str, Any]
    publish: bool
    entries: Literal["all", "any"] = "all"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a release is found. `record` is its page for people: the draft's until it is published."""

    record: str
    doi: str | None = None


class Release(Protocol):
    """One release on one server: reads it, plans it, and does one step at a time.

    The engine calls `act` for each pending step: it writes the intent down before and the facts after. Steps that
    are `parallel` are done in threads, at once.
    """

    @property
    def editing(self) -> bool:
        """Whether an edit of what is published was seen to be open."""

    def observe(self, facts: Facts) -> Facts:
        """Look, without changing anything, and settle open intents by looking.

        Returns the facts that this taught. Costs no request where the facts prove that nothing was begun.
        A look-up that fails raises: it never means that nothing is there.
        """

    def plan(self, facts: Facts) -> Outlook:
        """What makes the manifest true, given the facts and what was observed, if anything was. Pure."""

    def act(self, step: Step, facts: Facts) -> Facts:
        """Have the one effect of a step, and return the facts that it made.

        Raises:
            LostAnswerError: it may or may not have happened; the engine then calls `find`.
        """

    def find(self, step: Step, facts: Facts) -> Facts | None:
        """Whether a step whose answer was lost took effect: its facts, or None if it certainly did not."""

    def judge(self, step: Step, facts: Facts) -> None:
        """Hold the server's answer to a step that is done against what was meant. Raises ServerError."""

    def discard(self, facts: Facts) -> bool:
        """Delete what is not published and was made by this release; False if there is nothing of that kind."""


class Repository(Protocol):
    """A module that knows one kind of repository."""

    TITLE: str
    BASE_URLS: Mapping[str, str]
    API_PATH: str  # what every base URL ends with
    EMBEDDED_PATH: str  # where the embedded repository has its like

    @property
    def log_in(self) -> Callable[[Session, Login], Secret] | None:
        """Gets a token for a user name and a password; None where there is no such way."""

    def published_name(self, path: str) -> str:
        """The name that a file's path below the root is published under."""

    def check(self, wanted: Wanted) -> Iterator[tuple[Path, str, str]]:
        """What is wrong with a manifest beyond its schema: where in it, what, and a hint. Pure."""

    def release(self, session: Session, wanted: Wanted, checksums: Checksums, emit: Emit) -> Release:
        """The release that a manifest describes, on the server behind the session."""

    def addresses(self, base_url: str, facts: Facts) -> Addresses:
        """The pages of what the facts describe."""
