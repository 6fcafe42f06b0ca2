from __future__ import annotations

from dataclasses import replace

from publishpipe.model.events import Result
from publishpipe.model.steps import Step
from publishpipe.render.markdown import plan_as_markdown, result_as_markdown
from tests.render.test_text import PLAN


def test_a_plan_is_a_table_whatever_its_files_are_called() -> None:
    steps = (*PLAN.steps, Step("upload", "a|b\n<img>.csv", "send it", 5))
    lines = plan_as_markdown(replace(PLAN, steps=steps)).splitlines()
    assert lines[0] == "**m.yaml** to Zenodo, sandbox (https://sandbox.zenodo.org/api/)"
    assert "- changed on the server: metadata title" in lines
    assert "| done | create | the deposition exists | |" in lines
    assert "| + | upload:a \\[bold\\]file\\[/bold\\].csv | send it | 53.1 kB |" in lines
    assert "| **!** | publish | publish it, **cannot be undone** |  |" in lines
    assert "| + | upload:a\\|b \\<img\\>.csv | send it | 5 B |" in lines
    assert lines[-1] == "3 steps to do, 53.1 kB to send, 5 requests."


def test_what_becomes_public_is_told_if_anything_does() -> None:
    plan = replace(PLAN, outline={"title": "Frost | days", "files": 2, "bytes": 1000})
    assert "| title | Frost \\| days |\n| files | 2 files, 1.0 kB |" in plan_as_markdown(plan)
    assert "public" not in plan_as_markdown(replace(plan, steps=PLAN.steps[:2]))


def test_no_address_ends_before_its_end() -> None:
    """What is put into a comment is read by others: an address brings no image, and hides nothing."""
    plan = replace(PLAN, base_url='https://example.org/<img/src="https://a.org/">)[x](https://b.org)`|/api/')
    shown = plan_as_markdown(plan).splitlines()[0].partition(", sandbox (")[2]
    assert not set('<>[]`|"(') & set(shown)
    result = Result("done", id="7", doi_url="https://doi.org/10.1234/<b>x_1", record_url="https://example.org/7")
    assert "- DOI: https://doi.org/10.1234/%3Cb%3Ex_1\n" in result_as_markdown(result)
