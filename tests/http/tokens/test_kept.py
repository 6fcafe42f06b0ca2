"""Tokens that are kept: where only their owner reads them, and only for their origin."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from publishpipe.errors import CredentialsError
from publishpipe.http.credentials import Secret
from publishpipe.http.tokens import kept as kept_tokens
from tests.http.plain_keyring import Keyring

URL = "https://sandbox.zenodo.org/api/"
ORIGIN = "https://sandbox.zenodo.org"
SECRET = "s3cret-value"  # noqa: S105  # not one


def use(monkeypatch: pytest.MonkeyPatch, backend: type[KeyringBackend]) -> None:
    """Have this be the system keyring."""
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend())


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where tokens are kept, and no keyring."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    use(monkeypatch, keyring.backends.fail.Keyring)
    return kept_tokens.path()


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a keyring that works."""
    monkeypatch.setenv("PLAIN_KEYRING", str(tmp_path / "ring.json"))
    use(monkeypatch, Keyring)
    return tmp_path / "ring.json"


def token(url: str = URL) -> str | None:
    found = kept_tokens.find(url)
    return found.within("{}") if found else None


def test_a_token_is_kept_for_its_origin_until_it_is_forgotten(file: Path) -> None:
    assert token() is None
    assert not file.parent.exists()
    end = datetime(2030, 1, 1, tzinfo=UTC)
    kept = kept_tokens.keep(URL, Secret(SECRET, told_end=end), "jane@example.org")
    assert (kept.origin, kept.place, kept.account, kept.end) == (ORIGIN, str(file), "jane@example.org", end)
    found = kept_tokens.find(URL)
    assert found is not None
    assert (token(), found.source, found.end) == (SECRET, str(file), end)
    assert token("https://zenodo.org/api/") is None
    assert token("http://sandbox.zenodo.org/api/") is None
    assert kept_tokens.known() == (kept,)
    assert SECRET not in repr(kept)
    assert (kept_tokens.forget(URL), kept_tokens.forget(URL), token()) == (str(file), "", None)


def test_only_the_owner_may_read_it(file: Path) -> None:
    kept_tokens.keep(URL, Secret(SECRET), "jane")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    for mode in (0o640, 0o604, 0o620):
        file.chmod(mode)
        with pytest.raises(CredentialsError, match=f"may be read by others .mode {mode:04o}.") as refused:
            token()
        assert f"chmod 600 '{file}'" in refused.value.hint
        assert SECRET not in f"{refused.value.message}{refused.value.hint}"


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "[" * 100_000,
        '{"publishpipe_tokens": 2, "tokens": {}}',
        '{"tokens": {"x": "y"}}',
        '{"publishpipe_tokens": 1, "tokens": {"x": {"token": "y", "account": 1}}}',
        '{"publishpipe_tokens": 1, "tokens": {"x": {"token": "y", "end": "soon"}}}',
        '{"publishpipe_tokens": 1, "tokens": {"x": {"token": "y", "end": "2030-01-01T00:00:00"}}}',
    ],
)
def test_what_login_did_not_write_is_not_read_and_not_replaced(content: str, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(content)
    file.chmod(0o600)
    for act in (token, lambda: kept_tokens.keep(URL, Secret(SECRET), "jane"), lambda: kept_tokens.forget(URL)):
        with pytest.raises(CredentialsError, match="where login keeps tokens"):
            act()
    assert file.read_text() == content


@pytest.mark.parametrize("kept", [f"{SECRET} {SECRET}", f"{SECRET}\u00e9", ""])
def test_what_no_header_takes_is_told_before_it_is_sent_and_without_the_token(kept: str, file: Path) -> None:
    """As somebody left it who edited the file: the HTTP library would quote it."""
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"publishpipe_tokens": 1, "tokens": {ORIGIN: {"token": kept}}}))
    file.chmod(0o600)
    with pytest.raises(CredentialsError, match=ORIGIN) as refused:
        token()
    assert SECRET not in f"{refused.value.message}{refused.value.hint}"


def test_the_system_keyring_is_used_where_there_is_one(file: Path, ring: Path) -> None:
    kept_tokens.keep(URL, Secret(SECRET), "jane")
    assert SECRET not in file.read_text()
    found = kept_tokens.find(URL)
    assert found is not None
    assert (token(), found.source) == (SECRET, "the system keyring")
    assert kept_tokens.forget(URL) == "the system keyring"
    assert json.loads(ring.read_text()) == {}
    assert token() is None


def test_a_keyring_that_does_not_give_the_token_is_told(ring: Path) -> None:
    kept_tokens.keep(URL, Secret(SECRET), "jane")
    ring.with_name("LOCKED").touch()
    with pytest.raises(CredentialsError, match=r"does not give it .KeyringLocked"):
        token()
    ring.with_name("LOCKED").unlink()
    ring.unlink()
    with pytest.raises(CredentialsError, match="not there any more") as gone:
        token()
    assert "login again" in gone.value.hint
    assert kept_tokens.forget(URL) == "the system keyring"


@pytest.mark.usefixtures("ring")
def test_a_new_token_takes_the_place_of_the_old_wherever_that_is(monkeypatch: pytest.MonkeyPatch) -> None:
    kept_tokens.keep(URL, Secret("old-in-the-ring"), "jane")
    use(monkeypatch, keyring.backends.fail.Keyring)
    kept_tokens.keep(URL, Secret(SECRET), "jane")
    assert token() == SECRET


def test_a_keyring_that_fails_in_its_own_way_is_told_as_that(file: Path, ring: Path) -> None:
    kept_tokens.keep(URL, Secret(SECRET), "jane")
    ring.with_name("BROKEN").touch()
    with pytest.raises(CredentialsError, match=r"does not give it .ConnectionError"):
        token()
    with pytest.raises(CredentialsError, match="cannot be removed"):
        kept_tokens.forget(URL)
    assert kept_tokens.keep(URL, Secret(SECRET), "jane").place == str(file)
    assert token() == SECRET
