"""Secrets go to the origin that they belong to, and show themselves nowhere."""

from __future__ import annotations

import traceback

import pytest

from publishpipe.errors import CredentialsError
from publishpipe.http.credentials import Login, Secret, login_for, missing, token_for
from publishpipe.repositories import REPOSITORIES

NOMAD = "https://nomad-lab.eu/prod/v1/api/v1/"
ZENODO = "https://zenodo.org/api/"
SANDBOX = "https://sandbox.zenodo.org/api/"
SECRET = "s3cret-value"  # noqa: S105  # not one


VARIABLES = REPOSITORIES["nomad"].VARIABLES


def header(url: str, environment: dict[str, str]) -> str | None:
    """What is sent there, whichever repository is said to be there."""
    secrets = (token_for(url, repository.VARIABLES, environment) for repository in REPOSITORIES.values())
    return next((secret.within("Bearer {}") for secret in secrets if secret), None)


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


def test_what_is_missing_is_named() -> None:
    assert missing(NOMAD, VARIABLES).hint == "Set NOMAD_TOKEN=TOKEN, or NOMAD_USERNAME and NOMAD_PASSWORD"
    assert missing("https://oasis.org/x", VARIABLES).hint == 'Set PUBLISHPIPE_TOKENS="https://oasis.org=TOKEN"'
