"""The links that let others into a record: listed, and never made. Their token is a secret: it stays in the answer."""

from __future__ import annotations

from publishpipe.errors import NotFoundError, ServerError, understood
from publishpipe.model import shapes
from publishpipe.model.listing import ShareLink
from publishpipe.repositories.zenodo.client.calls import Calls


class ShareLinks:
    """Looks at the share links of one Zenodo's records."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def of(self, record_id: str) -> tuple[ShareLink, ...]:
        """Those of a record's versions and drafts; none if it is gone, or if the account may not list them."""
        try:
            answer = self._calls.call("GET", f"records/{record_id}/access/links")
        except NotFoundError:
            return ()
        except ServerError as refused:
            if refused.status != 403:
                raise
            return ()
        with understood():
            return tuple(map(_link, _hits(answer)))


def _hits(answer: shapes.Answer) -> list[shapes.Answer]:
    """The list in an answer. That it is none must not be told with what it is, in which the secrets are."""
    found = answer["hits"]["hits"]
    if not isinstance(found, list):
        raise ValueError("the share links are not a list")  # noqa: TRY004  # one kind of error for all
    return found


def _link(item: shapes.Answer) -> ShareLink:
    return ShareLink(
        permission=shapes.text(item["permission"]),
        description=shapes.optional(item.get("description")),
        created_at=shapes.moment(item["created_at"]),
        expires_at=shapes.optional(item.get("expires_at")) or None,
    )
