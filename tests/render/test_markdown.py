from __future__ import annotations

from dataclasses import replace

from publishpipe.model.steps import Step
from publishpipe.render.markdown import plan_as_markdown
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
