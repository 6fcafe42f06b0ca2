"""What is printed is text: whatever a server, a manifest or a file's name says, it does nothing to a terminal."""

from __future__ import annotations

import sys
import unicodedata

#: Characters that turn the direction of what follows: with them a text can look like another one.
TURNING = {chr(point) for point in (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
INSTEAD = "\N{REPLACEMENT CHARACTER}"


def plain(text: str) -> str:
    """A text as one line without control and formatting characters."""
    return "".join(char for char in " ".join(text.split()) if unicodedata.category(char) not in {"Cc", "Cf", "Cs"})


def harmless(text: str) -> str:
    """A text of as many characters and lines, with a sign in place of each that is none."""
    return "".join(INSTEAD if _does_something(char) else char for char in text)


def _does_something(char: str) -> bool:
    return char not in "\n\t" and (unicodedata.category(char) in {"Cc", "Cs"} or char in TURNING)


def say(text: str, *, stderr: bool = False) -> None:
    """Print a text of our own, with whatever it quotes."""
    print(harmless(text), file=sys.stderr if stderr else sys.stdout, flush=True)
