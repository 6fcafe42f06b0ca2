"""What a look into a repository shows, as values: one's own deposits, links to them, and public records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar


@dataclass(frozen=True, slots=True)
class Deposit:
    """A deposition or upload that one may change. `doi` is set once it is registered; a draft has a `reserved_doi`.

    It is `shared` if it is somebody else's, who named one as coauthor.
    """

    id: str
    state: Literal["draft", "published", "editing"]
    doi: str | None
    reserved_doi: str | None
    title: str
    modified: str
    record_url: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A public record or dataset."""

    id: str
    doi: str | None
    title: str
    version: str | None
    publication_date: str | None
    record_url: str


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A link that lets whoever has it into a record or draft.

    Its token, and a URL that holds that, are a secret: neither is told, written down or kept anywhere.

    Attributes:
        permission: what it lets do: view, preview (drafts, too) or edit.
        description: what it is for, if somebody said so.
        created_at: when it was made.
        expires_at: the day from which on it opens nothing; None: never.
    """

    permission: str
    description: str
    created_at: str
    expires_at: str | None


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Something of one's own that may be this very release, though the lockfile does not know it.

    Attributes:
        id: of the newest version, or of the draft: what `adopt` takes over.
        state: `draft` or `published`.
        title: as the server has it.
        doi: registered, if it is published.
        same: how many of the manifest's files it has, as far as that was compared; None: it was not.
        draft: the id of the draft of a next version, if one is open.
        family: ids that stand for the same: of its record, of its versions.
        created: when the first of that was made, by the server's clock.
    """

    id: str
    state: Literal["draft", "published"]
    title: str
    doi: str = ""
    same: int | None = None
    draft: str = ""
    family: frozenset[str] = frozenset()
    created: str = ""


T = TypeVar("T", Deposit, Record)


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """What was found. If it may lack something, it is not `complete`, and `note` says why."""

    repository: str
    environment: str
    base_url: str | None
    items: tuple[T, ...]
    complete: bool
    note: str
