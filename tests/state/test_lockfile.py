from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.errors import BusyError, InputError, PublishPipeError
from publishpipe.model.facts import Facts, Patch, joined, merge
from publishpipe.repositories import REPOSITORIES
from publishpipe.repositories.zenodo import facts as zenodo
from publishpipe.state import storage
from publishpipe.state.lockfile import Lockfile
from publishpipe.state.process_lock import exclusive
from tests.program import ending

LOCK = REPOSITORIES["zenodo"].LOCK
BASE: Facts = {"base_url": "https://zenodo.org/api/"}


def test_facts_are_on_disk_before_record_returns_and_sections_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "m.lock.json"
    Lockfile(path, "zenodo/sandbox", LOCK).record({**BASE, "id": "1"})
    Lockfile(path, "zenodo/production", LOCK).record({**BASE, "id": "2"})
    assert Lockfile(path, "zenodo/sandbox", LOCK).facts["id"] == "1"
    assert Lockfile(path, "zenodo/production", LOCK).facts["id"] == "2"
    Lockfile(path, "zenodo/sandbox", LOCK).replace({})
    assert not Lockfile(path, "zenodo/sandbox", LOCK).facts
    assert Lockfile(path, "zenodo/production", LOCK).facts["id"] == "2"


def test_keys_are_sorted_and_nothing_is_written_when_nothing_is_new(tmp_path: Path) -> None:
    path = tmp_path / "m.lock.json"
    lock = Lockfile(path, "zenodo/sandbox", LOCK)
    known: zenodo.Patch = {"id": "1", "base_url": BASE["base_url"], "files": {"b": {"size": 1}, "a": {"size": 2}}}
    lock.record(known)
    text = path.read_text()
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"
    inode = path.stat().st_ino
    lock.record({"id": "1"})
    assert path.stat().st_ino == inode


def test_collections_merge_by_name_and_null_removes() -> None:
    facts: Any = {
        "files": {"a": {"size": 1}, "files": {"size": 2}},
        "id": "1",
        "metadata": {"title": "x", "notes": "y"},
    }
    patch: Any = {"files": {"a": None, "b": {"size": 3}}, "id": None, "metadata": {"title": "z"}}
    assert merge(facts, patch) == {"files": {"files": {"size": 2}, "b": {"size": 3}}, "metadata": {"title": "z"}}
    begun: Facts = {"intents": {"create": "t"}}
    assert merge(begun, {"intents": {"create": None}}) == Facts()


texts, parts = st.text(min_size=1), st.dictionaries(st.text(max_size=3), st.integers(), min_size=1)
facts = st.fixed_dictionaries({}, optional={"id": texts, "doi": texts, "files": parts, "metadata": parts})
maybe = st.dictionaries(st.text(max_size=3), st.none() | st.integers())
patches = st.fixed_dictionaries(
    {}, optional={"id": st.none() | texts, "doi": st.none() | texts, "files": maybe, "metadata": st.none() | parts}
)


@given(facts, patches)
def test_merging_twice_is_merging_once_and_loses_nothing(known: Facts, patch: Patch) -> None:
    once = merge(known, patch)
    assert merge(once, patch) == once
    assert merge(known, {}) == known
    assert known.keys() - once.keys() <= patch.keys()


@given(facts, patches, patches)
def test_two_patches_joined_teach_what_both_do_one_after_the_other(known: Facts, first: Patch, second: Patch) -> None:
    assert merge(known, joined(first, second)) == merge(merge(known, first), second)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"lock": 1, "releases": {', "is not JSON"),
        ("[]", "is not a lockfile"),
        ('{"lock": 1, "releases": {"zenodo/sandbox": {"id": 5}}}', "is not a lockfile"),
        ("\udcff", "cannot be read"),
    ],
)
def test_a_damaged_lockfile_is_refused_and_kept(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "m.lock.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(InputError) as caught:
        Lockfile(path, "zenodo/sandbox", LOCK)
    assert problem in str(caught.value.problems[0])
    assert "restore it" in str(caught.value.problems[0])
    assert path.read_bytes() == text.encode(errors="surrogateescape")


def test_a_merge_conflict_is_recognised_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "m.lock.json"
    Lockfile(path, "zenodo/sandbox", LOCK).record({**BASE, "id": "1"})
    ours = path.read_text()
    text = ours.replace('      "id": "1"', '<<<<<<< HEAD\n      "id": "1"\n=======\n      "id": "2"\n>>>>>>> other')
    assert text != ours
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        Lockfile(path, "zenodo/sandbox", LOCK)
    assert str(caught.value.problems[0]).startswith(f"{path}:6:1: holds the marks of a merge conflict (take the side")


def test_a_lockfile_of_the_first_release_is_read_and_kept_as_it_is(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "first.lock.json").read_text("utf-8")
    path = tmp_path / "m.lock.json"
    path.write_text(text)
    lock = Lockfile(path, "zenodo/sandbox", LOCK)
    lock.record({"id": lock.facts["id"]})
    assert path.read_text() == text
    lock.record({"doi": "10.5281/zenodo.0"})
    lock.record({"doi": "10.5281/zenodo.900000002"})
    assert path.read_text() == text.replace('"lock": 1', '"lock": 2')


@pytest.mark.parametrize("ids", [("1", ["1", "1"]), ("1", ["1", "2"])])
def test_versions_of_two_branches_are_recognised(tmp_path: Path, ids: tuple[str, list[str]]) -> None:
    path = tmp_path / "m.lock.json"
    current, versions = ids
    published = [
        {"id": number, "doi": None, "version": None, "published_at": "2026-01-01T00:00:00Z"} for number in versions
    ]
    facts = {"base_url": "local", "id": current, "versions": published}
    path.write_text(json.dumps({"lock": 2, "releases": {"zenodo/sandbox": facts}}))
    with pytest.raises(InputError) as caught:
        Lockfile(path, "zenodo/sandbox", LOCK)
    assert "versions of two branches" in str(caught.value.problems[0])


def test_a_newer_format_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "m.lock.json"
    path.write_text('{"lock": 3, "something": "else"}')
    with pytest.raises(InputError, match="has format 3, which a newer publishpipe wrote; this one knows format 2"):
        Lockfile(path, "zenodo/sandbox", LOCK)


def test_a_file_is_whole_whenever_the_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "m.lock.json"
    code = (
        "import sys; from pathlib import Path; from publishpipe.state.storage import write_atomically\n"
        "for n in range(10**9): write_atomically(Path(sys.argv[1]), str(n % 10) * 200_000)"
    )
    for digit in "13579":
        path.unlink(missing_ok=True)
        with ending(subprocess.Popen([sys.executable, "-c", code, str(path)], text=True)) as process:
            while not path.exists() or path.read_text()[:1] != digit:
                assert process.poll() is None
            process.kill()
        text = path.read_text()
        assert len(text) == 200_000
        assert len(set(text)) == 1


def test_a_folder_that_cannot_be_written_is_an_error_with_a_cure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PublishPipeError, match="cannot be written"):
        storage.write_atomically(tmp_path / "file" / "below.json", "x")


def test_the_scratch_folder_is_ignored_by_git(tmp_path: Path) -> None:
    assert (storage.scratch(tmp_path) / ".gitignore").read_text() == "*\n"


def test_only_one_process_applies_and_the_other_is_told_which(tmp_path: Path) -> None:
    path = tmp_path / "m.lock"
    with exclusive(path), pytest.raises(BusyError, match=f"process {os.getpid()} on .* is applying"), exclusive(path):
        pass
    with exclusive(path):
        pass


def test_a_killed_process_holds_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "m.lock"
    code = "import sys,time; from pathlib import Path; from publishpipe.state.process_lock import exclusive\nwith exclusive(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    command = [sys.executable, "-c", code, str(path)]
    with ending(subprocess.Popen(command, stdout=subprocess.PIPE, text=True)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"process {process.pid}"), exclusive(path):
            pass
        process.kill()
        process.wait()
    with exclusive(path):
        pass


def test_what_could_not_be_written_is_not_taken_for_what_is_on_disk(tmp_path: Path) -> None:
    lock = Lockfile(tmp_path / "m.lock.json", "zenodo/sandbox", LOCK)
    lock.record({**BASE, "id": "1"})
    text = lock.path.read_text()
    lock.path.unlink()
    lock.path.mkdir()
    with pytest.raises(PublishPipeError, match="cannot be written"):
        lock.record({"id": "2"})
    lock.path.rmdir()
    lock.path.write_text(text)
    lock.reload()
    assert lock.facts["id"] == "1"
