"""Two values beside each other, from where they part on."""

from __future__ import annotations

import json
from itertools import takewhile

from publishpipe.render.plain import plain

SHOWN = 60  # characters of a value
BEFORE = 12  # of these, alike characters before the first that is not


def both(one: object, other: object) -> tuple[str, str]:
    """Two values as text that fits a line each; `-` where there is none."""
    texts = [whole(value) for value in (one, other)]
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False)))
    start = max(0, alike - BEFORE) if max(map(len, texts)) > SHOWN else 0
    first, second = (_cut(text, start) for text in texts)
    return first if one is not None else "-", second if other is not None else "-"


def whole(value: object) -> str:
    """A value as text, to its end."""
    return plain(json.dumps(value, ensure_ascii=False))


def _cut(text: str, start: int) -> str:
    shown = text[start : start + SHOWN]
    return ("…" if start else "") + shown + ("…" if start + SHOWN < len(text) else "")
