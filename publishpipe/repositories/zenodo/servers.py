"""Where Zenodo is, and how somebody comes by a token there."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.http.credentials import Variables
from publishpipe.http.tokens.guide import TokenGuide

BASE_URLS: Mapping[str, str] = {"production": "https://zenodo.org/api/", "sandbox": "https://sandbox.zenodo.org/api/"}
API_PATH = "api/"
VARIABLES = Variables({"https://zenodo.org": "ZENODO_TOKEN", "https://sandbox.zenodo.org": "ZENODO_SANDBOX_TOKEN"})


def _making(base_url: str) -> str:
    """The page is that of any InvenioRDM (invenio-oauth2server 3); the scopes are Zenodo's own."""
    page = f"{base_url.removesuffix(API_PATH)}account/settings/applications/tokens/new/"
    scopes = "tick deposit:write and deposit:actions"
    return f"Make a token at {page} and {scopes}" + ("." if base_url in BASE_URLS.values() else ", if it names these.")


GUIDE = TokenGuide("zenodo", BASE_URLS, VARIABLES, _making)
