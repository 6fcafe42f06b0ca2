"""Records exchanges with a Zenodo as templates: what is this run's own becomes a placeholder (see replayer.py)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.contract.zenodo.replayer import TODAY, UUID, Json

NATIVE = "application/vnd.inveniordm.v1+json"
KEPT = ("content-type", "etag", "location", "link", "content-disposition", "retry-after")
PRESENT = ("link", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
PLACE = re.compile(r"(/records/|/uploads/|/depositions/|zenodo\.|zenodo\.org:|draft:|record:)(\d+)")
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d+")


@dataclass
class Recorder:
    """A scenario: requests go to the server at `origin` and are kept with their answers."""

    origin: str
    tokens: dict[str, str]
    name: str
    note: str
    exchanges: list[Json] = field(default_factory=list)
    _labels: dict[str, str] = field(default_factory=dict)
    _invented: set[str] = field(default_factory=set)
    _linked: bool = False

    def ask(self, method: str, path: str, body: object = None, *, user: str | None = "alice", note: str = "") -> Any:
        """One exchange with native JSON: the JSON of the answer, None if there is none."""
        headers = {"Accept": NATIVE} | ({"Content-Type": "application/json"} if body is not None else {})
        return self.send(method, path, headers, {"json": body} if body is not None else None, user=user, note=note)

    def send(
        self, method: str, path: str, headers: dict[str, str], body: Json | None, *, user: str | None, note: str
    ) -> Any:
        """One exchange; `body` has `json` or `text`."""
        content = None if body is None else body.get("text", json.dumps(body.get("json"))).encode()
        own = {"Authorization": f"Bearer {self.tokens[user]}"} if user else {}
        answer = httpx.request(
            method, self.origin + path, headers={**headers, **own}, content=content, timeout=60, trust_env=False
        )
        told = self._body(answer)
        request: Json = {"method": method, "path": self._text(path), "headers": headers}
        if body is not None:
            request["body"] = self._sent(body)
            self._invented.update(re.findall(UUID, json.dumps(request["body"])))
        self._learn(told)
        response: Json = {"status": answer.status_code, "headers": self._headers(answer)}
        if told is not None:
            response["body"] = self._told(told)
        self.exchanges.append({"note": note, "as": user, "request": request, "response": response})
        return told.get("json") if told else None

    def write(self, folder: Path, **more: object) -> None:
        """The scenario as a file, one exchange a line."""
        head = {"name": self.name, "server": "zenodo-rdm 6386403", "note": self.note, **more}
        lines = ",\n".join(json.dumps(exchange, ensure_ascii=False) for exchange in self.exchanges)
        opening = json.dumps(head, ensure_ascii=False)[:-1].replace(', "', ',\n"')
        (folder / f"{self.name}.json").write_text(f'{opening},\n"exchanges": [\n{lines}\n]}}\n', "utf-8")

    def _body(self, answer: httpx.Response) -> Json | None:
        if not answer.content:
            return None
        if "json" in answer.headers.get("content-type", ""):
            return {"json": answer.json()}
        return {"text": answer.text}

    def _headers(self, answer: httpx.Response) -> Json:
        kept = {name: self._text(answer.headers[name]) for name in KEPT if name in answer.headers}
        if "etag" in kept:
            plain = kept["etag"].removeprefix("W/")  # said of what was compressed on the way
            kept["etag"] = re.sub(r"\d+", f"{{{{rev:{len(self.exchanges)}}}}}", plain)
        return kept | {name: "present" for name in PRESENT if name in answer.headers}

    def _learn(self, told: Any) -> None:
        """Ids of records, in the order in which they show."""
        for found in re.finditer(r'"(?:id|conceptrecid)": "(\d+)"|/(?:records|depositions)/(\d+)', json.dumps(told)):
            number = found[1] or found[2]
            self._labels.setdefault(number, f"{{{{record:{len(self._labels) + 1}}}}}")

    def _told(self, told: Json) -> Json:
        """An answer as a template. Its links are kept once: they only repeat its id."""
        value: Json = self._value(told)
        inner = value.get("json")
        if isinstance(inner, dict) and "links" in inner and "metadata" in inner:
            if self._linked:
                inner["links"] = "{{any}}"
            self._linked = True
        return value

    def _sent(self, value: Any) -> Any:
        """What was sent, as it was but for the ids that the server had given."""
        if isinstance(value, dict):
            return {name: self._sent(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._sent(one) for one in value]
        return self._named(value) if isinstance(value, str) else value

    def _value(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            # The metadata of a file are null or {} from call to call; requests are counted by the whole server.
            known = {"metadata": "{{any}}"} if "key" in value else {"number": "{{text}}"} if "topic" in value else {}
            return {name: known[name] if name in known else self._value(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self._value(one) for one in value]
        if key == "revision_id" and isinstance(value, int):
            return "{{number|int}}"
        if key in {"id", "recid", "record_id"} and str(value) in self._labels and isinstance(value, int):
            return self._labels[str(value)].replace("}}", "|int}}")
        if not isinstance(value, str) or key in {"user", "owner"}:
            return value
        return "{{text}}" if key == "token" else self._text(value)

    def _named(self, text: str) -> str:
        text = text.replace(self.origin, "{{origin}}").replace(urlsplit(self.origin).netloc, "{{host}}")
        if text in self._labels:
            return self._labels[text]
        text = re.sub(UUID, lambda found: self._labels.get(f"uuid {found[0]}", found[0]), text)
        return PLACE.sub(lambda found: found[1] + self._labels.get(found[2], found[2]), text)

    def _text(self, text: str) -> str:
        text = TIME.sub("{{time}}", self._named(text))
        text = re.sub(UUID, lambda found: found[0] if found[0] in self._invented else self._uuid(found), text)
        text = re.sub(datetime.now(UTC).strftime(r", %Y\.$"), ", {{year}}.", text)  # as texts on a journal end
        days = {datetime.now(UTC).strftime(form).replace(" 0", " "): name for name, form in TODAY.items()}
        return f"{{{{{days[text]}}}}}" if text in days else text

    def _uuid(self, found: re.Match[str]) -> str:
        return self._labels.setdefault(f"uuid {found[0]}", f"{{{{uuid:{len(self._labels) + 1}}}}}")
