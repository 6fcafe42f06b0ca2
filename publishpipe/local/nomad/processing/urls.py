"""What counts as a URL in references: the rules of the package `validators` that NOMAD uses (0.36, read 2026-11)."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import unquote, urlsplit

_SCHEMES = "file ftp ftps git http https irc rtmp rtmps rtsp sftp ssh telnet".split()
_PORT = re.compile(r":(6553[0-5]|655[0-2]\d|65[0-4]\d{2}|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3})$", re.ASCII)
_USER = re.compile(r"[\u0100-\u024f]|(?:[\001-\010\013\014\016-\037!#-\[\]-\177]|\\[\011.])*$", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z]", re.IGNORECASE)
_LONGEST = 253
_EMOJI = r"\U0001f300-\U0001f5ff\U0001f600-\U0001f64f"
_PATH = re.compile(rf"[/a-z0-9\-._~!$&'()*+,;=:@%\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{_EMOJI}]*", re.IGNORECASE)
_FRAGMENT = re.compile(r"[0-9a-z?/:@\-._~%!$&'()*+,;=#]*", re.IGNORECASE)


def is_url(text: str) -> bool:
    """Whether a text is taken as a URL; local host names and one-letter top-level domains are not."""
    if not text or re.search(r"\s", text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    placed = (parts.scheme == "file" and parts.netloc in ("", "localhost")) or _is_place(parts.netloc)
    spelled = _PATH.fullmatch(parts.path) and _FRAGMENT.fullmatch(parts.fragment) and _is_query(parts.query)
    return parts.scheme in _SCHEMES and placed and bool(spelled)


def _is_place(netloc: str) -> bool:
    user, _, host = netloc.rpartition("@")
    if "@" in user or not _USER.match(unquote(user) if user.count(":") > 1 else user.partition(":")[0]):
        return False
    return _is_host(_PORT.sub("", host))


def _is_query(query: str) -> bool:
    """Every field needs its `=`; so do those between `;`, but only if any has a value."""
    fields = query.split("&")
    if not all("=" in field for field in fields if query):
        return False
    valued = any(field.partition("=")[2] for field in fields)
    return not valued or all("=" in field for field in query.split(";"))


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return host.endswith("]") and _is_address(host[1:-1], IPv6Address)
    try:
        encoded = host.encode("idna").decode()
    except UnicodeError:
        return False
    return _is_address(host, IPv4Address) or (len(encoded) <= _LONGEST and _HOST.fullmatch(encoded) is not None)


def _is_address(host: str, kind: type[IPv4Address | IPv6Address]) -> bool:
    try:
        return bool(kind(host))
    except ValueError:
        return False
