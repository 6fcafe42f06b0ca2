"""How a repository speaks HTTP where each does it its own way: who asks, and what a refusal says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the body of a refusal says: its words, whether they name the fields that are wrong, and these, with why."""

    words: str = ""
    names_fields: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a session needs to know of a repository.

    Attributes:
        refusal: reads the JSON of a refusal, whatever that is.
        header: the header that carries the token.
        credentials: its value, with {} in the token's place.
    """

    refusal: Callable[[object], Refusal]
    header: str = "Authorization"
    credentials: str = "Bearer {}"
