"""Words of Zenodo's lists, as far as they are known without asking it: languages, communities, funders of grants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from publishpipe.errors import Place, Wrong
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import items
from publishpipe.repositories.zenodo.metadata.vocabularies import funders, language_codes, languages

#: ISO 639-2 has two codes for these languages, and Zenodo knows the other one only: bibliographic → terminological.
BIBLIOGRAPHIC = dict(
    pair.split(":")
    for pair in (
        "alb:sqi arm:hye baq:eus bur:mya chi:zho cze:ces dut:nld fre:fra geo:kat ger:deu gre:ell ice:isl mac:mkd "
        "mao:mri may:msa per:fas rum:ron slo:slk tib:bod wel:cym"
    ).split()
)
SLUG = re.compile(r"[-\w]{1,100}", re.ASCII)


def check(metadata: Metadata) -> Iterator[Wrong]:
    """What is wrong with the words."""
    yield from _languages(metadata)
    yield from _communities(metadata)
    yield from _grants(metadata)
    doi = str(metadata.get("doi", ""))
    if "10.5281/zenodo." in doi or "10.5072/zenodo." in doi:
        yield ("doi",), f"{doi} is Zenodo's own: it would be taken for another record's", "leave doi out"


def _languages(metadata: Metadata) -> Iterator[Wrong]:
    told: list[tuple[Place, object]] = [(("language",), metadata.get("language"))]
    told += [(("languages", index), code) for index, code in enumerate(metadata.get("languages", ()))]
    for name in ("additional_titles", "additional_descriptions"):
        told += [((name, index, "lang"), one.get("lang")) for index, one in enumerate(metadata.get(name, ()))]
    for place, given in told:
        code = str(given or "")
        if code and code not in languages() and code not in language_codes():
            hint = f"write {BIBLIOGRAPHIC[code]}" if code in BIBLIOGRAPHIC else "for instance en, or eng"
            yield place, f"'{code}' is not a code of ISO 639", hint


def _communities(metadata: Metadata) -> Iterator[Wrong]:
    asked = metadata.get("communities", ())
    for index, one in enumerate(asked):
        slug = str(one["identifier"]).strip()
        if not SLUG.fullmatch(slug):
            named = slug.rstrip("/").rpartition("/")[2]
            hint = f"write {named}" if SLUG.fullmatch(named) else "it is the last part of the community's address"
            yield ("communities", index, "identifier"), f"'{slug}' is not the short name of a community", hint
        if one.get("review") and len(asked) > 1:
            hint = "name the others once it is published"
            yield ("communities", index, "review"), "only one community can be asked first", hint


def _grants(metadata: Metadata) -> Iterator[Wrong]:
    """Grants of funders that Zenodo lists no grants of."""
    for index, one in enumerate(metadata.get("grants", ())):
        yield from _grant(str(one["id"]), ("grants", index, "id"))
    for index, one in enumerate(metadata.get("funding", ())):
        award = one.get("award")
        if award is not None and not isinstance(award, Mapping):
            yield from _grant(str(award), ("funding", index, "award"))


def _grant(grant: str, place: Place) -> Iterator[Wrong]:
    funder, both, number = grant.rpartition("::")
    if not both and not number.isdigit():
        digits = re.search(r"/(\d+)/?$", number)
        hint = f"write {digits[1]}" if digits else "write its number, or FUNDER::NUMBER"
        yield place, f"'{grant}' is not the number of a grant", hint
    elif not number or (both and not items.is_listed(funder)):
        near = get_close_matches(funder, funders(), n=1, cutoff=0.9)
        hint = f"did you mean {near[0]}::{number}?" if near and number else "write FUNDER::NUMBER, or use funding"
        yield place, f"'{grant}' names no funder of whom Zenodo lists grants", hint
