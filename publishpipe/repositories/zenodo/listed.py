"""Many published records by few lists: 75 a request, and none that a list does not tell for sure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from publishpipe.errors import ServerError
from publishpipe.repositories.zenodo.client.calls import Calls
from publishpipe.repositories.zenodo.client.searches import BY_ID, Searches
from publishpipe.repositories.zenodo.models import Deposition

if TYPE_CHECKING:
    from publishpipe.http.session import Session


def listed(session: Session, ids: Sequence[str]) -> Mapping[str, Deposition]:
    """See `repositories.base.Remote`: drafts and open edits are left out, as lists tell nothing of their files."""
    searches = Searches(Calls(session))
    found: dict[str, Deposition] = {}
    for start in range(0, len(ids), BY_ID):
        some = ids[start : start + BY_ID]
        found |= {one.id: one for one in _published(searches, some) if one.id in some}
    return found


def _published(searches: Searches, ids: Sequence[str]) -> Iterator[Deposition]:
    for item in searches.with_ids(ids):
        try:
            one = Deposition.of(item)
        except ServerError:  # a list may tell less; then it is looked at by itself
            continue
        if one.published and one.may_edit:
            yield one
