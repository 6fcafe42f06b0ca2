"""The contract of a repository: what the engine asks of Zenodo, of NOMAD, and of whatever comes next.

A repository is a folder below this package, and one line in `HOMES`. Its module `repository` has the members of
`Repository`, its module `remote` those of `Remote`.
It plans its own steps, as the ways of publishing differ in exactly that; the engine only runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from publishpipe.model.facts import Facts, Metadata, Patch, Version

if TYPE_CHECKING:
    from publishpipe.errors import Doubt, PublishPipeError, Wrong
    from publishpipe.files.checksums import Checksums
    from publishpipe.files.local_file import LocalFile
    from publishpipe.http.credentials import Login, Secret, Variables
    from publishpipe.http.dialect import Dialect
    from publishpipe.http.session import Session
    from publishpipe.http.tokens.guide import TokenGuide
    from publishpipe.model.citation import Citation
    from publishpipe.model.comparison import Comparison
    from publishpipe.model.events import Emit
    from publishpipe.model.listing import Deposit, Lookalike, Record, ShareLink
    from publishpipe.model.page import Page
    from publishpipe.model.plan import Outlook
    from publishpipe.model.steps import Step
    from publishpipe.repositories.values import Addresses, Adopted, Discarded, DoiKnown, Reference, Wanted
    from publishpipe.schemas.loader import Schema

F_contra = TypeVar("F_contra", bound=Facts, contravariant=True)
P_co = TypeVar("P_co", bound=Patch, covariant=True)
S_co = TypeVar("S_co", bound="Observation", covariant=True)
S = TypeVar("S", bound="Observation")


class Observation(Protocol):
    """What was seen on a server at one moment: a frozen value."""

    @property
    def editing(self) -> bool:
        """Whether an edit of what is published is open, whoever opened it."""

    @property
    def newer(self) -> Version | None:
        """What is published since the version that the lockfile knows, as the lockfile would have it."""

    @property
    def draft(self) -> str | None:
        """The id of the draft of a new version that somebody has open beside what is published; None if nobody has.

        It is empty as long as no search shows it.
        """

    @property
    def alike(self) -> tuple[Lookalike, ...]:
        """What may be this very release, where the lockfile knows none."""

    def as_json(self) -> object:
        """The same as JSON values, which are equal if nothing changed; None if nothing is there."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[P_co, S_co]):
    """What came of a look or a step: what was learned, and how the server is seen since.

    `happened` is False where it was looked for a lost effect, and there certainly is none. `trouble` is what must be
    told once it is written down.
    """

    learned: P_co
    seen: S_co
    happened: bool = True
    trouble: PublishPipeError | None = None


class Release(Protocol[F_contra, S]):
    """One release on one server: looks at it, plans it, and does one step at a time. Nothing is kept from call to call.

    The engine calls `act` for each pending step: it writes the intent down before and the facts after. Steps that
    are `parallel` are done in threads, at once.
    """

    def observe(self, facts: F_contra) -> Outcome[Patch, S]:
        """Look, without changing anything, and find out what became of open intents.

        Costs no request where the facts prove that nothing was begun. A look-up that fails raises: it never means
        that nothing is there.
        """

    def plan(self, facts: F_contra, seen: S | None) -> Outlook:
        """What makes the manifest true, given the facts and what was seen; None believes the facts. No request."""

    def page(self, facts: F_contra) -> Page:
        """The page as people will see it, the files aside. No request."""

    def act(self, step: Step, facts: F_contra, seen: S) -> Outcome[Patch, S]:
        """Have the one effect of a step.

        Raises:
            LostAnswerError: it may or may not have happened; the engine then calls `find`.
        """

    def find(self, step: Step, facts: F_contra, seen: S) -> Outcome[Patch, S]:
        """Whether a step whose answer was lost took effect."""

    def judge(self, step: Step, facts: F_contra, seen: S) -> str:
        """Compare what the server holds after a step with what was wanted. Raises ServerError.

        Returns what a person should know of it, if anything.
        """

    def tidy(self, facts: F_contra) -> Patch:
        """Delete what an unanswered create of this release made and shows only now; what that teaches."""

    def communities(self, facts: F_contra) -> Mapping[str, str]:
        """What became of each community that was asked to take the record in."""

    def datasets(self, facts: F_contra) -> Mapping[str, str | None]:
        """The datasets that the release is in, by the manifest's words, with their DOIs: no request."""

    def share_links(self, facts: F_contra, seen: S) -> tuple[ShareLink, ...]:
        """The links that let others into what is there, without their secrets, which are told and kept nowhere."""

    def compare(self, facts: F_contra, seen: S, *, download: bool) -> Comparison:
        """The last published version, or the draft if there is none, beside what is wanted; changes nothing.

        With `download` the bytes of every file that seems to be the same are read back.
        """

    def discard(self, facts: F_contra, seen: S) -> tuple[Discarded, Facts]:
        """Delete what is not published and was made by this release; what it was, and the facts that are left.

        Raises:
            RefusedError: it is somebody else's.
        """


AnyRelease = Release[Any, Any]
"""A release of whatever repository: which facts and observations are its own, only the repository itself knows."""

OwnFacts = Any
"""Facts of the repository's own, a kind of `model.facts.Facts`."""


class Repository(Protocol):
    """A module that knows one kind of repository, as far as that takes no server."""

    TITLE: str
    NAMING: str  # the field of the metadata that names a release
    FIRST: tuple[str, ...]  # the fields that a first manifest should have, in the order in which they are asked for
    PROSE: frozenset[str]  # fields of HTML, which a manifest may take from a file
    BASE_URLS: Mapping[str, str]  # environment → where it is; an environment that it does not have is left out
    API_PATH: str  # what every base URL ends with
    EMBEDDED_PATH: str  # where the embedded repository has its like; empty if it has not
    DOI_PREFIXES: Mapping[str, str]  # environment → what the DOIs that it gives begin with
    VARIABLES: Variables  # where its tokens are
    GUIDE: TokenGuide  # how somebody comes by one
    DIALECT: Dialect
    CHECKSUM: str  # the name of the hash that it tells of files, as hashlib has it; md5 if it tells none
    MANIFEST: Mapping[str, Schema]  # keys of a manifest → what it demands of them beyond schemas/manifest.v1
    LOCK: Schema  # its section of a lockfile, whole

    def published_name(self, path: str) -> str:
        """The name that a file's path below the root is published under."""

    def as_kept(self, file: LocalFile) -> LocalFile:
        """The file as the repository keeps it, which may be under another name and with other bytes: that is sent."""

    def check(self, wanted: Wanted) -> Iterator[Wrong]:
        """What is wrong with a manifest beyond its schema: where in it, what, and a hint. Pure."""

    def doubts(self, wanted: Wanted) -> Iterator[Doubt]:
        """What is right in the metadata and perhaps not meant: where, what, and a hint. Pure. Warned about."""

    def doi_known(self, wanted: Wanted) -> DoiKnown:
        """From when on a release's DOI is known, so that others can name it. Pure."""

    def notes(self, wanted: Wanted) -> Iterator[str]:
        """What is right in a manifest, but may not be what its author expects. Pure."""

    def first_metadata(self, said: Metadata) -> tuple[Metadata, tuple[str, ...]]:
        """Metadata from what `sources` reads, and what is doubtful of that. Pure."""

    def outline(self, wanted: Wanted) -> Mapping[str, str]:
        """What becomes public, in a few lines: by what it is found and cited, and who may do what with it. Pure."""

    def addresses(self, base_url: str, facts: OwnFacts) -> Addresses:
        """The pages of what the facts describe."""

    def citation(self, base_url: str, facts: OwnFacts) -> Citation:
        """How it is cited: what is published last, or else the draft that the facts describe. Pure."""

    def remote(self) -> Remote:
        """What takes a server: loaded only when it is asked for, as most of a repository's code is there."""


class Remote(Protocol):
    """A module that asks the servers of one kind of repository."""

    LIST_LAG: str  # what `own` may not show yet, in words; empty if it shows all

    @property
    def log_in(self) -> Callable[[Session, Login], Secret] | None:
        """Gets a token for a user name and a password; None where there is no such way."""

    @property
    def make_token(self) -> Callable[[Session], Secret] | None:
        """Makes a token to keep, for whoever has logged in; None where only a web page does."""

    def release(
        self, session: Session, wanted: Wanted, checksums: Checksums, emit: Emit, known: Any = None
    ) -> AnyRelease:
        """The release that a manifest describes, on the server behind the session.

        `known` is what `listed` told of it: the first look believes that instead of asking.
        """

    def listed(self, session: Session, ids: Sequence[str]) -> Mapping[str, Any]:
        """What is published of these ids, as few lists tell it; what they do not tell for sure is left out.

        It may be a little old, so it only serves to see that nothing is to be done.
        """

    def account(self, session: Session) -> str:
        """Whom the session's token belongs to, as people know them: one request. Raises CredentialsError."""

    def reference(self, text: str) -> Reference | None:
        """What an id, a DOI or an address stands for; None if it is none of this repository's. Pure."""

    def adopt(self, session: Session, reference: Reference, metadata: Metadata | None) -> Adopted:
        """Find what a reference stands for, as if it had been made by a manifest with this metadata.

        Raises:
            NotFoundError: there is no such thing.
            RefusedError: it cannot be gone on with, such as a version that is not the latest.
        """

    def content(self, facts: OwnFacts, name: str) -> str:
        """Where the bytes of a file of the current version are, below the base URL."""

    @property
    def find_community(self) -> Callable[[Session, str], str] | None:
        """Looks a community up and gives the name to search it by; None where there are none. Raises NotFoundError."""

    def own(self, session: Session, query: str, want: int) -> Iterator[Deposit]:
        """One's own deposits, drafts too, newest first; `want` is how many will be taken at most."""

    @property
    def own_datasets(self) -> Callable[[Session, str, int], Iterator[Record]] | None:
        """One's own datasets, with a DOI or without, as `own` finds deposits; None where there are none."""

    def search(self, session: Session, query: str, community: str, want: int) -> Iterator[Record]:
        """What is public, best or newest first; `community` comes from `find_community`, or is empty."""
