"""The Python API, as somebody meets it in an interpreter or a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

import publishpipe
from publishpipe.model.plan import digest
from tests.conftest import MANIFEST


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number in range(9):
        Path(f"data-{number}.csv").write_text(f"{number}\n")
    Path("frost.yaml").write_text(MANIFEST.format(environment="local", url="", title="Frost days", publish="true"))
    return Path("frost.yaml")


def test_values_tell_what_matters_in_a_line(manifest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = publishpipe.plan(manifest, offline=True)
    first = "create, upload:data-0.csv, upload:data-1.csv"
    assert repr(plan) == f"<Plan frost.yaml -> zenodo/local, to do: {first} and 10 more>"
    assert repr(plan.steps[1]) == "<Step upload:data-0.csv: send data-0.csv>"
    with publishpipe.progress() as emit:
        result = publishpipe.apply(manifest, confirm=publishpipe.accept, emit=emit)
    assert "  done    publish\n" in capsys.readouterr().out
    assert repr(result) == f"<Result done, published, {result.doi}, {result.record_url}>"
    assert repr(publishpipe.plan(manifest)) == "<Plan frost.yaml -> zenodo/local, to do: nothing>"
    status = publishpipe.status(manifest)
    assert repr(status).startswith(f"<Status zenodo/local: published, {result.doi}, ")
    assert repr(publishpipe.verify(manifest)) == f"<Verification {result.doi}: 9 files and all fields match>"
    Path("data-0.csv").write_text("another\n")
    assert repr(publishpipe.verify(manifest)) == f"<Verification {result.doi}: differs: data-0.csv>"


def test_an_error_says_all_of_it(manifest: Path) -> None:
    with pytest.raises(publishpipe.PublishPipeError) as refused:
        publishpipe.apply(manifest, environment="sandbox", url="http://127.0.0.1:9/api/", confirm=publishpipe.accept)
    assert refused.value.hint
    assert str(refused.value).endswith(f"  next: {refused.value.hint}")
    manifest.write_text(manifest.read_text().replace("dataset", "datsaet"))
    with pytest.raises(publishpipe.PublishPipeError) as wrong:
        publishpipe.plan(manifest)
    [problem] = wrong.value.problems
    assert f"\n  {problem}\n  state: Nothing was sent." in str(wrong.value)
    assert repr(problem) == f"<Error {problem}>"


def test_a_plan_is_bound_to_all_of_a_step_and_not_to_how_it_is_shown() -> None:
    step = publishpipe.Step("upload", "a", "send a", bytes=3)
    other = publishpipe.Step("upload", "a", "send a", bytes=4)
    assert repr(step) == repr(other)
    assert digest((step,)) != digest((other,))
