"""Shelf's calls."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from publishpipe.errors import NotFoundError, understood
from publishpipe.files.local_file import LocalFile
from publishpipe.http.dialect import Refusal
from publishpipe.http.request import Body
from publishpipe.http.session import Session
from publishpipe.model.facts import FileFact
from tests.repositories.shelf.facts import StoredFile


def refusal(value: object) -> Refusal:
    """Shelf says {"problem": {"say": words, "fields": names}}."""
    problem = value.get("problem", {}) if isinstance(value, dict) else {}
    return Refusal(str(problem.get("say", "")), names_fields=bool(problem.get("fields")))


@dataclass(frozen=True)
class Box:
    """A box as the server showed it."""

    id: str
    label: str
    note: str
    files: dict[str, FileFact]
    sealed_at: str

    @classmethod
    def of(cls, answer: Any) -> Box:
        with understood():
            files = {name: FileFact(file["size"], file["sha256"]) for name, file in answer["files"].items()}
            return cls(answer["id"], answer["label"], answer["note"], files, answer["sealed_at"])

    def stored(self) -> dict[str, StoredFile]:
        return {name: {"size": file.size, "sha256": str(file.checksum)} for name, file in self.files.items()}

    def as_json(self) -> object:
        return asdict(self)


class Client:
    """Calls to one Shelf."""

    def __init__(self, session: Session) -> None:
        self._call = session.call

    def get(self, box_id: str) -> Box | None:
        try:
            return Box.of(self._call("GET", f"boxes/{box_id}"))
        except NotFoundError:
            return None

    def marked(self, mark: str) -> list[Box]:
        return [Box.of(item) for item in self._call("GET", "boxes", params={"mark": mark})["boxes"]]

    def create(self, mark: str) -> Box:
        return Box.of(self._call("POST", "boxes", Body.json({"mark": mark})))

    def describe(self, box_id: str, label: str, note: str) -> Box:
        return Box.of(self._call("PUT", f"boxes/{box_id}", Body.json({"label": label, "note": note})))

    def put(self, box_id: str, file: LocalFile) -> Box:
        return Box.of(self._call("PUT", f"boxes/{box_id}/files/{file.name}", Body(file.size, file.chunks)))

    def remove(self, box_id: str, name: str) -> Box:
        return Box.of(self._call("DELETE", f"boxes/{box_id}/files/{name}"))

    def seal(self, box_id: str) -> Box:
        return Box.of(self._call("POST", f"boxes/{box_id}/seal"))

    def delete(self, box_id: str) -> None:
        self._call("DELETE", f"boxes/{box_id}")
