"""httpx without its own command line, which would load click, rich and pygments: a tenth of a second for nothing."""

from __future__ import annotations

import sys

MAIN = "httpx._main"
_unwanted = MAIN not in sys.modules
if _unwanted:
    sys.modules[MAIN] = None  # type: ignore[assignment]  # so Python says that it cannot be imported; httpx goes without

import httpx  # noqa: E402  # after that

if _unwanted:
    del sys.modules[MAIN]

__all__ = ["httpx"]
