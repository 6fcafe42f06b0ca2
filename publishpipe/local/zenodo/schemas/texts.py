"""How Zenodo cleans texts before it stores them: ftfy's repairs, then what XML allows, then (for HTML) bleach."""

from __future__ import annotations

import html
import re

#: invenio-config's ALLOWED_HTML_TAGS and ALLOWED_HTML_ATTRS, which zenodo-rdm does not override (read 2026-11).
TAGS = frozenset(
    "a abbr acronym b blockquote br code div table tbody td th tr em h1 h2 h3 h4 h5 i li ol p pre s span strike strong "
    "sub sup u ul".split()
)
ATTRIBUTES = {
    "*": ["class"],
    "a": ["href", "title", "name", "class", "rel"],
    "abbr": ["title"],
    "acronym": ["title"],
}

#: What XML does not allow, and spaces without a width.
_UNWANTED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\u200b")


def clean_text(value: str) -> str:
    """What marshmallow-utils' `sanitize_unicode` makes of a text (read 2026-11)."""
    from ftfy import fix_text  # noqa: PLC0415  # slow to import, and a rehearsal with NOMAD needs none

    return _UNWANTED.sub("", fix_text(value.strip()))


def clean_html(value: str, tags: frozenset[str] = TAGS) -> str:
    """What its `sanitize_html` makes of a piece of HTML."""
    import bleach  # noqa: PLC0415  # as above

    return bleach.clean(clean_text(value), tags=tags, attributes=ATTRIBUTES, strip=True).strip()


def plain(value: str) -> str:
    """The text of a piece of HTML, as its `strip_html` makes it."""
    return html.unescape(clean_html(value, frozenset()))
