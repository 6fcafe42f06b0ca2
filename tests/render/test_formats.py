from __future__ import annotations

from pathlib import Path
from typing import Any

from publishpipe.errors import Problem
from publishpipe.render.formats import github, sarif

PROBLEM = Problem("a b/m,1:2.yaml", 3, 7, "metadata.title", "100 % wrong:\nthis", "quote it", '  ab: "c"', 3)
WARNING = Problem("/data/m.yaml", 1, 1, "", "no comma", severity="warning")


def test_github_is_told_on_one_line_with_its_escapes() -> None:
    assert list(github([PROBLEM, WARNING])) == [
        "::error file=a b/m%2C1%3A2.yaml,line=3,col=7,endColumn=10::100 %25 wrong: this%0Ahelp: quote it",
        "::warning file=/data/m.yaml,line=1,col=1::no comma",
    ]


def test_sarif_has_a_result_for_each_with_its_place() -> None:
    log: Any = sarif([PROBLEM, WARNING], "1.2.3")
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    assert run["tool"]["driver"]["version"] == "1.2.3"
    assert run["columnKind"] == "unicodeCodePoints"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {result["ruleId"] for result in run["results"]}
    first, second = run["results"]
    assert (first["level"], first["message"]["text"]) == ("error", "100 % wrong: this; help: quote it")
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a%20b/m%2C1%3A2.yaml"}
    assert place["region"] == {"startLine": 3, "startColumn": 7, "endColumn": 10, "snippet": {"text": '  ab: "c"'}}
    uri = second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (second["level"], uri) == ("warning", Path("/data/m.yaml").as_uri())
