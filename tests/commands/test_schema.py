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
