"""What counts as a URL in references: the rules of the package `validators` that NOMAD uses (0.36, read 2026-11)."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_SCHEMES = {"ftp", "ftps", "git", "http", "https", "irc", "rtmp", "rtmps", "rtsp", "sftp", "ssh", "telnet", "snmp"}
_LABEL = r"(?:[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?)"
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?:xn--[a-z0-9-]{{2,59}}|[a-z\u00a1-\uffff]{{2,63}})", re.IGNORECASE)
_PATH = re.compile(r"[/a-z0-9\-._~!$&'()*+,;=:@%\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]*", re.IGNORECASE)
_FRAGMENT = re.compile(r"[0-9a-z?/:@\-._~%!$&'()*+,;=#]*", re.IGNORECASE)


def is_url(text: str) -> bool:
    """Whether a text is taken as a URL; local host names and one-letter top-level domains are not."""
    if not text or re.search(r"\s", text):
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    placed = parts.scheme in _SCHEMES and port != 0 and _is_host(parts.hostname or "")
    local = parts.scheme == "file" and parts.netloc in ("", "localhost")
    spelled = _PATH.fullmatch(parts.path) and _FRAGMENT.fullmatch(parts.fragment) and _is_query(parts.query)
    return (placed or local) and bool(spelled)


def _is_query(query: str) -> bool:
    """Every field needs its `=`, whichever of the two separators is looked for."""
    return not query or all("=" in field for separator in "&;" for field in query.split(separator))


def _is_host(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return _HOST.fullmatch(host) is not None
