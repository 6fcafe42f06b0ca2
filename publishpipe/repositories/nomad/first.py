"""A first manifest's metadata, from what another file says of the same thing. Pure."""

from __future__ import annotations

import html
import re

from publishpipe.model.facts import Metadata

#: What a first manifest should say, in the order in which it is written and asked for.
FIRST: tuple[str, ...] = ("upload_name", "comment")


def first_metadata(said: Metadata) -> tuple[Metadata, tuple[str, ...]]:
    """What NOMAD has a field for, and what is doubtful of that. Whose it is, the token tells."""
    comment = html.unescape(re.sub(r"<[^>]*>", " ", str(said.get("description", ""))))
    told = {
        "upload_name": said.get("upload_name") or said.get("title", ""),
        "comment": said.get("comment") or " ".join(comment.split()),
        "references": list(filter(None, map(_address, said.get("related_identifiers", ())))),
    }
    left = sorted(said.keys() - {*FIRST, "title", "description", "related_identifiers", "upload_type"})
    doubts = (f"NOMAD has no such fields: {', '.join(left)}",) if left else ()
    return {name: value for name, value in told.items() if value}, doubts


def _address(related: Metadata) -> str:
    identifier = str(related.get("identifier", ""))
    if re.match(r"10\.\d{4,9}/", identifier):
        return f"https://doi.org/{identifier}"
    return identifier if re.match(r"https?://", identifier) else ""
