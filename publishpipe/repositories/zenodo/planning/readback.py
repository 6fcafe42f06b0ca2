"""Is what Zenodo answered what was wanted? A 200 does not mean that it was stored. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from publishpipe.errors import NotTakenError, ServerError, dotted
from publishpipe.model.facts import Metadata
from publishpipe.model.quoting import some
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata.canonical import canonical, wanted
from publishpipe.repositories.zenodo.metadata.places import of_word, place
from publishpipe.repositories.zenodo.models import Deposition
from publishpipe.repositories.zenodo.planning.state import Goal, files_to_change, said_before, unmet

CURE = "Correct these fields in the manifest and run the same command again: it goes on with the same draft."


def metadata_is_stored(meant: Metadata, answer: Deposition, facts: Facts) -> None:
    """Raise ServerError, naming the fields, if the deposition holds other metadata than `meant`, or says what is wrong.

    One that Zenodo dropped something of answers with success, and so does one that it could not publish.
    """
    if answer.errors:
        raise _not_taken(answer.errors, meant)
    wrong = unmet(meant, answer.metadata, facts)
    if wrong:
        sent, stored = wanted(meant, answer.metadata, said_before(facts)), canonical(answer.metadata)
        details = "; ".join(f"{name}: sent {sent.get(name)!r}, stored {stored.get(name)!r}" for name in wrong)
        raise ServerError(f"Zenodo answered with success but did not store what was sent: {details}", hint=CURE)


@contextmanager
def refusals_placed(meant: Metadata) -> Iterator[None]:
    """Say where in the manifest it stands that is refused. Raises NotTakenError."""
    try:
        yield
    except ServerError as refused:
        fields = [(field, why) for field, why in refused.fields if not field.startswith("files")]
        if fields:
            raise _not_taken(fields, meant) from None
        where = of_word(refused.message, meant) if refused.status == 400 else None
        if where is None:
            raise
        raise NotTakenError(
            f"Zenodo does not take this metadata: {dotted(where)}",
            faults=((("metadata", *where), "this is in none of Zenodo's lists"),),
            hint="Correct it in the manifest and run the same command again.",
        ) from None


def _not_taken(fields: Sequence[tuple[str, str]], meant: Metadata) -> NotTakenError:
    faults = tuple((("metadata", *place(field, meant)), why) for field, why in fields)
    named = some(list(dict.fromkeys(dotted(where[1:]) for where, _ in faults)))
    return NotTakenError(f"Zenodo does not take this metadata: {named}", faults=faults, hint=CURE)


def preview_is_stored(meant: str, stored: str) -> None:
    """Raise ServerError if another file than `meant` was chosen to be shown first."""
    if meant != stored:
        raise ServerError(
            f"Zenodo holds {stored or 'no file'} as the one to show first; wanted is {meant or 'none'}.",
            hint="Nothing was published. Run the same command again: it sets it anew.",
        )


def files_are_stored(goal: Goal, answer: Deposition) -> None:
    """Raise ServerError, naming the files, if the deposition holds others, or other bytes, than `goal`."""
    if wrong := files_to_change(goal, answer.files):
        raise ServerError(
            f"Zenodo does not hold these files as they are here: {', '.join(wrong)}",
            hint="Nothing was published. Run the same command again: it sends what differs.",
        )


def is_public_as_meant(goal: Goal, meant: Metadata, answer: Deposition, facts: Facts) -> None:
    """Raise ServerError, naming what differs, if something else was published than was verified."""
    wrong = (*unmet(meant, answer.metadata, facts), *files_to_change(goal, answer.files))
    if wrong:
        raise ServerError(
            f"It is published as {answer.doi}, but somebody changed the draft just before: {', '.join(wrong)}.",
            hint="publishpipe plan MANIFEST shows what sets it right.",
        )
