"""The verbs that look around: one's own deposits, and what others have published. They change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from publishpipe.commands.locate import target as target_at
from publishpipe.errors import UsageError
from publishpipe.model.events import Emit, ignore
from publishpipe.model.limits import MOST
from publishpipe.model.listing import Deposit, Listing, Record, T
from publishpipe.model.quoting import is_text, quoted
from publishpipe.model.target import Environment, Target
from publishpipe.repositories import REPOSITORIES
from publishpipe.state.places import STORE
from publishpipe.workspace import connection

if TYPE_CHECKING:
    from publishpipe.http.session import Session


def list_own(
    repository: str = "zenodo",
    environment: Environment = "production",
    *,
    url: str | None = None,
    query: str = "",
    limit: int = MOST,
    folder: Path | str = "",
    emit: Emit = ignore,
) -> Listing[Deposit]:
    """One's own depositions or uploads: every version and every draft, the newest first.

    Args:
        repository: `zenodo` or `nomad`.
        environment: `local` is the embedded repository that has its store in `folder`.
        url: base URL of another instance.
        query: for Zenodo in its own search syntax; for NOMAD words of the upload's name.
        limit: how many at most; never more than `MOST`.
        folder: where `.publishpipe` is; the current one if left out.
        emit: told about waits.

    Raises:
        PublishPipeError: see `publishpipe.errors` for the kinds.
    """
    return own(target_at(repository, environment, url), Path(folder), query=query, limit=limit, emit=emit)


def own(target: Target, folder: Path, *, query: str = "", limit: int = MOST, emit: Emit = ignore) -> Listing[Deposit]:
    """The same at a target; see `list_own`."""
    limit = min(limit, MOST)
    _check_text("--query", query)
    if _is_nowhere(target, folder):
        return _nothing(target)
    remote = REPOSITORIES[target.repository].remote()
    with connection.connected(target, folder, emit) as session:
        return _listing(target, session, remote.own(session, query, limit + 1), limit, remote.LIST_LAG)


def list_datasets(
    repository: str = "nomad",
    environment: Environment = "production",
    *,
    url: str | None = None,
    query: str = "",
    limit: int = MOST,
    folder: Path | str = "",
    emit: Emit = ignore,
) -> Listing[Record]:
    """One's own datasets, with a DOI or without, the newest first.

    Args:
        repository: `nomad`; Zenodo has none.
        environment: `local` is the embedded repository that has its store in `folder`.
        url: base URL of another instance.
        query: words of the dataset's name.
        limit: how many at most; never more than `MOST`.
        folder: where `.publishpipe` is; the current one if left out.
        emit: told about waits.

    Raises:
        UsageError: the repository has no datasets.
        PublishPipeError: see `publishpipe.errors` for the other kinds.
    """
    target, folder, limit = target_at(repository, environment, url), Path(folder), min(limit, MOST)
    _check_text("--query", query)
    own_datasets = REPOSITORIES[repository].remote().own_datasets
    if own_datasets is None:
        raise UsageError(
            f"{REPOSITORIES[repository].TITLE} has no datasets beside its depositions.",
            state="Nothing was sent.",
            hint="List without --datasets, or those of --repository nomad.",
        )
    if _is_nowhere(target, folder):
        return _nothing(target)
    with connection.connected(target, folder, emit) as session:
        return _listing(target, session, own_datasets(session, query, limit + 1), limit)


def search(
    repository: str = "zenodo",
    environment: Environment = "production",
    *,
    url: str | None = None,
    query: str = "",
    community: str | None = None,
    limit: int = 20,
    folder: Path | str = "",
    emit: Emit = ignore,
) -> Listing[Record]:
    """Public records or datasets: the best matches first, without a query the newest. Needs no token.

    Args:
        repository: `zenodo` or `nomad`.
        environment: `local` is the embedded repository that has its store in `folder`.
        url: base URL of another instance.
        query: for Zenodo in its own search syntax; for NOMAD words of the dataset's name.
        community: only what is in the community of this name.
        limit: how many at most; never more than `MOST`.
        folder: where `.publishpipe` is; the current one if left out.
        emit: told about waits.

    Raises:
        UsageError: the repository has no communities.
        NotFoundError: it has no such community.
        PublishPipeError: see `publishpipe.errors` for the other kinds.
    """
    target, folder, limit = target_at(repository, environment, url), Path(folder), min(limit, MOST)
    _check_text("--query", query)
    remote = REPOSITORIES[repository].remote()
    find_community = remote.find_community
    _check_text("--community", community or "")
    if community is not None and find_community is None:
        raise UsageError(
            f"{REPOSITORIES[repository].TITLE} has no communities.",
            state="Nothing was sent.",
            hint="Search without one.",
        )
    if _is_nowhere(target, folder):
        return _nothing(target)
    with connection.connected(target, folder, emit, guest=True) as session:
        slug = find_community(session, community) if find_community and community is not None else ""
        return _listing(target, session, remote.search(session, query, slug, limit + 1), limit)


def _check_text(option: str, given: str) -> None:
    """Raise UsageError if what is to be found is no text."""
    if not is_text(given):
        raise UsageError(
            f"{option}: {quoted(given)} holds control characters, or bytes that are no UTF-8.",
            state="Nothing was sent.",
            hint="Write words.",
        )


def _is_nowhere(target: Target, folder: Path) -> bool:
    """Whether it is the embedded repository of a folder that has none: to look must not make one."""
    return target.is_embedded and not (folder / STORE).is_dir()


def _nothing(target: Target) -> Listing[T]:
    note = "There is no embedded repository in this folder: apply makes one."
    return Listing(target.repository, target.environment, None, (), complete=True, note=note)


def _listing(target: Target, session: Session, found: Iterator[T], limit: int, lag: str = "") -> Listing[T]:
    """The first of what was found; each once, though a page may show again what moved there meanwhile."""
    items = list(islice(found, limit + 1))
    more = len(items) > limit
    notes = [f"There are more than these {limit}: see --limit and -q."] if more else []
    notes += [lag] if lag else []
    shown = tuple({item.id: item for item in items[:limit]}.values())
    return Listing(
        target.repository, target.environment, session.base_url, shown, complete=not notes, note=" ".join(notes)
    )
