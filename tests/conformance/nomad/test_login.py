"""Name and password instead of a token, and a token that expires."""

from __future__ import annotations

import time
from uuid import uuid4

import httpx
import pytest

from publishpipe.repositories.nomad.servers import SCOPES
from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import Nomad
from tests.killing import proxied


def test_a_name_and_a_password_do_as_well_as_a_token(nomad: Nomad, releases: Releases) -> None:
    alice = nomad.users["alice"]
    release = releases()
    release.variables = {
        "PUBLISHPIPE_TOKENS": "",
        "PUBLISHPIPE_LOGINS": f"{nomad.origin}={alice.name}:{alice.password}",
    }
    result = release.apply()[-1]
    assert result["published"]
    release.is_published_once()


def test_a_personal_access_token_needs_no_more_than_the_scopes_that_are_named(nomad: Nomad, releases: Releases) -> None:
    asked = {"metadata": {"name": uuid4().hex, "scopes": SCOPES.split()}, "expires_in_days": 1}
    headers = {"Authorization": f"Bearer {nomad.token('alice')}"}
    made = nomad.client.post(f"{nomad.base_url}auth/pats", json=asked, headers=headers)
    if made.status_code in {404, 405}:
        pytest.skip("a server without personal access tokens")
    assert made.status_code == 201, made.text
    release = releases()
    group = nomad.ask("POST", "groups", json={"group_name": release.name, "members": []})["group_name"]
    people = {"coauthors": ["bob"], "coauthor_groups": [group]}
    release.metadata |= {"comment": "PAT.", "datasets": [f"{release.name} dataset"], **people}
    release.save()
    release.variables = {"PUBLISHPIPE_TOKENS": f"{nomad.origin}={made.json()['raw_token']}"}
    release.apply("--until", "verify")
    release.run("discard", release.path.name, "--yes")
    assert not nomad.uploads(release.name)
    assert release.apply()[-1]["published"]
    release.is_published_once()


def test_an_app_token_does_as_well(nomad: Nomad, releases: Releases) -> None:
    app_token = nomad.ask("GET", "auth/app_token", params={"expires_in": 600})["app_token"]
    release = releases()
    release.variables = {"PUBLISHPIPE_TOKENS": f"{nomad.origin}={app_token}"}
    assert release.apply()[-1]["published"]
    release.is_published_once()


def test_a_wrong_password_is_told_before_anything_is_made(nomad: Nomad, releases: Releases) -> None:
    release = releases()
    release.variables = {"PUBLISHPIPE_TOKENS": "", "PUBLISHPIPE_LOGINS": f"{nomad.origin}=alice:wrong-one"}
    out, err = release.run("apply", release.path.name, "--yes", "--json", code=7)
    assert "does not accept this user name and password" in err
    assert "wrong-one" not in out + err


def test_a_token_that_has_expired_is_renewed(nomad: Nomad, releases: Releases) -> None:
    if "shortlived" not in nomad.users:
        pytest.skip("nobody's tokens expire soon enough")
    user = nomad.users["shortlived"]
    token = nomad.token(user.name)
    with proxied(nomad.origin) as proxy:
        release = releases(origin=proxy.url, user="shortlived")
        release.variables = {
            "PUBLISHPIPE_TOKENS": f"{proxy.url}={token}",
            "PUBLISHPIPE_LOGINS": f"{proxy.url}={user.name}:{user.password}",
        }
        _wait_until_refused(nomad, token)
        events = release.apply()
        assert events[-1]["published"]
        logins = [path for method, path in proxy.seen if path.endswith("auth/token")]
        assert logins
        assert events[-1]["requests"] == len(proxy.seen)
        assert not (release.folder / "release.lock.json").read_text("utf-8").count(user.password)


def _wait_until_refused(nomad: Nomad, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    for _ in range(30):
        if httpx.get(f"{nomad.base_url}users/me", headers=headers, trust_env=False).status_code == 401:
            return
        time.sleep(0.5)
    raise AssertionError("the token does not expire")
