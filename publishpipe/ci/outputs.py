"""What a pipeline is told in files: the page of the run, outputs of a step, a comment to come, GitLab's dotenv."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from publishpipe.model.events import Result
from publishpipe.state.storage import write_atomically

RESULT = {"status": "status", "id": "id", "doi": "doi", "url": "record_url"}


def tell_plan(manifest: Path, markdown: str, out: Path | None, status: str) -> None:
    """Tell a plan, or why there is none, and keep it in `out`.

    The first line there, which nobody sees, tells a comment from others.
    """
    _summarise(markdown)
    _put_out({"status": status})
    if out:
        name = str(manifest).replace("--", "")
        write_atomically(out, f"<!-- publishpipe plan of {name} -->\n{markdown}\n")


def tell_result(result: Result, markdown: str, dotenv: Path | None) -> None:
    """Tell how it ended to the steps that follow, and to whoever looks at the page of the run."""
    values = {name: " ".join(str(getattr(result, field) or "").split()) for name, field in RESULT.items()}
    _put_out(values)
    _summarise(markdown)
    if dotenv:
        dotenv.write_text("".join(f"PUBLISHPIPE_{name.upper()}={value}\n" for name, value in values.items()), "utf-8")


def _summarise(markdown: str) -> None:
    _append("GITHUB_STEP_SUMMARY", f"{markdown}\n")


def _put_out(values: Mapping[str, str]) -> None:
    """None of the values has more than one line."""
    _append("GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in values.items()))


def _append(variable: str, text: str) -> None:
    """Append to the file that a variable names, if it is set."""
    if path := os.environ.get(variable):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)
