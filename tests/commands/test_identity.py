"""A release is known again without its lockfile: nothing is published twice, and nothing else is taken for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from publishpipe.files.checksums import CHEAP
from publishpipe.model import identity
from publishpipe.schemas import loader
from tests.commands.desk import NAMING, Desk
from tests.conformance.nomad.server import ENTRY

Desks = Callable[..., Desk]


def names(said: str, desk: Desk, published: dict[str, Any], *, same: str = "2 of 2 files are the same") -> None:
    """What a refusal must say: what there is, and both ways on."""
    assert (published["doi"] or published["id"]) in said
    assert f"'{desk.title}' ({same})" in said
    assert f"publishpipe adopt {desk.path.name} {published['id']} " in said.replace(" -- ", " ")
    assert f"publishpipe apply --new {desk.path.name}" in said
    assert "Nothing was sent" in said or "Nothing was deleted" in said


def test_what_is_published_is_told_by_every_command_and_taken_over(desk: Desk) -> None:
    first = desk.apply().result
    before = desk.facts
    desk.lose()
    for command in ("apply", "plan", "discard"):
        names(desk.refused(command), desk, first)
    names(desk.refused("plan", "--out", "saved.plan"), desk, first)
    assert not (desk.folder / "saved.plan").exists()
    found = desk.status()
    loader.validator("status.v1").validate(found)
    assert (found["state"], found["changes"], found["id"]) == ("absent", True, None)
    told = {"id": first["id"], "state": "published", "title": desk.title, "doi": first["doi"], "same_files": 2}
    assert found["alike"] == [told]
    assert f"may be the same: published {first['doi'] or first['id']}, {desk.title}" in desk.run("status").out
    desk.run("adopt", first["id"])
    assert desk.apply().result["status"] == "unchanged"
    desk.has_published(first["id"])
    assert without_md5(desk.facts) == without_md5(before)


def test_new_begins_a_record_of_its_own_which_is_not_refused_later(desk: Desk) -> None:
    first = desk.apply().result
    desk.lose()
    with desk.untouched(first["id"]):
        second = desk.apply("--new").result
    desk.has_published(first["id"], second["id"])
    assert desk.facts["identity"] not in ("", identity.normal(desk.title))
    assert first["id"] in desk.facts["others"]
    loader.validator("lock.v2").validate(json.loads(desk.lock.read_text()))
    assert desk.apply().result["status"] == "unchanged"
    again = desk.apply("--new")
    assert again.result["status"] == "unchanged"
    assert any("--new had no effect" in note for note in again.notes)
    desk.has_published(first["id"], second["id"])


def test_new_goes_on_with_its_own_draft(desk: Desk) -> None:
    first = desk.apply().result
    desk.lose()
    draft = desk.apply("--new", "--until", "create").result
    assert desk.apply().result["id"] == draft["id"]
    desk.has_published(first["id"], draft["id"])


def test_a_draft_that_was_adopted_is_not_published_beside_its_like_without_a_word(desk: Desk) -> None:
    first = desk.apply().result
    desk.lose()
    draft = desk.apply("--new", "--until", "verify").result
    desk.lose()
    desk.run("adopt", draft["id"])
    said = desk.run("apply", "--yes", code=5).err  # at the last step: NOMAD gets files again whose md5 nobody knows
    assert (first["doi"] or first["id"]) in said
    assert f"{draft['id']} is complete, and not published" in said
    assert desk.apply("--new").result["id"] == draft["id"]
    desk.has_published(first["id"], draft["id"])
    assert desk.apply().result["status"] == "unchanged"


def test_new_has_no_effect_where_nothing_looks_alike(desk: Desk) -> None:
    ended = desk.apply("--new")
    assert any("--new had no effect" in note for note in ended.notes)
    assert desk.facts["identity"] == identity.normal(desk.title)
    assert "others" not in desk.facts
    desk.has_published(ended.result["id"])


def test_new_does_not_go_with_a_saved_plan(zenodo: Desk) -> None:
    zenodo.run("plan", "--out", "saved.plan")
    ended = zenodo.ended(zenodo.start("apply", "saved.plan", "--new", "--yes"))
    assert ended.code == 2
    assert "--new" in ended.err
    assert zenodo.account() == []


@pytest.mark.parametrize("step", ["create", "upload"])
def test_a_draft_of_a_lost_lockfile_is_gone_on_with(desk: Desk, step: str) -> None:
    draft = desk.apply("--until", step).result
    desk.lose()
    found = desk.status()
    assert (found["state"], found["id"], found["alike"]) == ("draft", draft["id"], [])
    assert draft["id"] in desk.refused("discard")
    result = desk.apply().result
    assert result["id"] == draft["id"]
    desk.has_published(draft["id"])


def test_a_draft_that_is_described_already_is_taken_over_by_adopt(desk: Desk) -> None:
    draft = desk.apply("--until", "verify").result
    desk.lose()
    said = desk.refused("apply")
    assert f"the draft {draft['id']}, '{desk.title}'" in said
    assert draft["id"] in desk.refused("discard")
    desk.run("adopt", draft["id"])
    assert desk.apply().result["id"] == draft["id"]
    desk.has_published(draft["id"])
    assert desk.apply().result["status"] == "unchanged"


def test_a_title_in_other_words_of_form_is_the_same(zenodo: Desk) -> None:
    """All files are others: it is the title alone."""
    first = zenodo.apply().result
    zenodo.lose()
    other = zenodo.changed(title=f"  ＦROST_dAYS — {zenodo.title.split()[-1].upper()}!").fill()
    said = other.refused("apply")
    names(said, zenodo, first, same="0 of 2 files are the same")


def test_half_of_the_files_is_enough_on_zenodo(zenodo: Desk) -> None:
    zenodo.put(**{"c.csv": uuid4().hex, "d.csv": uuid4().hex})
    first = zenodo.apply().result
    zenodo.lose()
    other = zenodo.changed(title="Something else").put(**{"b.csv": "changed\n", "d.csv": "changed, too\n"})
    names(other.refused("plan"), zenodo, first, same="2 of 4 files are the same")


def test_an_id_finds_a_draft_whatever_its_title(desk: Desk) -> None:
    desk = desk.changed(top=(("id", f"frost/{uuid4().hex}"),))
    draft = desk.apply("--until", "upload").result
    desk.lose()
    renamed = desk.changed(title=f"Ice nights {uuid4().hex}")
    assert renamed.apply().result["id"] == draft["id"]
    renamed.has_published(draft["id"])
    assert renamed.account()[0].title == renamed.title
    assert renamed.facts["manifest_id"] == identity.normal(str(dict(desk.top)["id"]))


def test_an_id_can_be_added_later_and_not_be_exchanged(desk: Desk) -> None:
    first = desk.apply().result
    drawn = desk.facts["identity"]
    named = desk.changed(top=(("id", "frost"),), more=((NAMING[desk.repository], f"{desk.title}, revised"),))
    assert named.apply().result["id"] == first["id"]
    assert (named.facts["identity"], named.facts["manifest_id"]) == (drawn, "frost")
    other = desk.changed(top=(("id", "ice"),))
    said = other.refused("apply")
    assert "'frost'" in said
    assert "'ice'" in said
    assert f"apply --new {other.path.name}" in said
    assert other.refused("plan")
    desk.has_published(first["id"])


def test_an_id_that_is_added_without_a_change_is_recorded(desk: Desk) -> None:
    desk.apply()
    named = desk.changed(top=(("id", "frost"),))
    assert named.apply().result["status"] == "unchanged"
    assert "'frost'" in desk.changed(top=(("id", "ice"),)).refused("apply")


@pytest.mark.parametrize("repository", ["zenodo", "nomad"])
def test_a_rehearsal_needs_no_lockfile(desks: Desks, repository: str) -> None:
    desk = desks(repository, environment="local")
    lock = desk.folder / ".publishpipe" / "local" / "release.lock.json"
    first = desk.apply().result
    lock.unlink()
    second = desk.apply().result
    assert (second["status"], second["published"]) == ("done", True)
    assert first["id"] != second["id"]
    lock.unlink()
    assert desk.status()["alike"] == []


@pytest.mark.parametrize(
    "title", ["★★★", "«»  — !", "word " * 60, "Ice " + "nights" * 50, 'A "quoted" \\ title: (a OR b) [c', "度" * 250]
)
def test_any_title_can_be_published_and_is_known_again(zenodo: Desk, title: str) -> None:
    """What the search makes of it, our own draft is found before it is published."""
    odd = zenodo.changed(title=title)
    first = odd.apply().result
    assert odd.apply().result["status"] == "unchanged"
    odd.lose()
    assert first["doi"] in odd.refused("plan")


class TestNoFalseAlarm:
    """What is another release is published without a word."""

    def test_one_title_twice_in_a_folder(self, zenodo: Desk) -> None:
        """Whose lockfiles know whose record it is."""
        first = zenodo.apply().result
        other = zenodo.changed(name="other", top=(("files", ["more.csv"]),))
        (other.folder / "more.csv").write_text(uuid4().hex)
        second = other.apply().result
        other.has_published(first["id"], second["id"])
        assert zenodo.apply().result["status"] == "unchanged"
        other.lose()
        zenodo.lose()
        assert first["id"] in other.refused("apply")

    def test_one_name_twice_in_a_folder_on_nomad(self, nomad: Desk) -> None:
        first = nomad.apply().result
        other = nomad.changed(name="other")
        second = other.apply().result
        other.has_published(first["id"], second["id"])

    def test_another_account(self, desk: Desk) -> None:
        desk.apply()
        other = Desk(desk.server, desk.folder.with_name("other"), desk.repository, title=desk.title).write()
        other.put(**{name: (desk.folder / "data" / name).read_text() for name in ("a.archive.yaml", "b.csv")})
        result = other.apply().result
        other.has_published(result["id"])

    def test_templates_whose_bytes_differ(self, zenodo: Desk) -> None:
        """They name their DOI, so they are not compared; nothing else is here to compare."""
        templates = [{"path": "data/CITE.md", "template": True}]
        for other in (zenodo, zenodo.changed(folder=zenodo.folder.with_name("second"), title=f"Ice {uuid4().hex}")):
            cited = other.changed(top=(("files", templates),)).put(**{"CITE.md": "Cite ${doi}\n"})
            assert cited.apply().result["status"] == "done"
        assert len(zenodo.account()) == 2

    def test_one_name_with_other_files_on_nomad(self, nomad: Desk) -> None:
        first = nomad.apply().result
        nomad.lose()
        nomad.put(**{"b.csv": "other\n" * 9, "c.csv": "more\n", "a.archive.yaml": ENTRY.format("another name")})
        second = nomad.apply()
        assert second.notes == []
        nomad.has_published(first["id"], second.result["id"])

    def test_one_file_of_two_is_the_licence(self, zenodo: Desk) -> None:
        first = zenodo.apply().result
        other = zenodo.changed(folder=zenodo.folder.with_name("second"), title=f"Ice {uuid4().hex}")
        other.put(**{"b.csv": (zenodo.folder / "data" / "b.csv").read_text(), "ice.csv": uuid4().hex})
        second = other.apply()
        assert second.notes == []
        other.has_published(first["id"], second.result["id"])

    def test_only_the_licence_was_ever_read(self, zenodo: Desk, tmp_path: Path) -> None:
        """The other file is too large to be read for this."""
        other = zenodo.changed(folder=tmp_path / "second", title=f"Ice {uuid4().hex}")
        for desk, size in ((zenodo, CHEAP + 1), (other, CHEAP + 2)):
            desk.put(**{"b.csv": "the same licence\n"})
            with (desk.folder / "data" / "a.archive.yaml").open("wb") as file:
                file.truncate(size)
        zenodo.apply()
        assert other.run("plan").code == 0

    def test_a_shared_account_whose_records_share_a_licence(self, zenodo: Desk) -> None:
        licence = f"Licence {zenodo.title}\n" * 9
        for number in range(20):
            made = zenodo.ask("POST", "deposit/depositions", json={"metadata": theirs(number)})
            for name, text in (("LICENSE", licence), ("data.csv", f"{number} {zenodo.title}")):
                zenodo.ask("PUT", f"files/{made['links']['bucket'].rpartition('/')[2]}/{name}", content=text.encode())
            zenodo.ask("POST", f"deposit/depositions/{made['id']}/actions/publish")
        zenodo.put(LICENSE=licence)
        result = zenodo.apply()
        assert result.notes == []
        assert result.result["status"] == "done"
        assert len(zenodo.account()) == 21


def without_md5(facts: dict[str, Any]) -> dict[str, Any]:
    """NOMAD does not tell it, nor when an upload was made that is published already."""
    files = {name: file["size"] for name, file in facts["files"].items()}
    return {name: fact for name, fact in facts.items() if name != "created"} | {"files": files}


def theirs(number: int) -> dict[str, Any]:
    return {
        "title": f"Record number {number}",
        "upload_type": "dataset",
        "description": "Theirs.",
        "creators": [{"name": "Roe, Ann"}],
    }


def test_one_of_two_files_and_the_name_are_enough_on_nomad(nomad: Desk) -> None:
    first = nomad.apply().result
    nomad.lose()
    nomad.put(**{"b.csv": "corrected\n"})
    names(nomad.refused("apply"), nomad, first, same="1 of 2 files are the same")


def test_a_draft_is_kept_when_something_else_that_looks_like_it_was_published_since(desk: Desk) -> None:
    draft = desk.apply("--until", "verify").result
    other = desk.changed(folder=desk.folder.with_name("other"), top=(("id", f"other-{uuid4().hex}"),))
    other.put(**{name: (desk.folder / "data" / name).read_text() for name in ("a.archive.yaml", "b.csv")})
    other.put(**{"a.archive.yaml": ENTRY.format("another"), "c.csv": uuid4().hex})
    second = other.apply("--new").result
    desk.write()
    with desk.untouched(draft["id"]):
        said = desk.refused("apply")
    assert (second["doi"] or second["id"]) in said
    assert f"{draft['id']} is complete, and not published" in said
    assert desk.apply("--new").result["id"] == draft["id"]
