from __future__ import annotations

import json
from pathlib import Path

import pytest

from publishpipe.commands import schema
from publishpipe.errors import UsageError
from publishpipe.manifest.modeline import MODELINE, SCHEMA
from tests.manifest.test_manifest import GOOD, write


def test_the_folder_of_an_editor_gets_the_schema_and_each_manifest_its_name(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    (tmp_path / "other.yaml").write_text("a: 1\n")
    assert schema.install(tmp_path) == [tmp_path / SCHEMA, path]
    assert path.read_text() == f"{MODELINE}\n{GOOD}"
    assert (tmp_path / "other.yaml").read_text() == "a: 1\n"
    assert json.loads((tmp_path / SCHEMA).read_text()) == schema.schema()
    assert schema.install(tmp_path) == []


def test_a_schema_is_found_by_its_name_with_or_without_its_version() -> None:
    assert schema.schema("plan") == schema.schema("plan.v1") != schema.schema()
    with pytest.raises(UsageError, match="There is no schema plans"):
        schema.schema("plans")
    with pytest.raises(UsageError, match="There is no repository osf"):
        schema.fields("osf")


def test_fields_are_found_by_a_word_of_their_name_values_or_meaning() -> None:
    assert {field.name for field in schema.fields("zenodo", ["EMBARGO"])} == {
        "access_right",
        "embargo_date",
        "embargo_reason",
    }
    assert [field.name for field in schema.fields("zenodo", ["ror", "grant"])] == ["funding[].award"]
    assert "creators" in {field.name for field in schema.fields("zenodo", ["author"])}
    assert "access_right" not in schema.fields_as_markdown("zenodo", ["creator"])


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("CREATRS", "Did you mean creators?"),
        (
            "prereservedoi",
            "leave it out: the DOI is always reserved before publication, and ${doi} stands for it in texts",
        ),
        ("xyzzy", "All of them: publishpipe schema --fields zenodo"),
    ],
)
def test_who_finds_no_field_is_told_which_was_meant(asked: str, hint: str) -> None:
    with pytest.raises(UsageError, match=f"No field of Zenodo has '{asked}'") as refused:
        schema.fields("zenodo", [asked])
    assert refused.value.hint == hint
