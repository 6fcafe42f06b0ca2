"""A plain sink: the least that uploaders of Zenodo need to be answered, in memory, where bytes are dropped.

    python -m tests.benchmarks.sink FOLDER DELAY

It prints its origin, and waits for DELAY seconds before each answer, as a distance would. The checksums that it answers
are those of the files in FOLDER, which it reads beforehand: what is measured against it is the client, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

PIECE = 1 << 20  # bytes
NOW = "2026-01-01T00:00:00.000000+00:00"
DRAFTS: dict[str, dict[str, Any]] = {}  # by id: body, files, published
NUMBERS = count(1000, 2)


def _begun(body: dict[str, Any]) -> str:
    number = str(next(NUMBERS))
    DRAFTS[number] = {"body": body, "files": {}, "published": False}
    return number


def _native(number: str) -> dict[str, Any]:
    draft = DRAFTS[number]
    doi = {"doi": {"identifier": f"10.5072/zenodo.{number}", "provider": "datacite", "client": "datacite"}}
    body = {"custom_fields": {}, "access": {"record": "public", "files": "public"}, **draft["body"]}
    return {
        **body,
        "id": number,
        "created": NOW,
        "is_published": draft["published"],
        "is_draft": not draft["published"],
        "pids": doi if draft["published"] else {},
        "parent": {"id": str(int(number) - 1), "communities": {}, "pids": doi if draft["published"] else {}},
        "versions": {"is_latest": True, "is_latest_draft": True},
        "files": {"enabled": True, "entries": draft["files"]},
    }


def _legacy(number: str, origin: str) -> dict[str, Any]:
    draft = DRAFTS[number]
    bucket = f"{origin}/api/files/{UUID(int=int(number))}"
    links = dict.fromkeys(
        ("self", "html", "record_html", "latest_draft", "latest_draft_html"),
        f"{origin}/api/deposit/depositions/{number}",
    )
    reserved = {"doi": f"10.5072/zenodo.{number}", "recid": int(number)}
    return {
        "id": int(number),
        "conceptrecid": str(int(number) - 1),
        "doi": reserved["doi"] if draft["published"] else "",
        "metadata": {**draft["body"].get("metadata", {}), "prereserve_doi": reserved},
        "state": "done" if draft["published"] else "unsubmitted",
        "submitted": draft["published"],
        "files": [],
        "links": {**links, "bucket": bucket, "publish": f"{links['self']}/actions/publish"},
    }


class Sink(BaseHTTPRequestHandler):
    """One connection, in a thread of its own."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer goes out at once, head and body
    delay = 0.0
    checksums: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        """A deposition, a draft; or a search, which finds what is there."""
        if number := self._number():
            self._answer(200, self._shown(number))
        else:
            hits = [_native(number) for number in DRAFTS] if "records" in self.path else []
            self._answer(200, {"hits": {"hits": hits, "total": len(hits)}})

    def do_POST(self) -> None:
        """Create or publish."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        if number := self._number():
            DRAFTS[number]["published"] = True
            self._answer(202, self._shown(number))
        else:
            self._answer(201, self._shown(_begun(body)))

    def do_PUT(self) -> None:
        """Take a file, or metadata."""
        if "/files/" in self.path:
            self._take()
            return
        number = self._number()
        DRAFTS[number]["body"] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(200, self._shown(number))

    def handle_expect_100(self) -> bool:
        """Tell who asks first to go on, at once."""
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def log_message(self, *_args: object) -> None:
        """Nothing is told."""

    def _take(self) -> None:
        bucket, name = self.path.partition("?")[0].split("/")[-2:]
        left, room = int(self.headers["Content-Length"]), memoryview(bytearray(PIECE))
        size = left
        while left:
            left -= self.rfile.readinto(room[: min(left, PIECE)])
        stored = {"key": name, "size": size, "checksum": f"md5:{self.checksums[name]}"}
        DRAFTS[str(UUID(bucket).int)]["files"][name] = stored
        self._answer(201, stored)

    def _number(self) -> str:
        found = re.search(r"/(?:records|depositions)/(\d+)", self.path)
        return found[1] if found else ""

    def _shown(self, number: str) -> dict[str, Any]:
        origin = f"http://{self.headers['Host']}"
        return _legacy(number, origin) if "/deposit/" in self.path else _native(number)

    def _answer(self, status: int, value: object) -> None:
        time.sleep(self.delay)
        text = json.dumps(value).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def main() -> None:
    """Serve until told to stop."""
    for path in Path(sys.argv[1]).glob("*.bin"):
        with path.open("rb") as file:
            Sink.checksums[path.name] = hashlib.file_digest(file, "md5").hexdigest()
    Sink.delay = float(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
