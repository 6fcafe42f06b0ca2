"""That 20,000 files are quick: by the number of questions asked of the system and of jsonschema, and not by a clock."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from publishpipe.commands.validate import validate
from publishpipe.files.checksums import Checksums
from publishpipe.manifest.manifest import Rule
from tests.counting import counted, questions
from tests.files.test_find import found, settle, tree

HEAD = "publishpipe: 1\ntarget: {repository: nomad, environment: local}\nmetadata: {upload_name: Many}\nfiles:\n"
FEW, MANY = 100, 400
PER_FILE = 220  # calls for one more file, of whatever function
PER_NAME = 2  # questions for one more file: what is there, and whether it may be read


def valid(manifest: Path) -> Counter[str]:
    """The functions that are called to validate a manifest."""

    def work() -> None:
        assert validate(manifest) == ()

    return counted(work)


def manifest(folder: Path, count: int, rule: str) -> Path:
    folder.mkdir()
    names = [f"d{index % 10}/f{index}.dat" for index in range(count)]
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    rules = [rule] if "*" in rule else [rule.replace("NAME", name) for name in names]
    (folder / "m.yaml").write_text(HEAD + "".join(f"  - {one}\n" for one in rules))
    return folder / "m.yaml"


@pytest.mark.parametrize("rule", ["NAME", "{path: NAME, as: x/NAME}", "'*/*'", "'**'"])
def test_each_file_more_takes_few_calls_and_two_questions(tmp_path: Path, rule: str) -> None:
    few, many = (manifest(tmp_path / str(count), count, rule) for count in (FEW, MANY))
    assert [validate(few), validate(many)] == [(), ()]  # few of many files are looked into for secrets, and only once
    before, after = valid(few), valid(many)
    assert (after.total() - before.total()) / (MANY - FEW) < PER_FILE
    assert (questions(after) - questions(before)) / (MANY - FEW) <= PER_NAME, after - before


def test_no_folder_is_searched_for_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = manifest(tmp_path / "m", 50, "NAME")
    path.write_text(path.read_text().replace("/f", "/missing"))
    assert len(validate(path)) == 50


def test_a_file_is_not_read_again_under_another_name_nor_what_a_changed_one_stood_beside(tmp_path: Path) -> None:
    root = tree(tmp_path / "root", "a.csv", "raw/b.csv", "raw/c.csv", "old/d.csv", "old/e.csv")
    archives = [Rule("raw/**", archive="raw.zip"), Rule("old/**", archive="old.zip")]
    for file in root.rglob("*.csv"):
        settle(file)
    cache = Checksums(tmp_path / "scratch" / "cache.json", "md5")
    cache.of_all(found(root, Rule("a.csv"), *archives)[0])
    cache.save()
    (root / "old/e.csv").write_text("changed")
    files = found(root, Rule("a.csv", as_name="z.csv"), *archives)[0]
    anew = Checksums(tmp_path / "scratch" / "cache.json", "md5")
    assert [file.name for file in files if anew.known(file) is None] == ["old.zip"]
