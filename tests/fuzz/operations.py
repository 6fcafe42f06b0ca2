"""What is done while an answer is changed: a table of commands, with what goes before and what must be after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.fuzz.places import NomadPlace, Place, ZenodoPlace

USES = 8  # of one place, for what leaves it as it was or goes on from where it was


@dataclass(frozen=True)
class Operation:
    """`before` brings a new place so far, `anew` one that was used already, `after` looks what became of it."""

    place: type[Place]
    words: Callable[[Place], list[str]]
    before: Callable[[Place], None]
    after: Callable[[Place], None]
    anew: Callable[[Place], None] | None = None
    reads: bool = False


def _on_manifest(*words: str) -> Callable[[Place], list[str]]:
    command, *options = words
    return lambda place: [command, str(place.manifest), *options]


def _first(place: Place) -> None:
    place.write()
    place.versions = 1


def _full(place: Place) -> None:
    """All that takes calls of its own."""
    if isinstance(place, ZenodoPlace):
        place.metadata |= {"communities": [{"identifier": "bench-bob-closed"}], "version": "1"}
        place.options = {"a.csv": {"preview": True}}
    else:
        place.metadata |= {"datasets": [{"name": place.title, "doi": True}], "coauthors": ["ada@example.org"]}
        place.metadata["references"] = ["https://doi.org/10.1063/5.0104914"]
    _first(place)


def _team(place: Place) -> None:
    """What names people and groups, and speaks of single entries."""
    name = f"Group of {place.title}"
    place.world.ask("POST", "groups", json={"group_name": name})
    place.metadata |= {"coauthor_groups": [name], "reviewer_groups": ["all"], "reviewers": ["ada@example.org"]}
    place.metadata |= {"description": "By many.", "entries_metadata": {"*": {"external_id": "a-1"}}}
    _first(place)


def _version(place: Place) -> None:
    if not place.versions:
        place.publish()
    place.files["a.csv"] = f"version {place.versions + 1}\n"
    place.write()
    place.versions += 1


def _edit(place: Place) -> None:
    if not place.versions:
        place.publish()
    name = "description" if isinstance(place, ZenodoPlace) else "comment"
    place.metadata[name] = f"<p>Edit {place.uses}.</p>"
    place.write()


def _published(place: Place) -> None:
    if not place.versions:
        _full(place)
        place.versions = 0
        place.publish()


def _drafted(place: Place) -> None:
    place.draft()


def _edit_open(place: Place) -> None:
    _edit(place)
    place.draft()


def _same(place: Place) -> None:
    place.settled()


def _lost(at: int) -> Callable[[Place], None]:
    """An earlier run died when that request had been done."""

    def before(place: Place) -> None:
        _first(place)
        place.die("after", at)

    return before


def _version_lost(at: int) -> Callable[[Place], None]:
    def before(place: Place) -> None:
        _version(place)
        place.die("after", at)

    return before


def _adopt(place: Place) -> list[str]:
    place.lock.unlink(missing_ok=True)
    return ["adopt", "--yes", "--", str(place.manifest), place.public()[-1]]


def _adopt_by_doi(place: Place) -> list[str]:
    facts = place.readable()
    place.lock.unlink(missing_ok=True)
    return ["adopt", str(place.manifest), facts["doi"], "--yes"]


def _place(place: Place) -> list[str]:
    return ["-r", place.repository, "-e", "sandbox", "--url", place.url]


APPLY = _on_manifest("apply", "--yes", "--jobs", "1")
DISCARD = _on_manifest("discard", "--yes")
ZENODO: dict[str, Operation] = {
    "release": Operation(ZenodoPlace, APPLY, _first, Place.settled),
    "full release": Operation(ZenodoPlace, APPLY, _full, Place.settled),
    "new version": Operation(ZenodoPlace, APPLY, _version, Place.settled, _version),
    "edit": Operation(ZenodoPlace, APPLY, _edit, Place.settled, _edit),
    "after a lost create": Operation(ZenodoPlace, APPLY, _lost(1), Place.settled),
    "after a lost publish": Operation(ZenodoPlace, APPLY, _lost(5), Place.settled),
    "after a lost version": Operation(ZenodoPlace, APPLY, _version_lost(1), Place.settled),
    "discard": Operation(ZenodoPlace, DISCARD, _drafted, Place.nothing),
    "discard edit": Operation(ZenodoPlace, DISCARD, _edit_open, Place.nothing),
    "adopt": Operation(ZenodoPlace, _adopt, _published, _same, _published),
    "adopt by DOI": Operation(ZenodoPlace, _adopt_by_doi, _published, _same, _published),
}
NOMAD: dict[str, Operation] = {
    "release": Operation(NomadPlace, APPLY, _first, Place.settled),
    "full release": Operation(NomadPlace, APPLY, _full, Place.settled),
    "team release": Operation(NomadPlace, APPLY, _team, Place.settled),
    "edit": Operation(NomadPlace, APPLY, _edit, Place.settled, _edit),
    "after a lost create": Operation(NomadPlace, APPLY, _lost(1), Place.settled),
    "discard": Operation(NomadPlace, DISCARD, _drafted, Place.nothing),
    "adopt": Operation(NomadPlace, _adopt, _published, _same, _published),
    "adopt by DOI": Operation(NomadPlace, _adopt_by_doi, _published, _same, _published),
}


def _reading(place: type[Place]) -> dict[str, Operation]:
    """The commands that change nothing."""
    commands: dict[str, Callable[[Place], list[str]]] = {
        "status": _on_manifest("status"),
        "status --json": _on_manifest("status", "--json"),
        "verify": _on_manifest("verify"),
        "verify --download": _on_manifest("verify", "--download"),
        "list": lambda place: ["list", *_place(place)],
        "list -q": lambda place: ["list", "--json", "-q", "Fuzz", *_place(place)],
        "search": lambda place: ["search", "-q", "Fuzz", *_place(place)],
    }
    if place is NomadPlace:
        commands["list --datasets"] = lambda place: ["list", "--datasets", *_place(place)]
    if place is ZenodoPlace:
        commands["search in a community"] = lambda place: ["search", "--community", "bench-open", *_place(place)]
    return {
        name: Operation(place, words, _published, _same, _published, reads=True) for name, words in commands.items()
    }


OPERATIONS = {
    **{f"zenodo {name}": about for name, about in {**ZENODO, **_reading(ZenodoPlace)}.items()},
    **{f"nomad {name}": about for name, about in {**NOMAD, **_reading(NomadPlace)}.items()},
}
#: How often one is tried: what changes something has the most to lose.
WEIGHTS = {name: 1 if about.reads else 4 for name, about in OPERATIONS.items()}
