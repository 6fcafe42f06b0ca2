"""Name and password instead of a token, and a token that expires."""

from __future__ import annotations

import time

import httpx
import pytest

from tests.conformance.conftest import Releases
from tests.conformance.nomad import Nomad
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
