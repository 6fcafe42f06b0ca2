"""What is advised can be copied into a shell as it stands there."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable

from tests.commands.desk import Desk

Desks = Callable[..., Desk]


def commands(said: str) -> list[list[str]]:
    lines = (line.strip().removeprefix("next: ") for line in said.splitlines())
    return [shlex.split(line)[1:] for line in lines if line.startswith("publishpipe ")]


def test_it_names_the_manifest_and_what_else_the_command_line_said(desks: Desks) -> None:
    desk = desks("zenodo", name="my first release", environment="production")
    published = desk.apply("--environment", "sandbox", "--url", f"{desk.server.origin}/api/").result["id"]
    desk.lose()
    options = ("--environment", "sandbox", "--url", f"{desk.server.origin}/api/", "--set", "metadata.notes=Some words.")
    error = desk.run("status", "--json", *options)
    assert json.loads(error.out)["alike"][0]["id"] == published
    said = desk.run("apply", "--yes", *options, code=5).err
    adopting, anew = commands(said)
    assert adopting == ["adopt", desk.path.name, *options, published]
    assert anew == ["apply", "--new", desk.path.name, *options]
    hint = json.loads(desk.run("plan", "--json", *options, code=5).out)["hint"]
    assert commands(hint) == [adopting, anew]
    assert desk.ended(desk.start(*adopting)).code == 0
    assert desk.apply(*options).result["id"] == published


def test_a_saved_plan_is_made_again_from_its_manifest(zenodo: Desk) -> None:
    zenodo.run("plan", "--out", "a plan")
    zenodo.put(**{"b.csv": "changed"})
    (words,) = commands(zenodo.ended(zenodo.start("apply", "a plan", "--yes")).err)
    assert words == ["plan", zenodo.path.name, "--out", "a plan"]
    assert zenodo.ended(zenodo.start(*words)).code == 0
