"""A citation as BibTeX: entry types, fields and keys are those of Zenodo's own export.

Source: invenio-rdm-records 35.0, `resources/serializers/bibtex`, 2026-11. Three things are otherwise: an organisation
is one name; all that TeX would not take is written so that it does, but in the address and the DOI, which are taken as
they are; and the pages of an article are those in its journal.
"""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.model.citation import Author, Citation

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
VERBATIM = frozenset({"doi", "url"})
TEX = str.maketrans(
    {char: f"\\{char}" for char in "&%$_#"}
    | {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)
#: kind → entry types, each with the fields that it needs; the first that has them is taken.
ENTRIES = {
    "dataset": ["dataset"],
    "software": ["software"],
    "publication-article": ["article journal"],
    "publication-book": ["book publisher", "booklet"],
    "publication-conferencepaper": ["inproceedings booktitle"],
    "publication-conferenceproceeding": ["proceedings"],
    "publication-dissertation": ["phdthesis school"],
    "publication-section": ["incollection booktitle publisher", "inbook pages publisher"],
    "publication-technicalnote": ["manual"],
    "publication-thesis": ["phdthesis school"],
}
#: Entry types with who keeps it, and with what its authors count.
KEPT = frozenset("dataset software misc book inproceedings proceedings incollection inbook".split())
COUNTED = frozenset("dataset software misc".split())
#: Fields in their order; those of a part of something come after the title.
PARTS = ("journal", "booktitle", "school", "volume", "number", "pages")


def bibtex(citation: Citation) -> str:
    """One entry."""
    fields = dict(_fields(citation))
    kinds = (told.split() for told in ENTRIES.get(citation.kind, ()))
    entry = next((kind for kind, *needs in kinds if fields.keys() >= set(needs)), "misc")
    left_out = {name for name, entries in {"publisher": KEPT, "version": COUNTED}.items() if entry not in entries}
    lines = [f"  {name:<12} = {_value(name, value)}," for name, value in fields.items() if name not in left_out]
    return "\n".join([f"@{entry}{{{key(citation)},", *lines, "}"])


def key(citation: Citation) -> str:
    """The same for one version for ever: `horst_2020_3960218`."""
    from slugify import slugify  # noqa: PLC0415  # half of what it loads are tables

    first = slugify(citation.authors[0].name, separator="_", max_length=40) if citation.authors else ""
    number = slugify(citation.id, separator="_", lowercase=False)
    return "_".join(filter(None, (first, citation.year if first else "", number)))


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    month = citation.date[5:7]
    parts = {name: citation.place[name] for name in PARTS if name in citation.place}
    fields = {
        "author": " and\n                  ".join(map(_author, citation.authors)),
        "title": citation.title,
        **parts,
        "month": MONTHS[int(month) - 1] if month.isdecimal() and 1 <= int(month) <= len(MONTHS) else "",
        "year": citation.year,
        "publisher": citation.publisher,
        "version": citation.version,
        "doi": citation.doi,
        "url": citation.doi_url or ("" if citation.doi else citation.url),
    }
    yield from ((name, value) for name, value in fields.items() if value)


def _author(author: Author) -> str:
    if author.is_organization or not author.given:
        return f"{{{author.name.translate(TEX)}}}"  # one name, whatever words are in it
    return author.full.translate(TEX)


def _value(name: str, value: str) -> str:
    if name == "month" or value.isdecimal():
        return value
    return f"{{{value if name in VERBATIM | {'author'} else ' '.join(value.split()).translate(TEX)}}}"
