"""What is published beside what is here: match, differ or missing, for each file and each field. Pure."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Generic, Literal, TypeVar

from publishpipe.model.facts import FileFact
from publishpipe.model.quoting import some

Verdict = Literal["match", "differ", "missing", "unknown"]
State = Literal["absent", "draft", "published", "editing"]
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Compared(Generic[T_co]):
    """One file or field as it is here and as it is there; None where it is not.

    `missing`: on one side only. `unknown`: a file that the server lists and could not give back, for that `reason`.
    """

    name: str
    verdict: Verdict
    here: T_co | None
    there: T_co | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that the server has and could not give back, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The last published version of a release, or its draft, beside what the manifest wants.

    `id` is that of what was compared, None if nothing is there. Fields are in canonical form.
    """

    id: str | None
    published: bool
    files: tuple[Compared[FileFact], ...]
    fields: tuple[Compared[object], ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found.

    `state` is the whole release's: a draft may lie open above the version that was compared, which the ids and
    addresses are of. `publish` is what the manifest says, `published` whether that version is; `newer` is the DOI of a
    later version that the lockfile does not know; `checksum` names the hash of the files. `alike` tells what may be
    this very release, where the lockfile knows none.
    """

    repository: str
    environment: str
    base_url: str
    state: State
    id: str | None
    doi: str | None
    record_url: str | None
    publish: bool
    published: bool
    newer: str | None
    files: tuple[Compared[FileFact], ...]
    fields: tuple[Compared[object], ...]
    checksum: str = "md5"
    alike: tuple[Mapping[str, object], ...] = ()

    def __repr__(self) -> str:
        unlike = [item.name for item in (*self.files, *self.fields) if item.verdict != "match"]
        state = self.state if self.published else f"{self.state}, not published"
        told = f"differs: {some(unlike)}" if unlike else f"{len(self.files)} files and all fields match"
        return f"<Verification {self.doi or self.id or state}: {told}>"

    @property
    def matches(self) -> bool:
        """Whether every file and field is as here, and published if it is to be."""
        alike = all(item.verdict == "match" for item in (*self.files, *self.fields))
        return alike and (self.published or not self.publish)

    def as_json(self) -> dict[str, object]:
        """As `verify --json` prints it."""
        told = {name: value for name, value in asdict(self).items() if name != "checksum"}
        files = [self._file(item) for item in self.files]
        fields = list(map(_field, self.fields))
        return {"matches": self.matches, **told, "files": files, "fields": fields, "alike": list(self.alike)}

    def _file(self, item: Compared[FileFact]) -> dict[str, object]:
        """A file with its checksums under the name of the hash."""
        sides = {"here": item.here, "there": item.there}
        told = {side: fact and {"size": fact.size, self.checksum: fact.checksum} for side, fact in sides.items()}
        reason = {"reason": item.reason} if item.reason else {}
        return {"name": item.name, "verdict": item.verdict, **told, **reason}


def _field(item: Compared[object]) -> dict[str, object]:
    return {"name": item.name, "verdict": item.verdict, "here": item.here, "there": item.there}


def compared(here: Mapping[str, T], there: Mapping[str, T], wrong: Container[str]) -> tuple[Compared[T], ...]:
    """All that is on either side, in the order it has here; `wrong` holds the names of what is not the same."""
    names = [*here, *sorted(there.keys() - here.keys())]
    return tuple(Compared(name, _verdict(name, here, there, wrong), here.get(name), there.get(name)) for name in names)


def compared_files(
    here: Mapping[str, FileFact], listed: Mapping[str, FileFact], fetch: Callable[[str], FileFact | Unread | None]
) -> tuple[Compared[FileFact], ...]:
    """Files as they are here, and as the server lists them.

    Args:
        here: the local files.
        listed: what the server lists.
        fetch: looks closer at a file that is the same by the list (the others differ anyway); gives None if the
            server has it not, though it lists it, and `Unread` if it could not give it back.
    """
    same = {name for name, fact in here.items() if _same(fact, listed.get(name))}
    looked = {name: fetch(name) for name in here if name in same}
    unread = {name: found for name, found in looked.items() if isinstance(found, Unread)}
    read = {name: found for name, found in looked.items() if not isinstance(found, Unread)}
    there = {name: fact for name, fact in {**listed, **read}.items() if fact is not None}
    wrong = {name for name in {**here, **there} if not _same(here.get(name), there.get(name))}
    return tuple(_unless_unread(item, unread.get(item.name)) for item in compared(here, there, wrong))


def _unless_unread(item: Compared[FileFact], unread: Unread | None) -> Compared[FileFact]:
    """The same, but for a file of which only the list is known."""
    return replace(item, verdict="unknown", reason=unread.reason) if unread else item


def _same(here: FileFact | None, there: FileFact | None) -> bool:
    """Whether they are the same as far as is known."""
    return (
        here is not None and there is not None and here.size == there.size and there.checksum in (None, here.checksum)
    )


def _verdict(name: str, here: Mapping[str, T], there: Mapping[str, T], wrong: Container[str]) -> Verdict:
    if name not in wrong:
        return "match"
    return "differ" if name in here and name in there else "missing"
