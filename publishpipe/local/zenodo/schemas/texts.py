"""How Zenodo cleans texts before it stores them: ftfy's repairs, then what XML allows, then (for HTML) bleach."""

from __future__ import annotations

import html
import re
import unicodedata

import bleach

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

_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,24};")
_TERMINAL_ESCAPE = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
_LIGATURES = "ﬀﬁﬂﬃﬄﬅﬆĲĳŉǱǲǳǄǅǆǇǈǉǊǋǌ"
_WIDE = range(0xFF01, 0xFFF0)

#: ftfy's defaults, but for mojibake: single characters that it replaces or (None) removes.
_REPLACED: dict[int, str | None] = {
    **{ord(char): unicodedata.normalize("NFKC", char) for char in [*_LIGATURES, *map(chr, _WIDE), "\u3000"]},
    **dict.fromkeys([0x02BC, *range(0x2018, 0x201C)], "'"),
    **dict.fromkeys(range(0x201C, 0x2020), '"'),
    **dict.fromkeys([0x0D, 0x85, 0x2028, 0x2029], "\n"),
    **dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x206A, 0x2070)]),
    **dict.fromkeys([0x200B, 0xFEFF, *range(0xFFF9, 0xFFFD), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]),
}


def clean_text(value: str) -> str:
    """Trim; straighten quotes, ligatures and wide letters; use LF and NFC; drop control and zero-width characters.

    HTML entities are resolved in texts without a `<`. Source: marshmallow-utils' sanitize_unicode (ftfy), read and
    observed 2026-11.
    """
    value = value.strip()
    if "<" not in value:
        value = _ENTITY.sub(lambda found: html.unescape(found[0]), value)
    value = _TERMINAL_ESCAPE.sub("", value.replace("\r\n", "\n"))
    return unicodedata.normalize("NFC", value.translate(_REPLACED))


def clean_html(value: str) -> str:
    """Remove what is not allowed in descriptions and close what is open; a second time changes nothing."""
    return bleach.clean(clean_text(value), tags=TAGS, attributes=ATTRIBUTES, strip=True).strip()


def plain(value: str) -> str:
    """The text of a piece of HTML."""
    return html.unescape(bleach.clean(value, tags=frozenset(), attributes={}, strip=True)).strip()
