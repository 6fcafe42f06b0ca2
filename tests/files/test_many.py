"""That 20,000 files are quick: by the number of questions asked of the system and of jsonschema, and not by a clock."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import FrameType

import pytest

from publishpipe.commands.validate import validate

HEAD = "publishpipe: 1\ntarget: {repository: nomad, environment: local}\nmetadata: {upload_name: Many}\nfiles:\n"
FEW, MANY = 100, 400
PER_FILE = 550  # calls for one more file, of whatever function; it were once five times as many


def calls(manifest: Path) -> int:
    """How many functions are called to validate a manifest."""
    counted: Counter[str] = Counter()

    def count(_frame: FrameType, event: str, _what: object) -> None:
        counted[event] += 1

    sys.setprofile(count)
    try:
        assert validate(manifest) == ()
    finally:
        sys.setprofile(None)
    return counted["call"] + counted["c_call"]


def manifest(folder: Path, count: int, rule: str) -> Path:
    folder.mkdir()
    names = [f"d{index % 10}/f{index}.dat" for index in range(count)]
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    rules = [rule] if "*" in rule else [rule.replace("NAME", name) for name in names]
    (folder / "m.yaml").write_text(HEAD + "".join(f"  - {one}\n" for one in rules))
    return folder / "m.yaml"


@pytest.mark.parametrize("rule", ["NAME", "{path: NAME, as: x/NAME}", "'*/*'"])
def test_each_file_more_takes_a_few_calls_more(tmp_path: Path, rule: str) -> None:
    few, many = (manifest(tmp_path / str(count), count, rule) for count in (FEW, MANY))
    validate(few)
    each = (calls(many) - calls(few)) / (MANY - FEW)
    assert each < PER_FILE


def test_no_folder_is_searched_for_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = manifest(tmp_path / "m", 50, "NAME")
    path.write_text(path.read_text().replace("/f", "/missing"))
    assert len(validate(path)) == 50
