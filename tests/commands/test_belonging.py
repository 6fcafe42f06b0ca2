"""Lockfiles that are copied, renamed, left behind, old, merged, mixed up, or made by somebody else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from publishpipe.model import identity
from tests.commands.desk import Desk
from tests.killing import may_change

Desks = Callable[..., Desk]


def renamed(desk: Desk, name: str = "renamed", *, lock: bool = True) -> Desk:
    """The manifest under another name, with its lockfile."""
    there = replace(desk, name=name)
    desk.path.rename(there.path)
    if lock:
        desk.lock.rename(there.lock)
    return there


def copied(desk: Desk, name: str = "copy") -> Desk:
    """A copy of manifest and lockfile beside them."""
    there = replace(desk, name=name)
    shutil.copy(desk.path, there.path)
    shutil.copy(desk.lock, there.lock)
    return there


def copied_folder(desk: Desk, title: str = "") -> Desk:
    """A copy of the folder for another data set: the same names, but another title and other files."""
    there = desk.folder.with_name("copied")
    shutil.copytree(desk.folder, there)
    return desk.changed(folder=there, title=title or f"Ice nights {uuid4().hex}").fill()


class TestCopies:
    def test_a_copy_under_another_name_publishes_nothing_of_the_first(self, desk: Desk) -> None:
        first = desk.apply().result
        copy = copied(desk)
        with desk.untouched(first["id"]):
            for command in ("apply", "plan", "discard"):
                said = copy.refused(command)
                assert "belongs to release.yaml, of which copy.yaml seems to be a copy" in said
                assert "apply --new copy.yaml" in said
            second = copy.apply("--new").result
            assert copy.apply().result["status"] == "unchanged"
        copy.has_published(first["id"], second["id"])
        assert desk.apply().result["status"] == "unchanged"

    def test_a_copied_draft_is_not_shared(self, desk: Desk) -> None:
        draft = desk.apply("--until", "verify").result
        copy = copied(desk)
        with desk.untouched(draft["id"]):
            copy.refused("apply")
            second = copy.apply("--new").result
        assert desk.apply().result["id"] == draft["id"]
        assert {one.id for one in desk.account()} == {draft["id"], second["id"]}

    def test_a_copied_folder_is_refused_once_and_adopted_as_a_new_version(self, zenodo: Desk) -> None:
        first = zenodo.apply().result
        copy = copied_folder(zenodo)
        for command in ("plan", "apply"):
            said = copy.refused(command)
            assert first["doi"] in said
            assert f"publishpipe adopt {copy.path.name} {first['id']}" in said.replace(" -- ", " ")
        copy.run("adopt", first["id"])
        assert copy.facts["identity"] == identity.normal(copy.title)
        second = copy.apply().result
        assert copy.state(second["id"])["conceptrecid"] == copy.state(first["id"])["conceptrecid"]
        copy.fill()
        third = copy.apply().result
        assert [version["id"] for version in copy.facts["versions"]] == [first["id"], second["id"], third["id"]]

    def test_a_copied_folder_begins_a_record_of_its_own(self, desk: Desk) -> None:
        first = desk.apply().result
        copy = copied_folder(desk)
        with desk.untouched(first["id"]):
            copy.refused("apply")
            second = copy.apply("--new").result
        copy.has_published(first["id"], second["id"])
        assert copy.apply().result["status"] == "unchanged"
        assert desk.apply().result["status"] == "unchanged"

    def test_a_title_that_was_changed_before_all_files_are_is_no_copy(self, zenodo: Desk) -> None:
        first = zenodo.apply().result
        revised = zenodo.changed(title=f"Ice nights {uuid4().hex}")
        assert revised.apply().result["doi"] == first["doi"]
        revised.fill()
        assert revised.apply().result["doi"] != first["doi"]

    @pytest.mark.parametrize("which", ["title", "a file", "an id"])
    def test_a_folder_of_which_something_is_left_is_no_copy(self, zenodo: Desk, which: str) -> None:
        zenodo = zenodo.changed(top=(("id", "frost"),)) if which == "an id" else zenodo
        first = zenodo.apply().result
        kept = (zenodo.folder / "data" / "b.csv").read_text()
        other = copied_folder(zenodo, zenodo.title if which == "title" else "")
        if which == "a file":
            other.put(**{"b.csv": kept})
        second = other.apply().result
        assert other.state(second["id"])["conceptrecid"] == other.state(first["id"])["conceptrecid"]


class TestRenamed:
    def test_with_its_lockfile_it_is_taken_over(self, desk: Desk) -> None:
        first = desk.apply().result
        there = renamed(desk)
        unchanged = there.apply()
        assert unchanged.result["status"] == "unchanged"
        assert unchanged.notes == [
            "the lockfile was release.yaml's, which is not there any more: it is taken over as this manifest's"
        ]
        changed = there.changed(title=f"{desk.title}, revised")
        assert changed.apply().result["id"] == first["id"]
        assert there.facts["manifest"] == "renamed.yaml"
        assert there.apply().notes == []

    def test_without_its_lockfile_the_refusal_says_what_to_rename(self, desk: Desk) -> None:
        first = desk.apply().result
        there = renamed(desk, lock=False)
        assert "note: release.lock.json has no manifest beside it" in there.run("validate").out
        for command in ("plan", "apply", "discard"):
            said = there.refused(command)
            assert "release.lock.json knows it" in said
            assert "rename the lockfile too, to renamed.lock.json" in said
        desk.lock.rename(there.lock)
        assert there.apply().result["status"] == "unchanged"
        there.has_published(first["id"])

    def test_what_was_left_behind_is_a_note_of_plan_and_validate(self, zenodo: Desk) -> None:
        for name, text in {
            "old.lock.json": {"lock": 2, "releases": {}},
            "gone.lock.json": {"lock": 2, "releases": {"zenodo/sandbox": {"base_url": "https://example.org/api/"}}},
            "package.lock.json": {"lockfileVersion": 3, "packages": {}},
            "list.lock.json": [],
        }.items():
            (zenodo.folder / name).write_text(json.dumps(text))
        (zenodo.folder / "empty.lock.json").write_text("")
        told = ["gone.lock.json has no manifest beside it: was that renamed? Then rename the lockfile too"]
        assert json.loads(zenodo.run("plan", "--json").out)["notes"] == told
        assert [line for line in zenodo.run("validate").out.splitlines() if "lock.json" in line] == [f"note: {told[0]}"]


class TestShared:
    @pytest.mark.parametrize(
        ("one", "other"), [(".yaml", ".yml"), (".yml", ".yaml"), (".yaml", ".json"), (".json", ".yaml")]
    )
    def test_two_manifests_for_one_lockfile_are_refused(self, zenodo: Desk, one: str, other: str) -> None:
        zenodo.path.unlink()
        mine = zenodo.changed(suffix=one)
        zenodo.changed(suffix=other, title="Another")
        said = mine.run("validate", code=3).out
        assert f"{mine.path.name}:1:1: release{other} would share its lockfile" in said
        mine.run("apply", "--yes", code=3)
        assert zenodo.account() == []

    @pytest.mark.parametrize(
        "data",
        [
            {"values": [1, 2]},
            {"software": {"publishpipe": 1}},
            ["publishpipe: 1"],
            "publishpipe",
            None,
        ],
    )
    def test_a_data_file_of_that_name_is_none(self, zenodo: Desk, data: Any) -> None:
        (zenodo.folder / "release.json").write_text(json.dumps(data, indent=1))
        zenodo.run("validate")

    def test_nor_is_text_that_only_shows_a_manifest(self, zenodo: Desk) -> None:
        (zenodo.folder / "release.md").write_text("# How\n\npublishpipe: 1\n")
        (zenodo.folder / "release.yml").write_text("example: |\n  publishpipe: 1\n")
        zenodo.run("validate")


class TestOlder:
    @pytest.mark.parametrize("what", ["a file", "metadata"])
    def test_what_is_published_since_is_named_and_nothing_is_sent(self, zenodo: Desk, what: str) -> None:
        zenodo.apply()
        before = zenodo.lock.read_text()
        zenodo.put(**{"b.csv": "second\n"})
        second = zenodo.apply().result
        zenodo.lock.write_text(before)
        if what == "a file":
            zenodo.put(**{"b.csv": "third\n"})
        else:
            zenodo = zenodo.changed(more=(("notes", "Revised."),))
        with zenodo.untouched(second["id"]):
            for command in ("plan", "apply"):
                said = zenodo.refused(command)
                assert f"somebody published {second['doi']}" in said
                assert f"publishpipe adopt {zenodo.path.name} {second['doi']}" in said
        assert len(zenodo.account()) == 2

    def test_an_edit_as_it_says_does_not_pass_for_what_is_public(self, zenodo: Desk) -> None:
        first = zenodo.apply().result
        before, then = zenodo.lock.read_text(), zenodo.state(first["id"])["metadata"]
        zenodo.changed(more=(("notes", "Revised."),)).apply()
        zenodo.write().lock.write_text(before)
        zenodo.ask("POST", f"deposit/depositions/{first['id']}/actions/edit")
        zenodo.ask("PUT", f"deposit/depositions/{first['id']}", json={"metadata": then})
        for command in ("plan", "apply"):
            said = zenodo.refused(command)
            assert f"An edit of {first['doi']} is open" in said
        zenodo.run("adopt", first["id"])
        zenodo.apply()
        assert "notes" not in zenodo.ask("GET", f"records/{first['id']}")["metadata"]

    def test_an_edit_without_a_change_hides_nothing(self, zenodo: Desk) -> None:
        first = zenodo.apply().result
        zenodo.ask("POST", f"deposit/depositions/{first['id']}/actions/edit")
        assert zenodo.apply().result["status"] == "unchanged"

    def test_one_that_knows_the_draft_only_learns_that_it_is_published(self, desk: Desk) -> None:
        draft = desk.apply("--until", "verify").result
        before = desk.lock.read_text()
        desk.apply()
        after = desk.facts
        desk.lock.write_text(before)
        assert desk.apply().result["status"] == "unchanged"
        assert [version["id"] for version in desk.facts["versions"]] == [draft["id"]]
        assert desk.facts == after
        desk.has_published(draft["id"])

    def test_one_of_format_1_is_upgraded_by_the_next_write(self, desk: Desk) -> None:
        draft = desk.apply("--until", "create").result
        desk.learn(manifest=None, identity=None, created=None)
        old = json.loads(desk.lock.read_text()) | {"lock": 1}
        marker = f"urn:uuid:{uuid4()}"
        old["releases"][desk.section]["marker"] = marker
        desk.lock.write_text(json.dumps(old))
        desk.run("plan")
        assert json.loads(desk.lock.read_text())["lock"] == 1
        assert desk.apply("--until", "upload").result["id"] == draft["id"]
        assert json.loads(desk.lock.read_text())["lock"] == 2
        known = desk.facts
        assert (known["marker"], known["manifest"]) == (marker, "release.yaml")
        assert known["identity"] == identity.normal(desk.title)
        desk.apply()
        desk.has_published(draft["id"])


class TestMixedUp:
    def test_versions_of_both_sides_of_a_merge_are_damage(self, zenodo: Desk) -> None:
        first = zenodo.apply().result
        (version,) = zenodo.facts["versions"]
        for versions in ([version, version], [version, {**version, "id": "999"}]):
            zenodo.learn(versions=versions)
            said = zenodo.run("apply", "--yes", code=3).err
            assert "versions of two branches, as after a merge" in said
            assert "git checkout --ours or --theirs" in said
        zenodo.has_published(first["id"])

    @pytest.mark.parametrize("state", ["draft", "published"])
    @pytest.mark.parametrize("own", ["draft", "published"])
    def test_the_id_of_another_release_is_refused(self, desk: Desk, own: str, state: str) -> None:
        other = desk.changed(folder=desk.folder.with_name("other"), title=f"Ice {uuid4().hex}").fill()
        theirs = other.apply(*(["--until", "verify"] if state == "draft" else [])).result["id"]
        desk.apply(*(["--until", "verify"] if own == "draft" else []))
        swapped = json.dumps(desk.facts).replace(desk.facts["id"], theirs)
        desk.learn(**json.loads(swapped))
        changed = desk.changed(title=f"Swapped {uuid4().hex}")
        with desk.untouched(theirs):
            for command in ("plan", "apply", "discard"):
                said = changed.refused(command)
                assert f"{theirs} is not the lockfile's" in said
                assert f"adopt {changed.path.name} ID" in said

    @pytest.mark.parametrize("state", ["draft", "published"])
    def test_anothers_lockfile_sends_nothing(self, desk: Desk, state: str) -> None:
        number = desk.apply(*(["--until", "verify"] if state == "draft" else [])).result["id"]
        theirs = desk.changed(token=f"token-{uuid4().hex}", title=f"Revised {uuid4().hex}")
        before, lock = len(desk.server.log()), desk.lock.read_text()
        with desk.untouched(number):
            ended = theirs.ended(theirs.start("apply", "release.yaml", "--yes"))
            assert ended.code in (1, 5, 7), ended
            assert "somebody else" in ended.err
            theirs.ended(theirs.start("discard", "release.yaml", "--yes"))
        assert [line for line in desk.server.log()[before:] if may_change(*line.split()[:2])] == []
        assert desk.lock.read_text() == lock
        assert theirs.account() == []
