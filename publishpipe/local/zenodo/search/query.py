"""The query language of Zenodo's search: words, "phrases", field:value, wild*cards, AND, OR, NOT and parentheses.

Matching is plain, without ranking; a query that cannot be parsed is taken as words, as on the real server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from publishpipe.local.zenodo.models import Json

Match = Callable[[Json], bool]

#: Field names of the legacy API → paths in the indexed document, with | between several (zenodo-rdm's queryparser,
#: read 2026-11).
FIELDS = {
    "_files.checksum": "files.md5",
    "_files.size": "files.size",
    "access_right": "access.files",
    "alternate.identifier": "metadata.identifiers.identifier",
    "alternate.scheme": "metadata.identifiers.scheme",
    "communities": "communities",
    "conceptdoi": "concept.doi",
    "conceptrecid": "concept.id",
    "contributors.affiliation": "metadata.contributors.affiliations.name",
    "contributors.name": "metadata.contributors.person_or_org.name",
    "contributors.orcid": "metadata.contributors.person_or_org.identifiers.identifier",
    "contributors.type": "metadata.contributors.role.id",
    "creators.affiliation": "metadata.creators.affiliations.name",
    "creators.name": "metadata.creators.person_or_org.name",
    "creators.orcid": "metadata.creators.person_or_org.identifiers.identifier",
    "description": "metadata.description",
    "doi": "pids.doi.identifier",
    "embargodate": "access.embargo.until",
    "filename": "files.key",
    "files.entries.checksum": "files.md5",
    "files.entries.key": "files.key",
    "files.entries.size": "files.size",
    "keywords": "metadata.subjects.subject",
    "language": "metadata.languages.id",
    "license.identifier": "metadata.rights.id",
    "notes": "metadata.additional_descriptions.description",
    "owners": "concept.owner",
    "parent.id": "concept.id",
    "parent.pids.doi.identifier": "concept.doi",
    "publication_date": "metadata.publication_date",
    "publicationdate": "metadata.publication_date",
    "recid": "id",
    "related.identifier": "metadata.related_identifiers.identifier",
    "related.relation": "metadata.related_identifiers.relation_type.id",
    "related.scheme": "metadata.related_identifiers.scheme",
    "resource_type.type": "metadata.resource_type.id",
    "title": "metadata.title",
    "type": "metadata.resource_type.id",
    "user": "concept.owner",
    "version": "version|metadata.version",
    "versions.index": "version",
    "versions.is_latest": "is_latest",
    "versions.is_latest_draft": "is_latest_draft",
}

_TOKEN = re.compile(
    r'\s*(?:(\()|(\))|(AND|OR|NOT|&&|\|\||!)(?=[\s(]|$)|([\w.\\-]+:)?(?:"((?:[^"\\]|\\.)*)"|([^\s()"]+))?)'
)


def matcher(query: str) -> Match:
    """What decides whether an indexed document matches."""
    if not query.strip() or query.strip() == "*":
        return lambda _document: True
    try:
        return _Parser(query).parse()
    except _Unparsable:
        words = re.findall(r"\w+", query)
        return _any([_term("", word, phrase=False) for word in words])


class _Unparsable(Exception):  # noqa: N818 - of a query, which is then taken as words
    """The query breaks the grammar."""


class _Parser:
    """Recursive descent: or < and < not < group or term."""

    def __init__(self, query: str) -> None:
        self._tokens = list(_tokens(query))

    def parse(self) -> Match:
        found = self._alternatives()
        if self._tokens:
            raise _Unparsable
        return found

    def _alternatives(self) -> Match:
        parts = [self._together()]
        while self._tokens and self._tokens[0] != ")":
            if self._tokens[0] == "OR":
                self._tokens.pop(0)
            parts.append(self._together())
        return _any(parts)

    def _together(self) -> Match:
        parts = [self._single()]
        while self._tokens and self._tokens[0] == "AND":
            self._tokens.pop(0)
            parts.append(self._single())
        return lambda document: all(part(document) for part in parts)

    def _single(self) -> Match:
        first = self._tokens.pop(0) if self._tokens else ")"
        if first == "NOT":
            negated = self._single()
            return lambda document: not negated(document)
        if first == "(":
            inside = self._alternatives()
            if not self._tokens or self._tokens.pop(0) != ")":
                raise _Unparsable
            return inside
        if isinstance(first, str):
            raise _Unparsable
        return _term(*first)


def _tokens(query: str) -> Iterator[str | tuple[str, str, bool]]:
    position, query = 0, query.strip()
    while position < len(query):
        found = _TOKEN.match(query, position)
        if not found or found.end() == position:
            raise _Unparsable
        position = found.end()
        opening, closing, operator, field, phrase, word = found.groups()
        if opening or closing:
            yield opening or closing
        elif operator:
            yield {"&&": "AND", "||": "OR", "!": "NOT"}.get(operator, operator)
        elif phrase is None and word is None:
            raise _Unparsable
        else:
            name = (field or "").rstrip(":").replace("\\", "")
            yield name, re.sub(r"\\(.)", r"\1", phrase if word is None else word), word is None


def _any(parts: list[Match]) -> Match:
    return lambda document: any(part(document) for part in parts)


def _term(field: str, value: str, phrase: bool) -> Match:  # noqa: FBT001 - the third of a token
    paths = [path.split(".") for path in FIELDS.get(field, field).split("|")] if field else [[]]
    wanted = value.lower().removeprefix("md5:") if paths[0][-1:] == ["md5"] else value.lower()
    wild = re.compile(".*".join(map(re.escape, wanted.split("*")))) if "*" in wanted and not phrase else None

    words = _words(wanted)

    def found_in(text: str) -> bool:
        if wild:
            return any(wild.fullmatch(word) for word in (text, *_words(text)))
        return text == wanted or _contains(_words(text), words)

    return lambda document: any(found_in(text.lower()) for path in paths for text in _texts(document, path))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _contains(words: list[str], wanted: list[str]) -> bool:
    """Whether the words occur one after another."""
    size = len(wanted)
    return bool(wanted) and any(words[start : start + size] == wanted for start in range(len(words) - size + 1))


def _texts(value: Any, path: list[str]) -> Iterator[str]:
    """All texts and numbers at a path; with no path, everywhere."""
    if isinstance(value, list):
        for one in value:
            yield from _texts(one, path)
    elif isinstance(value, dict):
        chosen = value.values() if not path else [value[path[0]]] if path[0] in value else []
        for one in chosen:
            yield from _texts(one, path[1:])
    elif not path and value is not None:
        yield str(value).lower() if isinstance(value, bool) else str(value)
