"""A campaign in a folder of its own, and a user of its own who applies it: whatever that user has, it has made."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from publishpipe.schemas.loader import validator
from tests.conftest import Server, refresh
from tests.killing import PATIENCE
from tests.program import Program, program

SPECIMEN = """\
publishpipe: 1
target: {{repository: zenodo, environment: sandbox, url: "{origin}/api/"}}
files: ["data/${{row.barcode}}.txt"]
metadata:
  title: "Specimen ${{row.barcode}}: ${{row.Scientific name}}"
  upload_type: dataset
  description: <p>Made by a test.</p>
  creators: [{{name: "Doe, Jane"}}]
publish: true
"""
DATA = """\
publishpipe: 1
target: {{repository: zenodo, environment: sandbox, url: "{origin}/api/"}}
files: [{{path: table.txt, template: true}}]
metadata:
  title: "Table {mark}"
  upload_type: dataset
  description: "<p>Beside ${{release.structures.doi}}.</p>"
  creators: [{{name: "Doe, Jane"}}]
  related_identifiers: [{{identifier: "${{release.structures.doi}}", relation: isDerivedFrom}}]
publish: true
"""
STRUCTURES = """\
publishpipe: 1
target: {{repository: nomad, environment: sandbox, url: "{origin}/nomad/api/v1/"}}
files: [one.archive.yaml]
metadata:
  upload_name: "Structures {mark}"
  references: ["https://doi.org/${{release.data.doi}}"]
  datasets: [{{name: "Set {mark}", doi: true}}]
publish: true
"""
ARCHIVE = "data: {m_def: nomad.datamodel.metainfo.basesections.v1.System, name: Aluminium}\n"


@dataclass
class Many:
    """Requests go to `origin`: the server, or a proxy before it."""

    server: Server
    folder: Path
    origin: str
    name: str = "campaign.yaml"
    token: str = field(default_factory=lambda: f"token-{uuid4().hex}", repr=False)
    mark: str = field(default_factory=lambda: uuid4().hex[:8])

    def rows(self, *barcodes: str, extra: str = "") -> None:
        """A campaign of a table with these rows."""
        (self.folder / "data").mkdir(exist_ok=True)
        lines = ["barcode,Scientific name"]
        for barcode in barcodes:
            lines.append(f"{barcode},Plantago {self.mark}")
            (self.folder / "data" / f"{barcode}.txt").write_text(f"{self.mark} {barcode}\n")
        (self.folder / "rows.csv").write_text("\n".join(lines) + "\n")
        (self.folder / "specimen.yaml").write_text(SPECIMEN.format(origin=self.origin))
        text = 'campaign: 1\nmanifest: specimen.yaml\ntable: rows.csv\nname: "${row.barcode}"\n'
        (self.folder / self.name).write_text(text + extra)

    def pair(self) -> None:
        """A campaign of two manifests that name each other: one on Zenodo, one in NOMAD."""
        values = {"origin": self.origin, "mark": self.mark}
        (self.folder / "data.yaml").write_text(DATA.format(**values))
        (self.folder / "structures.yaml").write_text(STRUCTURES.format(**values))
        (self.folder / "table.txt").write_text(f"{self.mark}: structures in ${{release.structures.doi}}\n")
        (self.folder / "one.archive.yaml").write_text(ARCHIVE)
        (self.folder / self.name).write_text("campaign: 1\nmanifests: [data.yaml, structures.yaml]\n")

    def start(self, command: str, *options: str) -> Program:
        """A command on the campaign, as a process."""
        return program(command, self.name, *options, tokens={self.origin: self.token}, cwd=self.folder)

    def run(self, command: str, *options: str, code: int = 0) -> str:
        """The same to its end; what it printed."""
        process = self.start(command, *options)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == code, f"exit code {process.returncode}\n{out}\n{err}"
        assert self.token not in out + err
        assert "Traceback" not in err
        return out + err

    def apply(self, *options: str, code: int = 0) -> list[dict[str, Any]]:
        """`apply --json --yes`: its events, each as the schema says, the campaign's own last."""
        process = self.start("apply", "--json", "--yes", *options)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == code, f"exit code {process.returncode}\n{out}\n{err}"
        events = [json.loads(line) for line in out.splitlines()]
        for event in events:
            validator("events.v1").validate(event)
        results = Counter(event["release"] for event in events if event["event"] == "result")
        assert set(results.values()) <= {1}
        assert [event["event"] for event in events].index("campaign") == len(events) - 1
        return events

    def counts(self, *options: str, code: int = 0) -> dict[str, Any]:
        """The last of these."""
        return self.apply(*options, code=code)[-1]

    def titles(self) -> list[str]:
        """What the user has on Zenodo, drafts with a star."""
        refresh(self.server.origin, self.token)
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.server.origin}/api/deposit/depositions"
        params = {"size": "100", "all_versions": "true"}
        found = httpx.get(url, params=params, headers=headers, trust_env=False, timeout=PATIENCE).raise_for_status()
        return sorted(item["title"] + ("" if item["submitted"] else "*") for item in found.json())

    def ask(self, path: str, **params: str) -> Any:
        """What the server tells this user."""
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.server.origin}/{path}"
        answer = httpx.get(url, params=params, headers=headers, trust_env=False, timeout=PATIENCE)
        return answer.raise_for_status().json()

    def facts(self, name: str, section: str = "zenodo/sandbox") -> dict[str, Any]:
        """What a lockfile says."""
        return dict(json.loads((self.folder / name).read_text("utf-8"))["releases"][section])


def results(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """How each release ended."""
    return {event["release"]: event for event in events if event["event"] == "result"}
