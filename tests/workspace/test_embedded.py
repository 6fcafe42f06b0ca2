"""The embedded repository's process: shared while it is needed, gone afterwards, whatever happens."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from publishpipe.errors import PublishPipeError
from publishpipe.model.events import ignore
from publishpipe.model.target import Target
from publishpipe.state.places import STORE
from publishpipe.workspace import connection, embedded
from tests.killing import PATIENCE
from tests.local.running import Running, running
from tests.program import ending


def alive(url: str) -> bool:
    try:
        return httpx.get(f"{url}_leases", trust_env=False, timeout=PATIENCE).status_code == 200
    except httpx.TransportError:
        return False


def gone(url: str) -> bool:
    """Whether a server that has no user any more ends."""
    until = time.monotonic() + PATIENCE
    while alive(url):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_it_runs_while_it_is_needed_and_keeps_its_port(tmp_path: Path) -> None:
    with embedded.running(tmp_path) as url:
        assert alive(url)
        assert url.startswith("http://127.0.0.1:")
    assert not alive(url)
    with embedded.running(tmp_path) as again:
        assert again == url


def test_whoever_comes_second_joins_and_may_stay_longer(tmp_path: Path) -> None:
    with ExitStack() as first:
        url = first.enter_context(embedded.running(tmp_path))
        with embedded.running(tmp_path) as joined:
            assert joined == url
            first.close()
            assert alive(url)
    assert gone(url)


def test_it_ends_when_its_users_are_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from publishpipe.workspace import embedded\n"
        "with embedded.running(Path(sys.argv[1])) as url: print(url, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with ending(subprocess.Popen(command, stdout=subprocess.PIPE, text=True)) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert alive(url)
        process.kill()
    assert gone(url)


def test_what_a_killed_server_left_behind_is_no_obstacle(tmp_path: Path) -> None:
    with embedded.running(tmp_path) as url:
        pid = json.loads((tmp_path / "server.json").read_text())["pid"]
        os.kill(pid, 9)
        assert gone(url)
        with embedded.running(tmp_path) as again:
            assert alive(again)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "server.lock").mkdir()
    with pytest.raises(PublishPipeError, match="does not start"), embedded.running(store):
        pass


# Whatever somebody has written into the store


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Running]:
    """The embedded repository of another store, which takes any token."""
    with running(tmp_path / "other", "--open") as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An empty store."""
    store = tmp_path / "store"
    store.mkdir(mode=0o700)
    return store


def say(store: Path, url: object) -> None:
    (store / "server.json").write_text(json.dumps({"url": url, "pid": 1}))


@pytest.mark.parametrize(
    "url",
    [
        "https://zenodo.org",
        "https://127.0.0.1:5055",
        "http://127.0.0.1",
        "http://127.0.0.1:5055/",
        "http://127.0.0.1:5055@evil.example",
        "http://127.0.0.1:5055.evil.example",
        "http://127.0.0.1.evil.example:5055",
        "http://evil.example:5055",
        "http://127.0.0.1:5055\n",
        "http://127.0.0.1:99999",
        "http://localhost:5055",
        "http://0.0.0.0:5055",
        "",
        None,
        5055,
        ["http://127.0.0.1:5055"],
    ],
)
def test_a_server_elsewhere_is_as_if_it_were_not_there(store: Path, url: object) -> None:
    say(store, url)
    assert embedded._url(store) is None
    with embedded.running(store) as own:
        assert alive(own)


@pytest.mark.parametrize("text", ["", "[]", "5", "{}", "{", "\xff" * 5000])
def test_what_says_nothing_is_as_if_it_were_not_there(store: Path, text: str) -> None:
    (store / "server.json").write_text(text, "latin-1")
    assert embedded._url(store) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:5055", "http://[::1]:65535"])
def test_a_server_on_this_machine_is_there(store: Path, url: str) -> None:
    say(store, url)
    assert embedded._url(store) == url


def test_the_server_of_another_store_is_not_joined(store: Path, other: Running) -> None:
    say(store, other.url)
    with embedded.running(store) as url:
        assert url != f"{other.url}/"
        assert embedded._url(store) == url.rstrip("/")


def test_the_server_of_another_store_is_not_joined_for_a_name_that_came_with_the_folder(
    store: Path, other: Running
) -> None:
    say(store, other.url)
    for name in ("id", "token"):
        shutil.copyfile(other.store / name, store / name)
        (store / name).chmod(0o644)
    with embedded.running(store) as url:
        assert url != f"{other.url}/"
        assert embedded.token(store) != (other.store / "token").read_text()


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000])
def test_whoever_has_the_port_now_is_not_waited_for(
    store: Path, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "LEASE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor() as pool:
        say(store, f"http://127.0.0.1:{listening.getsockname()[1]}")
        told = pool.submit(lambda: listening.accept()[0])
        running_one = embedded.running(store)
        entered = pool.submit(running_one.__enter__)
        with told.result(PATIENCE) as connected:
            connected.sendall(answer)
            assert alive(entered.result(PATIENCE))
        running_one.__exit__(None, None, None)


def test_whoever_comes_at_the_same_time_gets_the_same_one(store: Path) -> None:
    def used() -> str:
        with embedded.running(store) as url:
            assert alive(url)
            together.wait(PATIENCE)
            return url

    together = threading.Barrier(4)
    with ThreadPoolExecutor() as pool:
        urls = {started.result(PATIENCE) for started in [pool.submit(used) for _ in range(4)]}
    assert len(urls) == 1
    assert gone(urls.pop())


def test_whoever_comes_while_it_ends_gets_another(store: Path) -> None:
    def use() -> None:
        for _ in range(3):
            with embedded.running(store) as url:
                assert alive(url)

    with ThreadPoolExecutor() as pool:
        for used in [pool.submit(use) for _ in range(3)]:
            used.result(PATIENCE)


@pytest.mark.parametrize("repository", ["zenodo", "nomad"])
def test_no_other_servers_token_is_looked_up(
    tmp_path: Path, other: Running, repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with embedded.running(tmp_path / STORE) as url:  # it keeps its port
        origins = [url.rstrip("/"), other.url]
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", " ".join(f"{origin}=a-real-token" for origin in origins))
    monkeypatch.setenv("PUBLISHPIPE_LOGINS", " ".join(f"{origin}=name:password" for origin in origins))
    say(tmp_path / STORE, other.url)
    path = {"zenodo": "me", "nomad": "users/me"}[repository]
    with connection.connected(Target(repository, "local"), tmp_path, ignore) as session:
        assert session.base_url.startswith(origins[0])
        assert session.call("GET", path)
    assert other.log() == []


def test_a_package_in_the_folder_is_not_taken_for_ours(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "publishpipe" / "local"
    package.mkdir(parents=True)
    for file in (package.parent / "__init__.py", package / "__init__.py", package / "__main__.py"):
        file.write_text("import pathlib; pathlib.Path('struck').touch(); raise SystemExit")
    monkeypatch.chdir(tmp_path)
    with embedded.running(store) as url:
        assert alive(url)
    assert not (tmp_path / "struck").exists()


def test_the_store_is_made_for_nobody_else(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with embedded.running(tmp_path / STORE):
            assert [path for path in (tmp_path / STORE).rglob("*") if path.stat().st_mode & 0o077] == []
            assert (tmp_path / STORE).stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)
