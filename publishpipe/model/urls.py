"""Addresses as texts: what may be one, what it leads to, and the DOI in it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from publishpipe.model.quoting import is_text

SCHEMES = {"http", "https"}
HOST = re.compile(r"([\w.-]+|\[[0-9a-fA-F:]+\])(:\d+)?")


def is_loopback(url: str) -> bool:
    """Whether a URL's host is this machine."""
    try:
        host = urlsplit(url).netloc.lower()
    except ValueError:  # half a bracket, or in newer Pythons something before one
        return False
    # Not by hostname, which urlsplit finds in places where an HTTP client may not.
    return re.fullmatch(r"(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?", host) is not None


def is_address(text: str) -> bool:
    """Whether a text is a web address that holds no user name and no password."""
    try:
        parts = urlsplit(text)
        (parts.hostname or "").encode("idna")
        good = HOST.fullmatch(parts.netloc) is not None and parts.port != 0
    except ValueError:  # a port that is none, half a bracket, a part of a name that is empty or too long
        return False
    return good and parts.scheme in SCHEMES and is_text(text) and text.split() == [text]


def instance_url(value: object) -> bool:
    """The base URL of an API that a token may be sent to.

    Raises:
        ValueError: it is not a URL, holds a password, a query or a fragment, or is http beyond this machine.
    """
    if not isinstance(value, str):
        return True
    if re.match(r"https?://[^/]*([@?#]|/.*[?#])", value):
        raise ValueError("may hold no user name, password, query or fragment")
    if not is_address(value):
        raise ValueError("is not a URL: write https://host/api/")
    if urlsplit(value).scheme == "http" and not is_loopback(value):
        raise ValueError("would send the token in the clear: only https is allowed (http for a loopback address)")
    return True


def doi_in(text: str) -> str:
    """The DOI that a text is, bare or as doi:… or as an address of doi.org; nothing if it is none."""
    found = re.fullmatch(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)", text, re.IGNORECASE)
    return found[1] if found else ""


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, default ports left out: `https://zenodo.org`."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    default = {"https": 443, "http": 80}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != default else ""
    return f"{parts.scheme}://{host}{port}"
