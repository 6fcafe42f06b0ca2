"""Shelf's server, small. It can lose answers: what was asked is done, and the connection is cut."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "key s3cret-of-the-shelf"


class Shelf:
    """The boxes, and what goes wrong. `lost`: beginnings of requests whose answer is lost, once each."""

    def __init__(self) -> None:
        self.boxes: dict[str, dict[str, Any]] = {}
        self.lost: list[str] = []
        self.stuck = ""
        self.reached = threading.Event()
        self.requests: list[str] = []
        self.url = ""

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: bytes) -> tuple[int, object]:
        match method, path.removeprefix("/api/").split("/"):
            case "GET", ["boxes"]:
                return 200, {"boxes": [box for box in self.boxes.values() if box["mark"] == query["mark"][0]]}
            case "POST", ["boxes"]:
                number = str(len(self.boxes) + 1)
                empty = {"id": number, "label": "", "note": "", "files": {}, "sealed_at": ""}
                self.boxes[number] = empty | {"mark": json.loads(body)["mark"]}
                return 201, self.boxes[number]
            case _, ["boxes", number, *rest] if number in self.boxes:
                return self._box(method, self.boxes[number], rest, body)
        return 404, {"problem": {"say": "There is no such box."}}

    def _box(self, method: str, box: dict[str, Any], rest: list[str], body: bytes) -> tuple[int, object]:
        if method != "GET" and box["sealed_at"]:
            return 409, {"problem": {"say": "The box is sealed."}}
        match method, rest:
            case "PUT", []:
                if "forbidden" in json.loads(body)["note"]:
                    return 400, {"problem": {"say": "note: the shelf does not take this word", "fields": ["note"]}}
                box |= json.loads(body)
            case "DELETE", []:
                del self.boxes[box["id"]]
            case "PUT", ["files", name]:
                box["files"][name] = {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            case "DELETE", ["files", name]:
                box["files"].pop(name, None)
            case "POST", ["seal"]:
                box["sealed_at"] = "2026-11-26T12:00:00Z"
        return 200, box


@contextmanager
def running() -> Iterator[Shelf]:
    """A Shelf on loopback."""
    shelf = Shelf()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            parts, line = urlsplit(self.path), f"{self.command} {urlsplit(self.path).path}"
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("X-Shelf-Key") != KEY:
                return self._say(401, {"problem": {"say": "Who are you?"}})
            shelf.requests.append(line)
            if shelf.stuck and line.startswith(shelf.stuck):
                shelf.reached.set()
                self.rfile.read(1)  # until the client is gone
                return None
            status, value = shelf.answer(self.command, parts.path, parse_qs(parts.query), body)
            for beginning in [beginning for beginning in shelf.lost if line.startswith(beginning)]:
                shelf.lost.remove(beginning)
                self.close_connection = True
                return None
            return self._say(status, value)

        def _say(self, status: int, value: object) -> None:
            data = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815  # names of http.server

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    shelf.url = f"http://127.0.0.1:{server.server_port}/api/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield shelf
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
