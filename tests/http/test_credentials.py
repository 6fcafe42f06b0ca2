"""Secrets go to the origin that they belong to, and show themselves nowhere."""

from __future__ import annotations

import traceback
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest

from publishpipe.errors import CredentialsError
from publishpipe.http.credentials import Login, Secret, login_for, secrets, token_for
from publishpipe.repositories import REPOSITORIES

NOMAD = "https://nomad-lab.eu/prod/v1/api/v1/"
ZENODO = "https://zenodo.org/api/"
SANDBOX = "https://sandbox.zenodo.org/api/"
SECRET = "s3cret-value"  # noqa: S105  # not one


VARIABLES = REPOSITORIES["nomad"].VARIABLES


def header(url: str, environment: dict[str, str]) -> str | None:
    """What is sent there, whichever repository is said to be there."""
    found = (token_for(url, repository.VARIABLES, environment) for repository in REPOSITORIES.values())
    return next((secret.within("Bearer {}") for secret in found if secret), None)


@pytest.mark.parametrize(
    ("variable", "url"), [("ZENODO_TOKEN", ZENODO), ("ZENODO_SANDBOX_TOKEN", SANDBOX), ("NOMAD_TOKEN", NOMAD)]
)
def test_each_variable_is_for_one_origin(variable: str, url: str) -> None:
    environment = {variable: SECRET}
    assert header(url, environment) == f"Bearer {SECRET}"
    for other in {ZENODO, SANDBOX, NOMAD, "https://zenodo.org.evil.org/api/", "http://zenodo.org/api/"} - {url}:
        assert header(other, environment) is None


def test_any_origin_can_be_listed() -> None:
    environment = {"PUBLISHPIPE_TOKENS": "https://oasis.org=a http://127.0.0.1:5055=b=c"}
    assert header("https://oasis.org:443/x", environment) == "Bearer a"
    assert header("http://127.0.0.1:5055/api/", environment) == "Bearer b=c"
    assert header("http://127.0.0.1:5056/api/", environment) is None


@pytest.mark.parametrize("entry", [SECRET, f"http://oasis.org={SECRET}", "https://oasis.org=", f"ftp://x={SECRET}"])
@pytest.mark.parametrize("variable", ["PUBLISHPIPE_TOKENS", "PUBLISHPIPE_LOGINS"])
def test_a_malformed_entry_is_named_by_its_position_only(variable: str, entry: str) -> None:
    environment = {variable: f"https://good.org=x:y {entry}"}
    with pytest.raises(CredentialsError, match=f"Entry 2 of {variable}") as error:
        (token_for if variable == "PUBLISHPIPE_TOKENS" else login_for)(NOMAD, VARIABLES, environment)
    assert SECRET not in f"{error.value.message}{error.value.hint}"


def test_name_and_password_go_to_nomad_only() -> None:
    environment = {"NOMAD_USERNAME": "jane", "NOMAD_PASSWORD": SECRET}
    assert login_for(NOMAD, VARIABLES, environment) == Login("jane", SECRET)
    assert login_for("https://oasis.org/api/v1/", VARIABLES, environment) is None
    assert login_for("http://127.0.0.1:8270/prod/v1/api/v1/", VARIABLES, environment) is None


def test_logins_for_other_origins_may_be_percent_encoded() -> None:
    environment = {"PUBLISHPIPE_LOGINS": "http://127.0.0.1:1=jane%40example.org:a%20b:c"}
    assert login_for("http://127.0.0.1:1/", VARIABLES, environment) == Login("jane@example.org", "a b:c")


@pytest.mark.parametrize("given", ["NOMAD_USERNAME", "NOMAD_PASSWORD"])
def test_one_half_of_a_login_is_an_error(given: str) -> None:
    with pytest.raises(CredentialsError, match="without a"):
        login_for(NOMAD, VARIABLES, {given: SECRET})


def test_a_token_with_a_blank_in_it_is_an_error_that_does_not_show_it() -> None:
    with pytest.raises(CredentialsError) as error:
        token_for(NOMAD, VARIABLES, {"NOMAD_TOKEN": f"{SECRET} {SECRET}"})
    assert SECRET not in "".join(traceback.format_exception(error.value))


@pytest.mark.parametrize("secret", [Secret(SECRET), Login("jane", SECRET)])
def test_secrets_do_not_show_themselves(secret: object) -> None:
    assert SECRET not in f"{secret} {secret!r} {[secret]} {secret!s}"


@pytest.mark.parametrize(
    "pasted",
    [f"  {SECRET}\n", f'"{SECRET}"', f"Bearer {SECRET}", f"'Authorization: bearer  {SECRET}'", f"\ufeff{SECRET}\xa0"],
)
def test_a_token_is_read_as_it_was_meant(pasted: str) -> None:
    assert header(NOMAD, {"NOMAD_TOKEN": pasted}) == f"Bearer {SECRET}"
    assert SECRET in secrets({"NOMAD_TOKEN": pasted}, [VARIABLES])["NOMAD_TOKEN"]


def test_a_token_that_says_when_it_ends_is_believed() -> None:
    payload = urlsafe_b64encode(b'{"exp": 1800000000}').decode().rstrip("=")
    assert Secret(f"header.{payload}.signature").end == datetime(2027, 1, 15, 8, tzinfo=UTC)
    for other in ("nomad_pat_x", "a.b.c", f"{payload}", "header.e30.signature", "header.W10.signature"):
        assert Secret(other).end is None


def told(url: str, environment: dict[str, str], kept: frozenset[str] = frozenset()) -> str:
    """What is said where there is no token for a URL."""
    repository = REPOSITORIES["nomad" if "/v1/" in url else "zenodo"]
    error = repository.GUIDE.missing(url, environment, kept)
    return f"{error.message}\n{error.hint}"


@pytest.mark.parametrize(
    ("url", "variable", "page", "command"),
    [
        (ZENODO, "ZENODO_TOKEN=TOKEN", "https://zenodo.org/account/settings/applications/tokens/new/", "--environment production"),
        (SANDBOX, "ZENODO_SANDBOX_TOKEN=TOKEN", "https://sandbox.zenodo.org/account/settings/applications/tokens/new/", "--environment sandbox"),
        ("https://data.example.org/rdm/api/", 'PUBLISHPIPE_TOKENS="https://data.example.org=TOKEN"', "https://data.example.org/rdm/account/settings/applications/tokens/new/", "--url https://data.example.org/rdm/api/"),
        (NOMAD, "NOMAD_TOKEN=TOKEN, or NOMAD_USERNAME and NOMAD_PASSWORD", "https://nomad-lab.eu/prod/v1/gui/analyze/apis", "--environment production --with-password"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_with_the_page_that_makes_it(url: str, variable: str, page: str, command: str) -> None:
    text = told(url, {})
    for words in (variable, f"Make a token at {page}", command, "publishpipe login ", "--environment local"):
        assert words in text
    assert ("deposit:write and deposit:actions" in text) == (url != NOMAD)


def test_a_token_for_the_other_server_is_named_and_not_shown() -> None:
    text = told(SANDBOX, {"ZENODO_TOKEN": SECRET, "ZENODO_SANDBOX_TOKEN": ""})
    assert "ZENODO_TOKEN is set, but goes to https://zenodo.org alone." in text
    assert "separate accounts and tokens" in text
    assert SECRET not in text
    assert "login keeps goes to https://zenodo.org alone" in told(SANDBOX, {}, frozenset({"https://zenodo.org"}))
    assert "separate" not in told(SANDBOX, {})


def test_a_token_that_is_not_accepted_may_be_the_other_servers() -> None:
    guide = REPOSITORIES["zenodo"].GUIDE
    error = guide.not_accepted(SANDBOX, "the token in ZENODO_SANDBOX_TOKEN")
    assert error.message == f"{SANDBOX} does not accept the token in ZENODO_SANDBOX_TOKEN."
    assert "https://sandbox.zenodo.org and https://zenodo.org have separate accounts and tokens." in error.hint
    assert "separate" not in guide.not_accepted("https://data.example.org/api/", "the token").hint
