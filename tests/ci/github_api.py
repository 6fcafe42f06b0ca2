"""A server on loopback that stands for GitHub's API: comments on an issue, and pull requests."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.ci.project import OWNER

REPOSITORY = f"/repos/{OWNER}"


@dataclass
class GitHub:
    """What it holds, and who asked for what."""

    url: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    refuses: bool = False

    def say(self, body: str, kind: str = "User") -> dict[str, Any]:
        """Somebody comments."""
        number = len(self.comments) + 1
        address = f"https://github.example/comment/{number}"
        self.comments.append({"id": number, "body": body, "user": {"type": kind}, "html_url": address})
        return self.comments[-1]


class Handler(BaseHTTPRequestHandler):
    github: GitHub

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """Say nothing."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.github.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
        status, value = self._done(json.loads(body or "{}"))
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815  # the base class's names

    def _done(self, given: dict[str, Any]) -> tuple[int, Any]:  # noqa: PLR0911  # a line for each address
        github, place = self.github, urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(place.query).items()}
        if github.refuses and self.command != "GET":
            return 403, {"message": "Resource not accessible by integration"}
        match self.command, place.path.removeprefix(REPOSITORY).split("/")[1:]:
            case "GET", ["issues", "7", "comments"]:
                first = (int(query["page"]) - 1) * int(query["per_page"])
                return 200, github.comments[first : first + int(query["per_page"])]
            case "POST", ["issues", "7", "comments"]:
                return 201, github.say(given["body"], "Bot")
            case "PATCH", ["issues", "comments", number]:
                github.comments[int(number) - 1]["body"] = given["body"]
                return 200, github.comments[int(number) - 1]
            case "GET", ["pulls"]:
                owner, _, branch = query["head"].partition(":")
                assert owner == OWNER.split("/")[0]
                return 200, [pull for pull in github.pulls if (pull["head"], pull["base"]) == (branch, query["base"])]
            case "POST", ["pulls"]:
                github.pulls.append({**given, "html_url": f"https://github.example/pull/{len(github.pulls) + 1}"})
                return 201, github.pulls[-1]
        return 404, {"message": "Not Found"}


@contextmanager
def github_api() -> Iterator[GitHub]:
    """Run it for as long as the block lasts."""
    github = GitHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"github": github}))
    github.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
