"""How an upload stands: as it was seen on the server, or as the lockfile remembers it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from publishpipe.errors import ServerError
from publishpipe.model.facts import FileFact, StoredFile
from publishpipe.model.listing import Lookalike
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.models import Entry, Upload


@dataclass(frozen=True, slots=True)
class Holding:
    """What the server holds, observed or remembered. The md5s are of what was sent."""

    upload: Upload
    entries: tuple[Entry, ...] = ()
    files: Mapping[str, FileFact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen of a release on NOMAD.

    Attributes:
        upload: what the lockfile's id stands for; None if that is not there.
        entries: what NOMAD made of its files.
        sizes: of its files, in bytes.
        files_current: no file was sent or removed, and nothing processed, since the sizes were read.
        alike: what may be this very release, where the lockfile knows none.
        unknown: the people and groups of the manifest that NOMAD does not know, where nothing is there yet.
        unpublished: how many unpublished uploads are of one's own, where nothing is there yet.
    """

    upload: Upload | None = None
    entries: tuple[Entry, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    files_current: bool = False
    alike: tuple[Lookalike, ...] = ()
    unknown: tuple[str, ...] = ()
    unpublished: int = 0

    @property
    def editing(self) -> bool:
        """Never: NOMAD changes metadata at once, without a draft."""
        return False

    @property
    def newer(self) -> None:
        """Never: NOMAD has no versions."""
        return

    @property
    def draft(self) -> None:
        """Never, as above."""
        return

    def has_dataset(self, dataset_id: str) -> bool:
        """Whether every entry is in that dataset, and there is one."""
        return bool(self.entries) and all(dataset_id in entry.datasets for entry in self.entries)

    def held(self, facts: Facts) -> Holding:
        """What the upload holds. Raises ServerError if it is not there."""
        if self.upload is None:
            raise ServerError("The upload is gone.", hint="Run the same command again: it starts a new one.")
        return _holding(facts, self.upload, self.entries, self.sizes)

    def as_json(self) -> object:
        """The upload, its entries and files, as JSON values."""
        if self.upload is None:
            return None
        return [_ordered(self.upload), [_ordered(entry) for entry in self.entries], self.sizes]


def remembered(facts: Facts) -> Holding | None:
    """What the lockfile says that the server holds."""
    if "id" not in facts:
        return None
    stored, versions = facts.get("metadata", {}), facts.get("versions")
    upload = Upload(
        id=facts["id"],
        name=stored.get("upload_name", ""),
        published_at=versions[-1]["published_at"] if versions else None,
        embargo=stored.get("embargo_length", 0),
        coauthors=frozenset(stored.get("coauthors", ())),
        reviewers=frozenset(stored.get("reviewers", ())),
        coauthor_groups=frozenset(stored.get("coauthor_groups", ())),
        reviewer_groups=frozenset(stored.get("reviewer_groups", ())),
        description=stored.get("description", ""),
    )
    entry = Entry(
        "",
        comment=stored.get("comment", ""),
        external_id=stored.get("external_id", ""),
        references=tuple(stored.get("references", ())),
        datasets=frozenset(stored.get("datasets", ())),
    )
    files = {name: file["size"] for name, file in facts.get("files", {}).items()}
    return _holding(facts, upload, (entry,) if facts.get("processing") == "done" else (), files)


def _holding(facts: Facts, upload: Upload, entries: tuple[Entry, ...], sizes: Mapping[str, int]) -> Holding:
    """What an upload holds.

    The files of a published upload never change, so they are not looked at; those of one that is being processed may
    not have been unpacked yet.
    """
    arriving = upload.running and facts.get("processing") == "started"
    return Holding(upload, entries, _sent(facts) if upload.published or arriving else _there(facts, sizes))


def _sent(facts: Facts) -> dict[str, FileFact]:
    return {name: FileFact(file["size"], file.get("md5")) for name, file in facts.get("files", {}).items()}


def _there(facts: Facts, sizes: Mapping[str, int]) -> dict[str, FileFact]:
    """Files by their sizes; an md5 is known where the size is the one that was sent."""
    sent = _sent(facts)
    return {
        name: sent[name] if sent.get(name, FileFact(-1)).size == size else FileFact(size)
        for name, size in sizes.items()
    }


def files_read(facts: Facts, held: Holding) -> dict[str, StoredFile | None]:
    """What the lockfile learns of the files that are held."""
    return {**dict.fromkeys(facts.get("files", {})), **{name: _stored(file) for name, file in held.files.items()}}


def files_stored(facts: Facts, sizes: Mapping[str, int]) -> dict[str, StoredFile | None]:
    """The same of files that were listed."""
    return files_read(facts, Holding(Upload(""), files=_there(facts, sizes)))


def _stored(file: FileFact) -> StoredFile:
    return {"size": file.size, "md5": file.checksum} if file.checksum else {"size": file.size}


def _ordered(value: Upload | Entry) -> dict[str, object]:
    """The fields, with sets in an order that is the same each time."""
    return {name: sorted(part) if isinstance(part, frozenset) else part for name, part in asdict(value).items()}
