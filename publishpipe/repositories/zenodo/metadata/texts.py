"""What Zenodo does to texts, coarse enough that doing it to both sides makes equal what the server holds equal.

Zenodo repairs texts with ftfy and cleans HTML with bleach (marshmallow-utils 0.15, invenio-config 1.1). The tags
and attributes here are those that each of its layers lets through.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

ROUNDS = 10
REMEMBERED = 4096  # texts; each is compared several times on its way, and the same ones stand in many releases
TAGS = frozenset(
    "a abbr acronym b blockquote br code div table tbody td th tr em h1 h2 h3 h4 h5 i li ol p pre span strike strong "
    "sub sup u ul".split()
)
ATTRIBUTES = {"a": ["href", "title"], "abbr": ["title"], "acronym": ["title"]}


def clean(text: str) -> str:
    """A plain text as Zenodo keeps it: repaired, trimmed, without invisible characters."""
    return _settled(_repaired, text)


def clean_html(text: str) -> str:
    """A piece of HTML as Zenodo keeps it."""
    return _settled(_bleached, text)


def is_plain(text: str) -> bool:
    """Whether there is nothing in a text that ftfy could repair: ASCII without entities and control characters."""
    return text.isascii() and "&" not in text and text.replace("\n", "").isprintable()


@lru_cache(maxsize=REMEMBERED)
def _settled(repair: Callable[[str], str], text: str) -> str:
    """The text that repairing changes no more: the server repairs once, so one more time may still find something."""
    for _ in range(ROUNDS):
        before, text = text, repair(text)
        if text == before:
            break
    return text


def _repaired(text: str) -> str:
    if is_plain(text):
        return text.strip()
    import ftfy  # noqa: PLC0415  # slow to import, and many texts have nothing that it knows

    kept = ftfy.fix_text(text.strip()).replace("\u200b", "")
    return "".join(filter(_visible, kept)).strip()


def _bleached(text: str) -> str:
    import bleach  # noqa: PLC0415  # slow to import, and only needed where texts are compared

    return bleach.clean(_repaired(text), tags=TAGS, attributes=ATTRIBUTES, strip=True).strip()


def _visible(char: str) -> bool:
    """XML 1.0, section 2.2."""
    point = ord(char)
    return point in (0x9, 0xA, 0xD) or 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or point >= 0x10000
