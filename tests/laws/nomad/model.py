"""The manifest and its files, as they are changed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.conformance.nomad.server import BROKEN, ENTRY
from tests.laws.nomad.world import Held
from tests.laws.workplace import Workplace

MAIN = "data/a.archive.yaml"
GOOD = [ENTRY.format("A"), ENTRY.format("B"), ENTRY.format("A longer name")]
FIELDS: list[tuple[str, Any]] = [
    ("upload_name", "Another name"),
    ("comment", "Made by a test."),
    ("comment", "Made well."),
    ("comment", None),
    ("references", ["https://doi.org/10.1063/5.0104914"]),
    ("references", None),
    ("embargo_length", 12),
    ("embargo_length", None),
    ("datasets", None),
    ("datasets", ["one"]),
    ("datasets", ["two"]),
    ("datasets", ["one", "two"]),
]
#: The name of a method of Local, and what it is given.
CHANGES = st.one_of(
    st.tuples(st.just("put"), st.sampled_from([MAIN, "data/b.archive.yaml"]), st.sampled_from([*GOOD, BROKEN])),
    st.tuples(
        st.just("put"), st.sampled_from(["data/table.csv", "data/run/out.txt"]), st.sampled_from(["1\n", "2\n", ""])
    ),
    st.tuples(st.just("remove"), st.sampled_from([MAIN, "data/b.archive.yaml", "data/run/out.txt"])),
    st.sampled_from(FIELDS).map(lambda field: ("describe", *field)),
    st.sampled_from(FIELDS).map(lambda field: ("describe", *field)),
    st.sampled_from(["publish", "any_entries", "doi"]).map(lambda name: ("toggle", name)),
)


@dataclass
class Local(Workplace):
    """A manifest and its files; `doi` is whether datasets that are named from now on get DOIs."""

    section = "nomad/sandbox"

    any_entries: bool = False
    doi: bool = False

    def __post_init__(self) -> None:
        self.metadata = {"upload_name": self.title}
        self.files = {MAIN: GOOD[0], "data/table.csv": "1\n"}
        self.write()

    @property
    def parses(self) -> bool:
        """Whether NOMAD can make of the files what the manifest asks for."""
        mains = [text for name, text in self.files.items() if name.endswith(".archive.yaml")]
        bad = mains.count(BROKEN)
        return bool(mains) and (not bad or (self.any_entries and bad < len(mains)))

    @property
    def datasets(self) -> dict[str, bool]:
        """The names of the datasets that the manifest names, and whether a DOI is asked for."""
        return {item["name"]: item["doi"] for item in self.metadata.get("datasets", ())}

    def describe(self, name: str, value: Any) -> None:
        if name == "datasets" and value:
            value = [{"name": f"{self.title} {which}", "doi": self.doi} for which in value]
        super().describe(name, value)

    def write(self) -> None:
        for path in [path for path in self.folder.glob("data/**/*") if path.is_file()]:
            if self.files.get(path.relative_to(self.folder).as_posix()) != path.read_text("utf-8"):
                path.unlink()
        for name, text in self.files.items():
            path = self.folder / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        target = {"repository": "nomad", "environment": "sandbox", "url": f"{self.origin}/nomad/api/v1/"}
        value = {"publishpipe": 1, "target": target, "files": ["data/**"], "metadata": self.metadata}
        options = {"publish": self.publish, "entries": "any" if self.any_entries else "all"}
        self.manifest.write_text(yaml.safe_dump({**value, **options}, sort_keys=False), "utf-8")

    def undo(self, published: Held) -> None:
        """Want the files and the embargo that are published, and no other."""
        self.files = {name: content.decode() for name, content in published.files.items()}
        self.publish = self.any_entries = True
        self.metadata.pop("embargo_length", None)

    def keep_datasets(self) -> None:
        """Name those again that have a DOI."""
        known = self.facts["datasets"].items()
        self.metadata["datasets"] = [{"name": name, "doi": True} for name, fact in known if fact.get("doi")]
