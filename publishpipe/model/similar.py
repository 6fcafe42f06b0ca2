"""The one way in which a word is guessed that somebody meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORT = 3  # letters; another word of so few is as near as any
FEW = 4  # words that one can choose from
MOST = 500  # words; among more of them a guess would take longer than it is worth


def normal(word: str) -> str:
    """A word without what people write in different ways: case, blanks, hyphens and underlines."""
    return re.sub(r"[\s_-]", "", word).casefold()


def nearest(word: object, known: Iterable[object], *, least: int = 0) -> str:
    """The one of these words that this was meant to be, or nothing.

    That is the same word in other case or with other hyphens, one that it is the beginning of, or one that is a few
    slips of the keyboard away: none in three letters, one in five, then one for every three letters; or `least`.
    """
    wanted, words = normal(str(word)), [str(name) for name in known][:MOST]
    if not wanted:
        return ""
    most = max(least, _allowed(wanted))
    begun = [name for name in words if len(wanted) >= SHORT and normal(name).startswith(wanted)]
    if same := [name for name in words if normal(name) == wanted]:
        return same[0]
    if len(begun) == 1:
        return begun[0]
    near = [(slips, name) for name in words if (slips := distance(wanted, normal(name), most)) is not None]
    return min(near, key=lambda each: each[0])[1] if near else ""


def did_you_mean(word: object, known: Iterable[object]) -> str:
    """A question for a hint, or nothing; of a few words if all of them hold the stem of this one."""
    words = list(known)
    found = nearest(word, words)
    meant = [found] if found else _akin(word, words)
    return f"did you mean {' or '.join(meant)}?" if meant else ""


def _akin(word: object, known: Iterable[object]) -> list[str]:
    """The few of these words that hold the stem of this one, as isSupplementTo does of supplements."""
    stem = re.sub(r"(ed|es|s|ing)?(by|from|of|to)?$", "", normal(str(word)))
    alike = [str(name) for name in known if stem in normal(str(name))] if len(stem) > SHORT else []
    return alike if len(alike) <= FEW else []


def _allowed(word: str) -> int:
    return 0 if len(word) <= SHORT else max(1, len(word) // 3)


def distance(one: str, other: str, most: int) -> int | None:
    """How many letters were left out, added, taken for others or swapped with the next; None if more than `most`.

    https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance (optimal string alignment).
    """
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            slips = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], wanted):
                slips = min(slips, above[j - 2] + 1)
            row.append(slips)
        if min(*before, *row) > most:
            return None
    return row[-1] if row[-1] <= most else None
