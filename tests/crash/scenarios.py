"""What people do, as a table: what was done before, the command that is disturbed, what is published in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.conformance.nomad import tables
from tests.crash.case import Case, Version
from tests.crash.nomad import CalculationCase, NomadCase
from tests.crash.zenodo import ZenodoCase


@dataclass(frozen=True)
class Scenario:
    """`prepare` brings a case so far that `command` is next, and gives what is to be published after it."""

    case: type[Case]
    prepare: Callable[[Case], list[Version]]
    command: str = "apply"


def first_release(case: Case) -> list[Version]:
    return [case.here()]


def calculation(case: Case) -> list[Version]:
    """With a table that NOMAD makes files of: only the lockfile knows them, see conformance/nomad/test_generated.py."""
    if not case.forgets:
        case.write(**tables.FILES)
    return first_release(case)


def new_version(case: Case) -> list[Version]:
    return [*_published(case), _with_other_files(case)]


def zenodo_edit(case: Case) -> list[Version]:
    _published(case)
    return [_with(case, description="<p>Edited.</p>", keywords=["frost"])]


def nomad_edit(case: Case) -> list[Version]:
    _published(case)
    return [_with(case, comment="Edited.", references=["https://doi.org/10.1063/5.0104915"])]


def discarded_draft(case: Case) -> list[Version]:
    case.run("apply", "--until", "verify")
    return []


def discarded_edit(case: Case) -> list[Version]:
    published = _published(case)
    _with(case, description="<p>A mistake.</p>")
    case.run("apply", "--until", "verify")
    return published


def discarded_version(case: Case) -> list[Version]:
    published = _published(case)
    _with_other_files(case)
    case.run("apply", "--until", "verify")
    return published


def _published(case: Case) -> list[Version]:
    case.run("apply")
    return [case.here()]


def _with_other_files(case: Case) -> Version:
    """One file changed, one removed, one added."""
    case.metadata["version"] = "2"
    case.write(**{"a.csv": "x,y\n7,8\n9,9\n", "b.csv": None, "d.csv": "z\n"})
    return case.here()


def _with(case: Case, **metadata: object) -> Version:
    case.metadata |= metadata
    case.write()
    return case.here()


SCENARIOS = {
    "zenodo release": Scenario(ZenodoCase, first_release),
    "zenodo new version": Scenario(ZenodoCase, new_version),
    "zenodo edit": Scenario(ZenodoCase, zenodo_edit),
    "zenodo discard draft": Scenario(ZenodoCase, discarded_draft, "discard"),
    "zenodo discard edit": Scenario(ZenodoCase, discarded_edit, "discard"),
    "zenodo discard version": Scenario(ZenodoCase, discarded_version, "discard"),
    "nomad release": Scenario(NomadCase, first_release),
    "nomad calculation": Scenario(CalculationCase, calculation),
    "nomad edit": Scenario(NomadCase, nomad_edit),
    "nomad discard draft": Scenario(NomadCase, discarded_draft, "discard"),
}
