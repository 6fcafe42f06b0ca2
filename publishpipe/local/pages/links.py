"""Where the links of a page lead: to the server that shows it, to what lies beside it on disk, or into the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

#: What identifiers of these schemes stand behind.
RESOLVERS = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "handle": "https://hdl.handle.net/",
    "orcid": "https://orcid.org/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "ror": "https://ror.org/",
}


@dataclass(frozen=True)
class Links:
    """The addresses of what is in the repository.

    Attributes:
        home: The list of all; empty if there is none.
        page: By the number or id of a record or an upload.
        file: By the same and the name of a file; empty if it cannot be opened from there.
    """

    home: str
    page: Callable[[object], str]
    file: Callable[[object, str], str]


def link(url: str, text: str) -> str:
    """A link to a web address; the text alone if it is none."""
    safe = url.startswith(("https://", "http://"))
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(text)}</a>' if safe else escape(text)


def inside(url: str, text: str) -> str:
    """A link within the repository; the text alone if it leads nowhere."""
    return f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)


def identified(identifier: str, scheme: str) -> str:
    """An identifier, linked to what it stands for, with its scheme."""
    url = identifier if "://" in identifier else f"{RESOLVERS.get(scheme, '')}{quote(identifier, safe='/:;()')}"
    return link(url, identifier) + (f' <span class="soft">({escape(scheme)})</span>' if scheme else "")


def path(name: str) -> str:
    """A file's name, with its folders, as a part of an address."""
    return quote(name, safe="/")
