"""Tokens that `login` keeps: checked by a server that knows its users, found by every command, and never shown."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import Release, Server, make_release
from tests.killing import PATIENCE
from tests.local.running import running

CTRL_C = "\x03"
TOKEN, WRONG = "the-token-of-jane", "the-token-of-nobody"  # for a server on loopback only
USERS = {"users": [{"user_id": "u1", "username": "jane", "password": "pass-word", "first_name": "Jane",
                    "last_name": "Doe", "email": "jane@example.org"}]}  # fmt: skip


#: Becomes the program at a terminal of its own, where Ctrl-C reaches it.
AT_TERMINAL = """
import os, sys
os.login_tty(0)
os.execv(sys.executable, [sys.executable, "-m", "publishpipe", *sys.argv[1:]])
"""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that knows jane's token, and no other."""
    with running(tmp_path_factory.mktemp("store"), f"--token=jane={TOKEN}") as server:
        yield server.url


@dataclass(frozen=True)
class Person:
    """Somebody at a terminal or in a script, with settings of their own."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "settings" / "publishpipe" / "tokens.json"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {
            "XDG_CONFIG_HOME": str(self.folder / "settings"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        return {**kept, **own, **self.variables}

    def run(self, *arguments: str, given: str = "", code: int = 0) -> str:
        """Run a command, which gets this on standard input; all that it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "publishpipe", *arguments],
            input=given, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        told = done.stdout + done.stderr
        assert done.returncode == code, told
        for secret in (TOKEN, WRONG, "pass-word"):
            assert secret not in told
        return told

    def answer(self, *arguments: str, keys: list[str], code: int = 0) -> str:
        """Run a command at a terminal, and type an answer to each question; all that is seen there."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-c", AT_TERMINAL, *arguments],
            stdin=theirs, stdout=theirs, stderr=theirs, env=self.environment, cwd=self.folder,
        )  # fmt: skip
        os.close(theirs)
        seen = ""
        for key in keys:
            while not seen.endswith(": "):
                seen += os.read(ours, 1024).decode()
            os.write(ours, key.encode())
            seen += "|"
        try:
            while more := self._read(ours, again=keys[-1:] == [CTRL_C]):
                seen += more
        except OSError:  # how Linux says that nobody writes there any more
            pass
        os.close(ours)
        assert process.wait(PATIENCE) == code, seen
        return seen

    def _read(self, terminal: int, *, again: bool) -> str:
        """What comes next. Python misses a Ctrl-C in the moment before it begins to read: people press `again`."""
        while again and not select.select([terminal], [], [], 1)[0]:
            os.write(terminal, CTRL_C.encode())
        return os.read(terminal, 1024).decode()


@pytest.fixture
def jane(tmp_path: Path) -> Person:
    return Person(tmp_path)


@pytest.fixture
def release(tmp_path: Path, origin: str) -> Release:
    folder = tmp_path / "release"
    folder.mkdir()
    return make_release(folder, origin)


def test_a_token_that_is_kept_is_used_until_it_is_removed(jane: Person, origin: str, release: Release) -> None:
    url = f"--url={origin}/api/"
    wall = jane.run("plan", str(release.path), code=7)
    assert f"publishpipe login zenodo --url {origin}/api/" in wall
    told = jane.run("login", url, "--with-token", given=f' "Bearer {TOKEN}"\r\n')
    assert f"Accepted by {origin}: the token of" in told
    assert f"Kept in {jane.file}" in told
    assert "steps to do" in jane.run("plan", str(release.path))
    assert f"{origin}\n  from     {jane.file}" in jane.run("login", "--status")
    assert f"is removed from {jane.file}" in jane.run("logout", url)
    assert jane.run("logout", url) == f"No token is kept for {origin}.\n"
    jane.run("plan", str(release.path), code=7)


@pytest.mark.parametrize("options", [[], ["--with-token"]])
def test_a_token_is_asked_for_without_showing_it(options: list[str], jane: Person, origin: str) -> None:
    url = f"--url={origin}/api/"
    seen = jane.answer("login", url, *options, keys=[f"{TOKEN}\n"])
    assert f"Make a token at {origin}/account/settings/applications/tokens/new/" in seen
    assert "(not shown): |" in seen
    assert TOKEN not in seen
    assert TOKEN in jane.file.read_text()


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), (f"{WRONG}\n", 7)])
def test_an_answer_that_is_none_keeps_nothing(key: str, code: int, jane: Person, origin: str) -> None:
    seen = jane.answer("login", f"--url={origin}/api/", keys=[key], code=code)
    assert WRONG not in seen
    assert "Traceback" not in seen
    assert not jane.file.exists()


def test_what_cannot_be_asked_or_is_no_token_is_refused(jane: Person, origin: str) -> None:
    url = f"--url={origin}/api/"
    assert "There is no terminal to ask on" in jane.run("login", url, code=2)
    assert "needs no token" in jane.run("login", "--environment=local", code=2)
    assert "makes no token for a user name" in jane.answer(
        "login", url, "--with-password", keys=["jane\n", "x\n"], code=2
    )
    for given in ("", f"{TOKEN} {TOKEN}", WRONG):
        jane.run("login", url, "--with-token", given=given, code=7)
    jane.run("login", url, "--with-token", "--debug", given=WRONG, code=7)
    assert not jane.file.exists()


def test_a_variable_goes_first_and_is_told_by_its_name(jane: Person, origin: str, release: Release) -> None:
    url = f"--url={origin}/api/"
    wrong = Person(jane.folder, {"PUBLISHPIPE_TOKENS": f"{origin}={WRONG}"})
    assert "PUBLISHPIPE_TOKENS is set and goes first" in wrong.run("login", url, "--with-token", given=TOKEN)
    told = wrong.run("plan", str(release.path), code=7)
    assert "does not accept the token in PUBLISHPIPE_TOKENS" in told
    assert "Was it cut when it was copied" in told
    shown = wrong.run("login", "--status")
    assert "from     PUBLISHPIPE_TOKENS" in shown
    assert "not used: PUBLISHPIPE_TOKENS is set" in shown
    assert "still gives one" in wrong.run("logout", url)


@pytest.mark.parametrize("repository", ["zenodo", "nomad"])
def test_a_wrong_token_is_told_before_anything_is_asked(
    repository: str, jane: Person, origin: str, release: Release
) -> None:
    nobody = Person(jane.folder, {"PUBLISHPIPE_TOKENS": f"{origin}={WRONG}"})
    if repository == "nomad":
        release.path.write_text(
            f'publishpipe: 1\ntarget: {{repository: nomad, environment: sandbox, url: "{origin}/nomad/api/v1/"}}\n'
            "files: ['*.csv']\nmetadata: {upload_name: trial}\npublish: true\n"
        )
    for command in ("plan", "apply"):
        seen = nobody.answer(command, str(release.path), keys=[], code=7)
        assert "does not accept" in seen
        assert "Go on?" not in seen
    assert "to do" in nobody.run("plan", str(release.path), "--offline")


@pytest.mark.parametrize(("version", "days"), [("2.0", 90), ("1.3", 30)])
def test_nomad_makes_a_token_to_keep_for_a_name_and_a_password(
    version: str, days: int, jane: Person, tmp_path: Path
) -> None:
    (tmp_path / "users.json").write_text(json.dumps(USERS))
    with running(tmp_path / "store", f"--nomad={version}", f"--nomad-users={tmp_path / 'users.json'}") as server:
        login = "login", "nomad", f"--url={server.url}/nomad/api/v1/", "--with-password"
        seen = jane.answer(*login, keys=["jane\n", "pass-word\n"])
        assert "pass-word" not in seen
        day = datetime.now(UTC) + timedelta(days=days)
        assert any(f"It ends on {moment:%Y-%m-%d}" in seen for moment in (day, day - timedelta(minutes=5)))
        kept = jane.file.read_text()
        assert "pass-word" not in kept
        jane.run("list", "--repository=nomad", login[2])
        assert "does not accept this user name" in jane.answer(*login, keys=["jane\n", "no\n"], code=7)
        assert jane.file.read_text() == kept


def test_a_token_that_ends_soon_is_told_of_in_the_plan(jane: Person, tmp_path: Path) -> None:
    def told(days: int) -> str:
        end = int((datetime.now(UTC) + timedelta(days=days)).timestamp())
        payload = urlsafe_b64encode(json.dumps({"exp": end}).encode()).decode().rstrip("=")
        token = f"header.{payload}.signature"
        with running(tmp_path / f"store-{days}", f"--token=jane={token}") as server:
            folder = tmp_path / f"release-{days}"
            folder.mkdir()
            release = make_release(folder, server.url)
            return Person(jane.folder, {"PUBLISHPIPE_TOKENS": f"{server.url}={token}"}).run("plan", str(release.path))

    assert "note: the token in PUBLISHPIPE_TOKENS ends on" in told(6)
    assert "ends on" not in told(9)


def test_whose_account_it_is_stands_above_the_question_and_costs_no_request(
    jane: Person, origin: str, release: Release
) -> None:
    Server(origin, jane.folder).fault("search-lag=0")
    jane.run("login", f"--url={origin}/api/", "--with-token", given=TOKEN)
    words = ("apply", str(release.path), "--until", "publish")
    seen = jane.answer(*words, keys=[CTRL_C], code=130)
    assert re.search(r"^ *account +jane@example.org\s*$", seen.partition("Go on?")[0], re.MULTILINE)
    planned, *_, result = map(json.loads, jane.run(*words, "--json", "--yes").splitlines())
    assert planned["outline"]["account"] == "jane@example.org"
    assert planned["totals"]["requests"] == result["requests"]
