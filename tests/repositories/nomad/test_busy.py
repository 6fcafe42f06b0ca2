"""A busy upload: whichever status NOMAD refuses with, the request waits for its turn and is sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

import publishpipe
from publishpipe.http.credentials import Secret
from publishpipe.http.session import Session
from publishpipe.model.events import ignore
from publishpipe.repositories.nomad import repository
from publishpipe.repositories.nomad.client import waiting
from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.client.waiting import Waiter
from publishpipe.repositories.nomad.metadata.fields import Edit
from tests.local.running import Running, running

ENTRY = "data:\n  m_def: nomad.datamodel.metainfo.basesections.v1.Entity\n  name: A\n"


@pytest.fixture(scope="module", params=["2.0", "1.3"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("store"), f"--nomad={request.param}", "--open") as started:
        yield started


@pytest.fixture
def session(server: Running) -> Iterator[Session]:
    with Session(f"{server.url}/nomad/api/v1/", Secret("t"), repository.DIALECT, ignore) as opened:
        yield opened
    server.fault()


def call(server: Running, method: str, path: str, **options: object) -> httpx.Response:
    """A request past the program, as another program sends it."""
    headers = {"Authorization": "Bearer t", "Accept": "application/json"}
    return httpx.request(method, f"{server.url}/nomad/api/v1/{path}", headers=headers, trust_env=False, **options)  # type: ignore[arg-type]


Send = Callable[[Client, str], None]
REQUESTS: dict[str, Send] = {
    "process": lambda client, upload: client.process(upload),
    "edit": lambda client, upload: client.edit(upload, Edit({"upload_name": "Other"}, {})),
    "remove": lambda client, upload: client.remove(upload, "a.txt"),
    "publish": lambda client, upload: client.publish(upload, None),
}


def filled(server: Running, session: Session) -> str:
    """An upload with an entry and a file beside it."""
    client = Client(session)
    made = client.create("Silicon").id
    for name, text in {"a.archive.yaml": ENTRY, "a.txt": "text"}.items():
        call(
            server, "PUT", f"uploads/{made}/raw/", params={"file_name": name}, content=text.encode()
        ).raise_for_status()
        Waiter(client, session).until_idle(made)
    return made


@pytest.mark.parametrize("name", REQUESTS)
def test_what_meets_a_busy_upload_gets_its_turn(
    server: Running, session: Session, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "FIRST_LOOK", 0.02)
    client, send = Client(session), REQUESTS[name]
    upload = filled(server, session)
    server.fault("busy-conflicts")
    call(server, "POST", f"uploads/{upload}/action/process").raise_for_status()
    before = len(server.log())
    Waiter(client, session).through(upload, lambda: send(client, upload))
    answers = [line["status"] for line in server.log()[before:] if line["method"] in {"POST", "DELETE"}]
    assert answers == [409, 200]


def test_what_was_blocked_each_time_though_nothing_runs_when_one_looks_gets_its_turn(
    server: Running, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "FIRST_LOOK", 0.02)
    client, waiter, tries = Client(session), Waiter(Client(session), session), list[int]()
    upload = filled(server, session)

    def send() -> None:
        tries.append(1)
        if len(tries) < waiting.TRIES:
            call(server, "POST", f"uploads/{upload}/action/process").raise_for_status()
        try:
            client.publish(upload, None)
        finally:
            waiter.until_idle(upload)

    waiter.through(upload, send)
    assert len(tries) == waiting.TRIES
    assert waiter.until_idle(upload).published


def test_without_the_rule_it_is_as_it_was(server: Running, session: Session) -> None:
    upload = filled(server, session)
    call(server, "POST", f"uploads/{upload}/action/process").raise_for_status()
    assert call(server, "POST", f"uploads/{upload}/action/publish").status_code == 400


def test_a_release_is_published_though_somebody_keeps_its_upload_busy(
    server: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{server.url}=t")
    (tmp_path / "a.archive.yaml").write_text(ENTRY)
    manifest = tmp_path / "silicon.yaml"
    target = f'{{repository: nomad, environment: sandbox, url: "{server.url}/nomad/api/v1/"}}'
    metadata = f"{{upload_name: {tmp_path.name}, comment: Good.}}"
    manifest.write_text(
        f"publishpipe: 1\ntarget: {target}\nfiles: ['*.archive.yaml']\nmetadata: {metadata}\npublish: true\n"
    )
    publishpipe.apply(manifest, confirm=publishpipe.accept, until="wait")
    server.fault("busy-conflicts")
    upload = publishpipe.status(manifest).id
    call(server, "POST", f"uploads/{upload}/action/process").raise_for_status()
    result = publishpipe.apply(manifest, confirm=publishpipe.accept)
    assert result.published
    server.fault()
