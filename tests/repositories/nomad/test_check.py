"""What is refused before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import publishpipe
from publishpipe.files.local_file import Entry, LocalFile, Stamp
from publishpipe.repositories.nomad.repository import check, notes
from publishpipe.repositories.values import Wanted

MANIFEST = (
    "publishpipe: 1\ntarget: {{repository: nomad, environment: local}}\nfiles: [a.txt]\nmetadata:\n  {metadata}\n"
)


def problems(tmp_path: Path, metadata: str, more: str = "") -> list[str]:
    (tmp_path / "a.txt").write_text("a")
    manifest = tmp_path / "m.yaml"
    manifest.write_text(MANIFEST.format(metadata=metadata) + more)
    return [str(problem).removeprefix(f"{manifest}:") for problem in publishpipe.validate(manifest)]


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ("upload_name: 5", "must be text, but 5 is a number"),
        ("comment: no name", "'upload_name' is missing"),
        ("upload_name: x\n  embargo_length: 1.5", "must be a integer"),
        ("upload_name: x\n  embargo_length: 37", "37 must be at most 36"),
        ("upload_name: x\n  references: [10.1234/abc]", "is not a URL"),
        ("upload_name: x\n  references: ['http://localhost/x']", "is not a URL that NOMAD takes"),
        ("upload_name: x\n  datasets: [{doi: true}]", "needs name or id"),
        ("upload_name: x\n  datasets: [a, {name: a}]", "a is listed 2 times"),
        ("upload_name: x\n  title: y", "unknown key 'title'"),
    ],
)
def test_metadata_that_nomad_would_choke_on(tmp_path: Path, metadata: str, told: str) -> None:
    found = problems(tmp_path, metadata)
    assert len(found) == 1, found
    assert told in found[0]


def test_good_metadata(tmp_path: Path) -> None:
    fields = "upload_name: x\n  datasets: [a, {name: b, doi: true}, {id: c}]\n  embargo_length: 36"
    assert not problems(tmp_path, fields, "entries: any\n")


def test_entries_are_nomads_only(tmp_path: Path) -> None:
    text = MANIFEST.replace("nomad", "zenodo").format(
        metadata="{title: abc, upload_type: dataset, creators: [{name: a}]}"
    )
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "m.yaml").write_text(text + "entries: any\n")
    assert "'entries' cannot be used like this" in str(publishpipe.validate(tmp_path / "m.yaml")[0])


def file(name: str, text: str | None = None) -> LocalFile:
    return LocalFile(name, (Entry(name, "", Stamp(1, 1, 1, 1)),), text=text)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a/../b"], "leads elsewhere"),
        (["/a"], "leads elsewhere"),
        (["a\\b"], "backslash"),
        (["ü" * 128], "255 bytes"),
        (["a", "a/b"], "both a file and a folder"),
    ],
)
def test_names_that_would_get_lost_in_a_zip(names: list[str], told: str) -> None:
    wanted: Any = Wanted({name: file(name) for name in names}, {"upload_name": "x"}, publish=False)
    assert [message for _, message, _ in check(wanted) if told in message]


def test_there_is_nothing_to_fill_in_before_publication() -> None:
    metadata = {"upload_name": "x ${version}", "references": ["https://doi.org/${doi}"], "comment": "$${doi} ${HOME}"}
    wanted: Any = Wanted({"a": file("a"), "b": file("b", "${doi}")}, metadata, publish=False)
    reason = "NOMAD registers no DOI before publication, so there is nothing to fill in"
    assert [(path, message) for path, message, _ in check(wanted)] == [
        (("metadata", "upload_name"), reason),
        (("metadata", "references"), reason),
        (("files",), f"b is a template: {reason}"),
    ]


def test_a_placeholder_for_nomad_is_told_at_its_line(tmp_path: Path) -> None:
    assert problems(tmp_path, "upload_name: x\n  comment: see ${doi}") == [
        "6:12: NOMAD registers no DOI before publication, so there is nothing to fill in (write it out, without ${…})"
    ]


def test_no_file_can_be_shown_first() -> None:
    wanted: Any = Wanted({"a": replace(file("a"), preview=True)}, {"upload_name": "x"}, publish=False)
    assert [what for _, what, _ in check(wanted)] == [
        "a has preview: true, but NOMAD's pages choose themselves what to show"
    ]
    assert list(notes(wanted)) == []
