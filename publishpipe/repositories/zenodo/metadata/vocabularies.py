"""Zenodo's lists, as far as they are needed to know what is the same: licences, languages, funders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def licenses() -> Mapping[str, str]:
    """Every licence id that Zenodo takes, in lower case → the id that its deposit API gives back."""
    return _table("licenses.tsv")


@cache
def native_licenses() -> Mapping[str, str]:
    """The same → the id in its list of licences, which its native API knows; those without one are left out."""
    return {sent: native for sent, native in _table("licenses.tsv", 2).items() if native}


@cache
def funders() -> Mapping[str, str]:
    """DOIs of funders → their ROR ids, by which the native API knows them."""
    return _table("funders.tsv")


@cache
def languages() -> Mapping[str, str]:
    """ISO 639-1 codes → the ISO 639-3 codes that Zenodo gives back."""
    return _table("languages.tsv")


@cache
def language_codes() -> frozenset[str]:
    """The ISO 639-3 codes of every language that Zenodo knows."""
    return frozenset(files(__package__).joinpath("languages.txt").read_text("ascii").split())


def _table(name: str, column: int = 1) -> Mapping[str, str]:
    lines = files(__package__).joinpath(name).read_text("utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {row[0]: row[column] if len(row) > column else "" for row in rows}
