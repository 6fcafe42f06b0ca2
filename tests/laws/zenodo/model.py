"""What is on this side: the manifest with its files, the lockfile; and who made what on the other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import yaml

from tests.laws.workplace import Workplace
from tests.laws.zenodo.world import Holdings

TEMPLATE = "CITATION.cff"
DOI = "10.5072/zenodo."  # what the embedded repository's DOIs begin with; the id follows


@dataclass
class Local(Workplace):
    """A manifest and its files in a folder of their own."""

    section = "zenodo/sandbox"

    template: str = ""

    def __post_init__(self) -> None:
        creators = [{"name": "Doe, Jane", "affiliation": "CMCC", "orcid": "0000-0002-1825-0097"}]
        fixed = {"title": self.title, "upload_type": "dataset", "creators": creators, "access_right": "open"}
        self.metadata = {**fixed, "description": "<p>Made by a test.</p>"}
        self.files = {"a.csv": "1\n"}
        self.write()

    def fill(self, template: str) -> None:
        """Have a file with placeholders, or none (the empty string)."""
        self.template = template

    def write(self) -> None:
        for path in self.folder.glob("*.c*"):
            if path.name not in self.sources() or path.read_text("utf-8") != self.sources()[path.name]:
                path.unlink()
        for name, text in self.sources().items():
            if not (self.folder / name).exists():
                (self.folder / name).write_text(text, "utf-8")
        template = [{"path": TEMPLATE, "template": True}] if self.template else []
        target = {"repository": "zenodo", "environment": "sandbox", "url": f"{self.origin}/api/"}
        value = {"publishpipe": 1, "target": target, "files": ["*.csv", *template], "metadata": self.metadata}
        self.manifest.write_text(yaml.safe_dump({**value, "publish": self.publish}, sort_keys=False), "utf-8")

    def sources(self) -> dict[str, str]:
        return {**self.files, **({TEMPLATE: self.template} if self.template else {})}

    def stored(self, number: str, concept: str) -> dict[str, str]:
        """The md5 of the files as a deposition is to hold them."""
        texts = {**self.files, **({TEMPLATE: filled(self.template, number, concept)} if self.template else {})}
        return {name: hashlib.md5(text.encode()).hexdigest() for name, text in texts.items()}  # noqa: S324

    def meant(self, number: str, concept: str) -> dict[str, Any]:
        """The metadata that it is to hold."""
        return {**self.metadata, "description": filled(self.metadata["description"], number, concept)}


def filled(text: str, number: str, concept: str) -> str:
    """A text with its placeholders filled in."""
    return text.replace("${doi}", DOI + number).replace("${conceptdoi}", DOI + concept)


@dataclass
class Ledger:
    """Who made what. A draft that somebody began while the intent of one was open is taken for ours: nobody can know."""

    ours: set[str] = field(default_factory=set)  # depositions that publishpipe made
    published: set[str] = field(default_factory=set)  # versions that publishpipe published
    drafts: set[str] = field(default_factory=set)  # of somebody on the web
    edits: set[str] = field(default_factory=set)  # opened by somebody on the web
    either: set[str] = field(default_factory=set)  # edits opened there while the lockfile had one: may be anybody's
    content: dict[str, dict[str, Any]] = field(default_factory=dict)  # metadata of what is public

    def own_open(self, held: Holdings) -> set[str]:
        """Our drafts and edits."""
        others = self.edits | self.either
        return {n for n, one in held.items() if one.draft and n not in (others if one.record else self.drafts)}

    def forget_closed(self, held: Holdings) -> None:
        """What is not open any more is nobody's."""
        self.drafts = {number for number in self.drafts if number in held and not held[number].record}
        editing = {number for number, one in held.items() if one.state == "editing"}
        self.edits &= editing
        self.either &= editing
