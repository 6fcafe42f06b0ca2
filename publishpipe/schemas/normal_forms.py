"""Words that are written in several ways and mean one thing: the way in which a schema has them. Pure.

Each gives a proposal, which counts only where the schema takes it and does not take what was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from publishpipe.model.similar import normal

DASHES = re.compile("[\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}]")
TRUTH = {"true": True, "yes": True, "on": True, "y": True, "false": False, "no": False, "off": False, "n": False}


def proposals(name: str, text: str, schema: Mapping[str, Any]) -> Iterator[object]:
    """What a text of the field `name` certainly means, if it means anything: the first that a schema takes counts."""
    bare = text.strip()
    yield bare
    if "const" in schema and str(schema["const"]) == bare:
        yield schema["const"]
    if "license" not in name:  # of two licences that differ by a hyphen none is guessed
        alike = [word for word in schema.get("enum", ()) if isinstance(word, str) and normal(word) == normal(bare)]
        yield from alike if len(alike) == 1 else ()
    if name in _FORMS:
        yield _FORMS[name](bare)
    yield from _of_type(bare, schema.get("type"))


#: Dates as people write them, where only one day can be meant → their form in ISO 8601.
_DATES = {
    r"(\d{4})[-./ ]?(\d\d?)[-./ ]?(\d\d?)": "{0}-{1:0>2}-{2:0>2}",
    r"(\d\d?)\.(\d\d?)\.(\d{4})": "{2}-{1:0>2}-{0:0>2}",
    r"(\d{4}-\d\d-\d\d)[T ]\d\d:.*": "{0}",
    r"(\d{4}-\d\d-\d\d) *(?:[-,\N{EN DASH}]|to|--) *(\d{4}-\d\d-\d\d)": "{0}/{1}",
}


def corrections(text: str) -> Iterator[str]:
    """What a text may mean, though not for certain: to be asked, never to be taken."""
    bare = text.strip()
    for form, iso in _DATES.items():
        if written := re.fullmatch(form, bare):
            yield iso.format(*written.groups())
    yield re.sub(r"\s*[-\N{EN DASH}\N{EM DASH}]\s*", "/", bare)
    yield re.sub(r"\s*/\s*", "/", bare)
    yield f"https://{bare.removeprefix('//')}"


def _of_type(text: str, types: str | Sequence[str] | None) -> Iterator[object]:
    """A word between quotes where true, false or a number is wanted and nothing else."""
    if types == "boolean" and text.lower() in TRUTH:
        yield TRUTH[text.lower()]
    if types in ("integer", "number") and re.fullmatch(r"[-+]?\d{1,15}", text):
        yield int(text)
    if types == "number" and re.fullmatch(r"[-+]?\d{1,15}\.\d{1,15}", text):
        yield float(text)


def _without(text: str, *patterns: str) -> str:
    """A text without what it begins with of these, in whatever case, and without a slash at its end."""
    for pattern in patterns:
        text = re.sub(f"^{pattern}", "", text.strip(), flags=re.IGNORECASE)
    return text.strip().rstrip("/")


def _sixteen(text: str) -> str:
    return re.sub(r"[\s-]", "", DASHES.sub("-", text)).upper()


def _orcid(text: str) -> str:
    digits = _sixteen(_without(text, r"(https?://)?(www\.)?orcid\.org/", r"orcid( id)?:?\s*"))
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4)) if len(digits) == 16 else ""


def _isni(text: str) -> str:
    digits = _sixteen(_without(text, r"isni:?\s*", r"(https?://)?(www\.)?isni\.org/(isni/)?"))
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4)) if len(digits) == 16 else ""


def _gnd(text: str) -> str:
    return _without(DASHES.sub("-", text), r"gnd:?\s*", r"(https?://)?(www\.)?d-nb\.info/gnd/").upper()


def _ror(text: str) -> str:
    return _without(text, r"ror:\s*", r"(https?://)?(www\.)?ror\.org/").lower()


def _doi(text: str) -> str:
    return _without(text, r"doi:\s*", r"(https?://)?((dx|www)\.)?doi\.org/")


def _role(text: str) -> str:
    return re.sub(r"[\s_-]", "", text)


_FORMS: Mapping[str, Callable[[str], str]] = {
    "orcid": _orcid,
    "isni": _isni,
    "gnd": _gnd,
    "ror": _ror,
    "doi": _doi,
    "role": _role,
    "lang": str.lower,
    "language": str.lower,
    "languages": str.lower,
}
