"""Markdown where Zenodo shows HTML: it would be shown as it was typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publishpipe.errors import Doubt, Place
from publishpipe.model.facts import Metadata

HTML = "write HTML: <h2>, <ul><li>, <strong>, <a href=…>, <code>"
INSTEAD = {"description": f"{HTML}; or description: {{file: README.md}}, which is rendered"}

_LITERAL = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_BLOCKS = re.compile(r"<(?:p|br|div|ul|ol|li|h[1-6]|table|pre|blockquote)\b", re.IGNORECASE)

_INSIDE = {
    "a link": r"\[[^\]\n]+\]\((?:https?://|mailto:|#|\.{0,2}/)[^)\s]*\)",
    "bold": r"(?<!\w)\*\*[^*\s](?:[^*\n]*[^*\s])?\*\*(?!\w)",
    "code": r"(?<!`)`(?![\s`])[^`'\n]*[^`\s]`(?![`'])|^```",
}
#: What only a text without HTML of its own means so: elsewhere lines are wrapped anywhere.
_LINES = {
    "a heading": r"^\#{1,6} +\S",
    "a list": r"^ *[-*+] +\S.*\n+(?: +\S.*\n)* *[-*+] +\S|^ *1[.)] +\S.*\n+(?: +\S.*\n)* *2[.)] +\S",
    "a table": r"^ *\|?(?: *:?-{3,}:? *\|)+",
    "blank lines between paragraphs": r"\S *\n *\n+ *[^\s#*+|-]",
}


def doubts(metadata: Metadata) -> Iterator[Doubt]:
    """Which texts hold Markdown."""
    for place, text in _texts(metadata):
        if found := list(kinds(text)):
            told = f"{place[1]} is shown as HTML, not as Markdown, and has {', '.join(found)}"
            yield (
                place,
                told,
                INSTEAD.get(str(place[-1]) if len(place) == len(("metadata", "description")) else "", HTML),
            )


def kinds(text: str) -> Iterator[str]:
    """What of it is Markdown, in words."""
    bare = _LITERAL.sub("", text).strip()
    patterns = _INSIDE if _BLOCKS.search(text) else _LINES | _INSIDE
    for name, pattern in patterns.items():
        if re.search(pattern, bare, re.MULTILINE):
            yield name


def _texts(metadata: Metadata) -> Iterator[tuple[Place, str]]:
    for name in ("description", "notes", "method"):
        if isinstance(text := metadata.get(name), str):
            yield ("metadata", name), text
    for index, one in enumerate(metadata.get("additional_descriptions", ())):
        yield ("metadata", "additional_descriptions", index, "description"), one["description"]
