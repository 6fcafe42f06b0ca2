"""An embedded NOMAD for each test, and words for what tests do with it."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from publishpipe.local.nomad.jobs import Processing
from publishpipe.local.settings import Settings
from tests.killing import PATIENCE
from tests.local.nomad.serving import client, served

ENTITY = "data:\n  m_def: nomad.datamodel.metainfo.basesections.v1.Entity\n  name: {name}\n"


@dataclass(frozen=True)
class Nomad:
    """One user of a running embedded NOMAD."""

    http: httpx.Client
    processing: Processing
    goes_on: threading.Event
    store: Path

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Let processing that is begun here not end before the block does."""
        self.goes_on.clear()
        try:
            yield
        finally:
            self.goes_on.set()

    def create(self, name: str = "an upload", **query: str) -> str:
        """Make an empty upload."""
        answer = self.http.post("/uploads", params={"upload_name": name} | query)
        return str(answer.raise_for_status().json()["upload_id"])

    def put(self, upload: str, files: dict[str, str], **query: str) -> httpx.Response:
        """Put a zip into an upload."""
        params = {"file_name": "part.zip"} | query
        return self.http.put(f"/uploads/{upload}/raw/", params=params, content=zipped(files))

    def upload(self, upload: str) -> dict[str, Any]:
        """What is said about an upload."""
        data: dict[str, Any] = self.http.get(f"/uploads/{upload}").raise_for_status().json()["data"]
        return data

    def wait(self, upload: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """Wait until nothing runs any more."""
        deadline = time.monotonic() + seconds
        while (data := self.upload(upload))["process_running"] and time.monotonic() < deadline:
            time.sleep(0.005)
        return data

    def entries(self, upload: str) -> list[dict[str, Any]]:
        """The entries of an upload, by path."""
        data: list[dict[str, Any]] = self.http.get(f"/uploads/{upload}/entries?page_size=1000").json()["data"]
        return data

    def names(self, upload: str) -> list[str]:
        """The files and folders at the top of an upload."""
        content = self.http.get(f"/uploads/{upload}/rawdir/").json()["directory_metadata"]["content"]
        return [one["name"] for one in content]

    def put_around(self, upload: str, meanwhile: Callable[[], object], **query: str) -> httpx.Response:
        """Put a file whose body begins before something else is done, and ends after it."""
        began, may_end = threading.Event(), threading.Event()

        def body() -> Iterator[bytes]:
            yield b"be"
            began.set()
            may_end.wait(PATIENCE)
            yield b"gun"

        params = {"file_name": "late.txt"} | query
        # On a connection of its own: the other one is needed meanwhile.
        other = httpx.Client(base_url=self.http.base_url, headers=self.http.headers, trust_env=False, timeout=PATIENCE)
        with ThreadPoolExecutor(1) as sender, other:
            sent = sender.submit(other.put, f"/uploads/{upload}/raw/", params=params, content=body())
            try:
                assert began.wait(PATIENCE)
                # The server has looked at the upload when it takes the file in.
                while not list((self.store / "nomad" / "incoming").glob("*/late.txt")):
                    time.sleep(0.005)
                meanwhile()
            finally:
                may_end.set()
            return sent.result(PATIENCE)

    def filled(self, name: str = "an upload") -> str:
        """Make an upload with one entry, processed."""
        upload = self.create(name)
        self.put(upload, {"a.archive.yaml": ENTITY.format(name="a"), "a.txt": "text"}).raise_for_status()
        assert self.wait(upload)["process_status"] == "SUCCESS"
        return upload


def zipped(files: dict[str, str]) -> bytes:
    """A stored zip of texts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


def running(settings: Settings) -> Iterator[Nomad]:
    """A user of an embedded NOMAD with these settings."""
    with served(settings) as server, client(server.url, "a-token-of-the-tests") as http:
        yield Nomad(http, server.processing, server.goes_on, settings.store)


@pytest.fixture
def nomad(tmp_path: Path) -> Iterator[Nomad]:
    """NOMAD 2.0.0 as it is embedded."""
    yield from running(Settings(tmp_path, nomad_step_seconds=0.01, takes_any=True))


@pytest.fixture
def old_nomad(tmp_path: Path) -> Iterator[Nomad]:
    """NOMAD 1.3.16 as it is embedded."""
    yield from running(Settings(tmp_path, nomad_dialect="1.3", nomad_step_seconds=0.01, takes_any=True))
