"""Where in a manifest it stands that Zenodo's native API complains of. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from publishpipe.errors import Place
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.custom_fields import COMMUNITIES, CUSTOM, SUBJECTS
from publishpipe.repositories.zenodo.metadata.fields import ALTERNATE, FIELDS
from publishpipe.repositories.zenodo.metadata.vocabularies import funders

OTHERS = {"access": "access_right", "pids": "doi"}
LISTS = {COMMUNITIES: "communities", SUBJECTS: "subjects"}
INVALID = re.compile(r"Invalid value (\S+)\.$")
#: Fields of a record of which some items stand among those that the manifest calls related.
MIXED = {"identifiers": True, "related_identifiers": False}


def place(field: str, meant: Metadata) -> Place:
    """The manifest's field below `metadata`, and the number of the item in it.

    It is `("creators", 0)` for `metadata.creators.0.person_or_org.identifiers.0`.
    """
    part, name, *deeper = [*field.split("."), ""]
    if part == "custom_fields":
        known = LISTS.get(name) or CUSTOM.get(name, {}).get(deeper[0])
        return (known,) if known else ("custom", name)
    if part != "metadata" or name not in FIELDS:
        return (OTHERS.get(part, field),)
    number = next((int(step) for step in deeper[:2] if step.isdigit()), None)
    said = list(_said(name, meant))
    if number is not None and number < len(said):
        return said[number]
    return said[0][:1] if said else FIELDS[name].labels[-1:]


def of_word(refusal: str, meant: Metadata) -> Place | None:
    """Where the word stands that a refusal calls invalid without saying in which field: it is in none of its lists."""
    named = INVALID.search(refusal)
    words = _words(meant, ()) if named else ()
    return next((where for where, word in words if named and named[1].lower() in _spellings(word)), None)


def _spellings(word: str) -> Iterator[str]:
    """How Zenodo may name a word: an id without what stands before it, a funder by its ROR id."""
    plain = word.lower()
    first, _, last = plain.partition("::")
    yield from (plain, plain.rpartition("/")[2], first, last, *filter(None, [funders().get(first)]))


def _words(value: object, where: Place) -> Iterator[tuple[Place, str]]:
    """Every text in metadata, and its place."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _words(part, (*where, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _words(part, (*where, number))
    else:
        yield where, str(value)


def _said(name: str, meant: Metadata) -> Iterator[Place]:
    """The places of what becomes one field of a record, in its order: several of a manifest's may be one list there."""
    if name in MIXED:
        related = enumerate(meant.get("related_identifiers", ()))
        chosen = (number for number, one in related if (one.get("relation") == ALTERNATE) == MIXED[name])
        yield from (("related_identifiers", number) for number in chosen)
    for label in FIELDS[name].labels:
        value = meant.get(label)
        if isinstance(value, list) and name != "related_identifiers":
            yield from ((label, number) for number in range(len(value)))
        elif label in meant and not isinstance(value, list):
            yield (label,)
