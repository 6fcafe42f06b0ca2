"""What of one's own may be this very release, though the lockfile does not know it: how that is told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from publishpipe.errors import CopiedError, LookalikeError
from publishpipe.model import identity
from publishpipe.model.listing import Lookalike

if TYPE_CHECKING:
    from publishpipe.model.facts import Facts
    from publishpipe.repositories.values import Wanted

SHOWN = 5
UNTOUCHED = "Nothing was sent."
MIXED_UP = (
    "Was the lockfile edited, or mixed up with another one? Restore it from version control, or take over what this "
    "manifest is about:\npublishpipe adopt MANIFEST ID"
)

#: First of all where the server knows more than the lockfile.
NEWEST = "Was it applied elsewhere, by CI or a colleague? Then get the newest lockfile first (git pull)."


def refusal(alike: Sequence[Lookalike], *, files: int, state: str = UNTOUCHED) -> LookalikeError:
    """What there is, and the two ways on. `files` is how many the manifest has."""
    first, *others = (_told(one, files) for one in alike[:SHOWN])
    more = "".join(f"\n  and {other}" for other in others)
    left = f"\n  and {len(alike) - SHOWN} more" if len(alike) > SHOWN else ""
    return LookalikeError(
        f"This may be published or begun already: {first}{more}{left}",
        ids=frozenset().union(*(one.family | {one.id} for one in alike)),
        published=next((one.id for one in alike if one.state == "published"), ""),
        state=state,
        hint="Is it the same release? Its lockfile may be elsewhere: commit and push it there, and get it here (git "
        f"pull). If there is none, go on without:\n{adopting(alike[0].draft or alike[0].id)}\n"
        "Is it another one?\npublishpipe apply --new MANIFEST",
    )


def _told(one: Lookalike, files: int) -> str:
    published = f"the record {one.doi}" if one.doi else f"the published upload {one.id}"
    name = published if one.state == "published" else f"the draft {one.id}"
    name += f", with the draft {one.draft} of its next version" if one.draft else ""
    compared = "its files were not compared" if one.same is None else f"{one.same} of {files} files are the same"
    return f"{name}, '{one.title}' ({compared})"


def mark(base_url: str, wanted: Wanted, facts: Facts) -> str:
    """What every create of this release carries, whether the lockfile knows it or not."""
    return facts.get("marker", drawn(base_url, wanted, facts))


def drawn(base_url: str, wanted: Wanted, facts: Facts) -> str:
    """The mark that the identity gives; an older release may have another one."""
    return identity.marker(base_url, facts.get("identity", wanted.identity))


def has_half(same: int, of: int) -> bool:
    """Whether so many files are enough to know a release by."""
    return 2 * same >= of > 0


def adopting(number: str) -> str:
    """The command that takes it over; an id of NOMAD's may begin like an option."""
    return f"publishpipe adopt MANIFEST {'-- ' if number.startswith('-') else ''}{number}"


def copied(what: str, facts: Mapping[str, Any], where: str = "") -> CopiedError:
    """A lockfile that came with a copy of a manifest."""
    return CopiedError(
        what,
        where=where,
        ids=frozenset(ids(facts)),
        state=UNTOUCHED,
        hint="Is it another release? Begin one of its own:\npublishpipe apply --new MANIFEST\n"
        f"Is it the same? Take over what the lockfile knows:\n{adopting(facts.get('id', 'ID'))}",
    )


def is_known(words: Iterable[str], facts: Mapping[str, Any], naming: str) -> bool:
    """Whether an id or a title among these is one of what the lockfile knows, as it began or as it was told last.

    `naming` is the field of the metadata that holds the title.
    """
    title = facts.get("metadata", {}).get(naming, "")
    known = {facts.get("identity", ""), facts.get("manifest_id", ""), identity.normal(str(title))}
    return not known.isdisjoint(map(identity.normal, words))


def ids(facts: Mapping[str, Any]) -> set[str]:
    """The ids in a section of a lockfile: of what is worked on, of its versions, of the record that they belong to."""
    named = {str(facts[name]) for name in ("id", "concept_id") if name in facts}
    return named | {str(version["id"]) for version in facts.get("versions", ())}
