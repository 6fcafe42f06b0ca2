"""Which proxy a request goes through, and who says so; as httpx finds it, which keeps that to itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from publishpipe.model.urls import is_loopback, origin_of


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy: its address without user name and password, and what names it."""

    address: str
    named_by: str

    def __str__(self) -> str:
        return f"the proxy {self.address} ({self.named_by})"


def proxy_for(base_url: str) -> Proxy | None:
    """The proxy on the way to a server; None if there is none, as there never is to this machine itself."""
    scheme, host = base_url.partition(":")[0], urlsplit(base_url).hostname or ""
    if is_loopback(base_url) or proxy_bypass(host):
        return None
    found = getproxies()
    kind = next((kind for kind in (scheme, "all") if found.get(kind)), "")
    if not kind:
        return None
    names = (f"{kind}_proxy", f"{kind}_proxy".upper())
    address = found[kind] if "://" in found[kind] else f"http://{found[kind]}"
    return Proxy(origin_of(address), next(filter(os.environ.get, names), "the system's settings"))
