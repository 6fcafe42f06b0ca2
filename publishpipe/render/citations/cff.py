"""A citation as a CITATION.cff (format 1.2.0), as GitHub and GitLab show it."""

from __future__ import annotations

import re

from publishpipe.errors import UsageError
from publishpipe.model.citation import Author, Citation

#: What a CITATION.cff can describe.
KINDS = {"dataset": "dataset", "software": "software"}
NOBODY = "TODO: who made it"  # the format wants an author, and who only keeps it is none
FULL_DATE = r"\d{4}-\d\d-\d\d"


def cff(citation: Citation) -> str:
    """The whole file. Raises UsageError: it is neither data nor software."""
    import yaml  # noqa: PLC0415  # of all formats only one is written

    kind = citation.kind.partition("-")[0]
    if kind not in KINDS:
        raise UsageError(
            f"A CITATION.cff is for data and software, and this is of type {citation.kind}.",
            hint="Use --format bibtex, csl or text.",
        )
    licenses = [name for one in citation.licenses if (name := _spdx(one))]
    own_terms = [one for one in citation.licenses if one.startswith(("https://", "http://"))]
    told = {
        "cff-version": "1.2.0",
        "message": f"If you use this {kind}, please cite it using the metadata from this file.",
        "type": KINDS[kind],
        "title": citation.title,
        "authors": list(map(_author, citation.authors)) or [{"name": NOBODY}],
        "version": citation.version,
        "doi": citation.doi,
        "identifiers": _all_versions(citation),
        "url": "" if citation.doi else citation.url,
        "date-released": citation.date if re.fullmatch(FULL_DATE, citation.date) else "",
        "license": licenses[0] if len(licenses) == 1 else licenses,
        "license-url": own_terms[0] if own_terms and not licenses else "",
        "keywords": list(dict.fromkeys(citation.keywords)),
        "abstract": citation.abstract,
    }
    kept = {name: value for name, value in told.items() if value}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100).rstrip("\n")


def _author(author: Author) -> dict[str, str]:
    names = {"name": author.name} if author.is_organization else {"family-names": author.name}
    orcid = f"https://orcid.org/{author.orcid}" if author.orcid else ""
    person = {} if author.is_organization else {"affiliation": author.affiliation}
    more = {"given-names": author.given, **person, "orcid": orcid}
    return names | {name: value for name, value in more.items() if value}


def _all_versions(citation: Citation) -> list[dict[str, str]]:
    doi = citation.concept_doi
    return [{"type": "doi", "value": doi, "description": "All versions"}] if doi else []


def _spdx(name: str) -> str:
    """The id as SPDX writes it, which in a CITATION.cff is the only way; empty if it knows none."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression  # noqa: PLC0415  # as above

    try:
        return str(canonicalize_license_expression({"cc-zero": "CC0-1.0"}.get(name, name)))
    except InvalidLicenseExpression:
        return ""
