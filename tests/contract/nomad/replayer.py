"""Replays recorded exchanges with the real NOMAD and tells where a server answers otherwise."""

from __future__ import annotations

import base64
import io
import json
import secrets
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from tests.contract.nomad.comparing import Json, Names, differences
from tests.killing import PATIENCE


@dataclass
class Replay:
    """One scenario against one server.

    Attributes:
        url: Address of the API.
        users: Names, passwords and ids.
        goes_on: While it is not set, no process comes to its next step.
        working: Whether any process does.
        later: Moves the server's clock on by so many seconds.
        differences: What was found, by `index/pointer`.
    """

    url: str
    users: list[Json]
    goes_on: threading.Event
    working: Callable[[], object]
    later: Callable[[float], None]
    differences: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Log everybody in."""
        origin = str(httpx.URL(self.url).copy_with(path="/")).rstrip("/")
        self.names = Names({"{{api}}": self.url, "{{origin}}": origin, "{{name:stamp}}": str(secrets.randbelow(10**6))})
        self.tokens: dict[str, str] = {}
        with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
            for user in self.users:
                name = user["username"]
                form = {"grant_type": "password", "username": name, "password": user["password"]}
                self.tokens[name] = client.post(f"{self.url}/auth/token", data=form).json()["access_token"]
                self.names.known |= {
                    f"{{{{user:{name}}}}}": user["user_id"],
                    f"{{{{password:{name}}}}}": user["password"],
                }

    def run(self, scenario: Json) -> dict[str, str]:
        """Replay a scenario in its order; returns the differences."""
        limits = httpx.Limits(max_keepalive_connections=0)
        with httpx.Client(trust_env=False, timeout=PATIENCE, limits=limits) as client:
            exchanges = scenario["exchanges"]
            for index, exchange in enumerate(exchanges):
                if "skip" in exchange:
                    continue
                if "wait" in exchange:
                    self._pass_time(exchange["wait"])
                if _waits(exchange):
                    self.goes_on.set()
                elif _goes_on(exchange, exchanges[index + 1 : index + 2]):
                    self.goes_on.clear()
                if "op" in exchange:
                    self._tidy(client, exchange)
                    continue
                live = self._ask(client, exchange)
                found = differences(self.names, exchange, live)
                self.differences |= {f"{index}/{pointer}": text for pointer, text in found}
        return self.differences

    def _pass_time(self, seconds: float) -> None:
        """Have happened what the recorder waited for."""
        self.goes_on.set()
        while self.working():
            time.sleep(0.005)
        self.later(seconds)

    def _send(self, client: httpx.Client, request: Json, user: str | None) -> httpx.Response:
        headers = self.names.fill(request.get("headers", {}))
        if user:
            name, _, broken = user.partition("/")
            headers["Authorization"] = f"Bearer {self.tokens[name][:-6] + 'AAAAAA' if broken else self.tokens[name]}"
        path = self.names.fill(request["path"])
        exact = {"target": (httpx.URL(self.url).path + path).encode()}
        content = _content(self.names.fill(request.get("body")))
        return client.send(
            httpx.Request(request["method"], self.url + path, headers=headers, content=content, extensions=exact)
        )

    def _ask(self, client: httpx.Client, exchange: Json) -> httpx.Response:
        """Ask, again and again where the recorder did until nothing ran any more."""
        deadline = time.monotonic() + exchange.get("limit", 0)
        while True:
            live = self._send(client, exchange["request"], exchange.get("as"))
            if not exchange.get("poll") or not _is_running(live) or time.monotonic() > deadline:
                return live
            time.sleep(0.01)

    def _tidy(self, client: httpx.Client, exchange: Json) -> None:
        if "dataset" in exchange:
            places = [f"/datasets/{{{{dataset:{exchange['dataset']}}}}}"]
        elif exchange["op"] == "remove":
            places = [f"/uploads/{{{{upload:{exchange['upload']}}}}}"]
        else:
            listed = {"method": "GET", "path": "/uploads?is_published=false&page_size=100"}
            places = [
                f"/uploads/{one['upload_id']}" for one in self._send(client, listed, exchange["as"]).json()["data"]
            ]
        for path in places:
            look = {"as": exchange["as"], "poll": True, "limit": 20, "request": {"method": "GET", "path": path}}
            self._ask(client, look)
            self._send(client, {"method": "DELETE", "path": path}, exchange["as"])
            self._ask(client, look)


def _content(body: Json | None) -> bytes | None:
    if body is None:
        return None
    if "zip" in body:
        return zipped(body["zip"])
    if "base64" in body:
        return base64.b64decode(body["base64"])
    return (body["text"] if "text" in body else json.dumps(body["json"])).encode()


def zipped(members: dict[str, str]) -> bytes:
    """A zip of texts, the same bytes every time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _is_running(live: httpx.Response) -> bool:
    return live.status_code == 200 and bool(live.json()["data"].get("process_running"))


def _goes_on(exchange: Json, following: list[Json]) -> bool:
    """Whether what a request began still went on when the next was sent: it was not waited for, and had not ended."""
    body = exchange["response"].get("body") or {}
    data = body["json"].get("data") if isinstance(body.get("json"), dict) else None
    ended = isinstance(data, dict) and data.get("process_running") is False
    ended |= exchange["response"]["status"] >= 400
    return not ended and exchange["request"]["method"] != "GET" and not any(map(_waits, following))


def _waits(exchange: Json) -> bool:
    return "poll" in exchange or "op" in exchange
