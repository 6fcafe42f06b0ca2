"""Where NOMAD is, and how somebody comes by a token there."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.http.credentials import Variables
from publishpipe.http.tokens.guide import TokenGuide

BASE_URLS: Mapping[str, str] = {
    "production": "https://nomad-lab.eu/prod/v1/api/v1/",
    "sandbox": "https://nomad-lab.eu/prod/v1/test/api/v1/",
}
API_PATH = "api/v1/"
VARIABLES = Variables(
    {"https://nomad-lab.eu": "NOMAD_TOKEN"}, {"https://nomad-lab.eu": ("NOMAD_USERNAME", "NOMAD_PASSWORD")}
)
SCOPES = (
    "users:read uploads:read uploads:write uploads:process uploads:publish entries:read graph:read groups:read "
    "datasets:read datasets:write datasets:delete datasets:assign_doi"
)


def _making(base_url: str) -> str:
    """Its web page makes app tokens only (nomad-lab 1.3.16 and 2.0.0); what lasts longer is made by its API."""
    page = f"{base_url.removesuffix(API_PATH)}gui/analyze/apis"
    return f"Make a token at {page} (an app token, for up to 30 days)."


GUIDE = TokenGuide("nomad", BASE_URLS, VARIABLES, _making, for_a_login="up to 90 days")
