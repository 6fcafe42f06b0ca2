"""Who is accepted, and what is kept of their secrets."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

import httpx
import pytest

from publishpipe.local.nomad import accounts
from publishpipe.local.settings import Settings
from tests.local.nomad.conftest import Nomad
from tests.local.nomad.serving import Clock, client, served

USER = {
    "username": "ada",
    "password": "right",
    "email": "ada@example.org",
    "first_name": "Ada",
    "last_name": "L",
    "user_id": "00000000-0000-4000-8000-00000000000a",
    "token_lifetime": 60,
}


def me(http: httpx.Client, token: str) -> httpx.Response:
    return http.get("/users/me", headers={"Authorization": f"Bearer {token}"})


def log_in(http: httpx.Client, name: str, password: str) -> httpx.Response:
    return http.post("/auth/token", data={"grant_type": "password", "username": name, "password": password})


def test_any_token_is_an_account_of_its_own(nomad: Nomad) -> None:
    ids = {me(nomad.http, token).json()["user_id"] for token in ("one-token", "another-token", "one-token")}
    assert len(ids) == 2
    upload = nomad.create()
    stranger = nomad.http.get(f"/uploads/{upload}", headers={"Authorization": "Bearer one-token"})
    assert stranger.status_code == 403


def test_any_name_and_password_get_a_token_that_tells_its_end(nomad: Nomad) -> None:
    token = log_in(nomad.http, "grace", "anything").raise_for_status().json()["access_token"]
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert claims["exp"] > time.time()
    assert me(nomad.http, token).json()["username"] == "grace"


def test_a_forged_token_is_refused(nomad: Nomad) -> None:
    token = log_in(nomad.http, "grace", "anything").json()["access_token"]
    refused = me(nomad.http, token[:-6] + "AAAAAA")
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")


def test_no_token_lies_in_the_store(nomad: Nomad) -> None:
    upload = nomad.filled()
    scopes = {"metadata": {"name": "p", "scopes": ["uploads:read"]}}
    secrets = [nomad.http.post("/auth/pats", json=scopes).json()["raw_token"], "a-token-of-the-tests"]
    nomad.http.get(f"/uploads/{upload}", headers={"Authorization": f"Bearer {secrets[0]}"}).raise_for_status()
    kept = b"".join(path.read_bytes() for path in nomad.store.rglob("*") if path.is_file())
    assert not [secret for secret in secrets if secret.encode() in kept]


def test_a_personal_token_may_do_what_its_scopes_say(nomad: Nomad) -> None:
    scopes = {"metadata": {"name": "p", "scopes": ["uploads:read"]}}
    token = nomad.http.post("/auth/pats", json=scopes).json()["raw_token"]
    refused = nomad.http.post("/uploads", headers={"Authorization": f"Bearer {token}"})
    assert refused.status_code == 403
    assert refused.json() == {"detail": "Missing scopes: [<Scope.UPLOADS_WRITE: 'uploads:write'>]"}


def test_any_address_is_somebodys(nomad: Nomad) -> None:
    upload = nomad.filled()
    metadata = {"coauthors": ["friend@example.org"]}
    edited = nomad.http.post(f"/uploads/{upload}/edit", json={"metadata": metadata}).raise_for_status()
    known = nomad.http.get("/users", params={"email": "friend@example.org"}).json()["data"]
    assert edited.json()["data"]["coauthors"] == [known[0]["user_id"]]


@pytest.fixture
def users(tmp_path: Path) -> Path:
    path = tmp_path / "users.json"
    path.write_text(json.dumps({"users": [USER]}))
    return path


def test_with_a_directory_only_its_users_are_known(
    tmp_path: Path, users: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "store", nomad_users=users)
    with served(settings) as server, client(server.url, "any-token") as http:
        assert http.get("/users/me").status_code == 401
        assert log_in(http, "ada", "wrong").status_code == 401
        assert log_in(http, "grace", "right").status_code == 401
        token = log_in(http, "ada@example.org", "right").json()["access_token"]
        assert me(http, token).json()["name"] == "Ada L"
        monkeypatch.setattr(accounts, "time", Clock(ahead=61))
        assert me(http, token).status_code == 401


def test_configured_tokens_are_accounts(tmp_path: Path) -> None:
    tokens = {"alice": "token-a", "alice_second": "token-b"}
    with served(Settings(tmp_path, tokens=tokens)) as server, client(server.url, "token-a") as http:
        assert me(http, "token-a").json()["username"] == "alice"
        assert me(http, "token-b").json()["username"] == "alice"
        assert me(http, "token-c").status_code == 401
