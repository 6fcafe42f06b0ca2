"""Which URLs NOMAD takes for references, and why not the others. Pure.

It asks `validators.url` (nomad-lab 1.3.16 and 2.0.0, `MetadataEditRequestHandler`), a package of which it fixes no
version: what 0.34 or 0.36 refuses is refused here. Every rule was tried on both servers in November 2026.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import parse_qs, quote, unquote, urlsplit

SCHEMES = frozenset("ftp ftps git http https irc rtmp rtmps rtsp sftp ssh telnet".split())
LONGEST_HOST = 253  # characters

_USER = re.compile(r"[\u0100-\u024f].*|([\x01-\x08\x0b\x0c\x0e-\x1f!#-\[\]-\x7f]|\\\.)*", re.IGNORECASE | re.DOTALL)
_PORT = re.compile(r"(?P<host>.*):(?P<port>[1-9][0-9]{0,4})", re.DOTALL)
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z]", re.IGNORECASE)
_SIGNS = r"0-9a-z/:@\-._~%!$&'()*+,;="
_BEYOND = r"\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U0001f300-\U0001f5ff\U0001f600-\U0001f64f"
_NOT_IN_PATH = re.compile(rf"[^{_SIGNS}{_BEYOND}]", re.IGNORECASE)
_NOT_IN_FRAGMENT = re.compile(rf"[^{_SIGNS}?]", re.IGNORECASE)

Objection = tuple[str, str]
"""What is wrong, and a hint."""

PUBLIC = "give a public address"


def objection(url: str) -> Objection | None:
    """What NOMAD has against this URL; None if it takes it."""
    if re.search(r"\s", url):
        return "it holds a blank", "write a blank as %20"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "its host cannot be read", PUBLIC
    if parts.scheme not in SCHEMES:
        return "it begins with no word such as https", "write https://…"
    if not _is_place(parts.netloc):
        return "its host is none that everybody can reach by that name", PUBLIC
    if not _is_query(parts.query):
        return "a part of its query has no =", "leave the query out, or write name=value"
    return _sign(_NOT_IN_PATH, parts.path, "path") or _sign(_NOT_IN_FRAGMENT, parts.fragment, "fragment")


def _sign(wrong: re.Pattern[str], text: str, where: str) -> Objection | None:
    """The first character that may not stand there."""
    found = wrong.search(text)
    if found is None:
        return None
    sign = found[0]
    return f"its {where} holds {sign}", f"write {quote(sign, errors='replace')} instead of {sign}"


def _is_place(netloc: str) -> bool:
    """Whether it is a host with a name of several parts, or an IP address; perhaps with a user before it and a port."""
    user, _, place = netloc.rpartition("@")
    ported = _PORT.fullmatch(place)
    host = ported["host"] if ported and int(ported["port"]) < 1 << 16 else place
    bracketed = host[:1] == "[" and host[-1:] == "]"
    good = _is_address(host[1:-1], IPv6Address) if bracketed else _is_domain(host) or _is_address(host, IPv4Address)
    return good and "@" not in user and _is_user(user)


def _is_user(user: str) -> bool:
    """Whether it is a name, perhaps with a password behind a colon, which may be anything."""
    name, _, password = user.partition(":")
    return _USER.fullmatch(unquote(user) if ":" in password else name) is not None


def _is_address(host: str, kind: type[IPv4Address | IPv6Address]) -> bool:
    try:
        kind(host)
    except ValueError:
        return False
    return True


def _is_domain(host: str) -> bool:
    try:
        name = host.encode("idna").decode()
    except UnicodeError:
        return False
    return len(name) <= LONGEST_HOST and _DOMAIN.fullmatch(name) is not None


def _is_query(query: str) -> bool:
    """Whether each part has its =, whichever of the two signs parts them."""
    try:
        if query and parse_qs(query, strict_parsing=True):
            parse_qs(query, strict_parsing=True, separator=";")
    except ValueError:
        return False
    return True
