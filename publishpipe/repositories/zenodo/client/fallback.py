"""Zenodo has two APIs, and each has had days on which one of its calls answered 500, whatever was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from publishpipe.errors import PublishPipeError, ServerError

T = TypeVar("T")


def otherwise(usual: Callable[[], T], instead: Callable[[], T]) -> T:
    """What `usual` gives, or what `instead` does where the server fails at the first: both must have the same effect.

    Raises:
        PublishPipeError: what `usual` raised, if both fail: it may have taken effect all the same.
    """
    try:
        return usual()
    except ServerError as failed:
        if failed.status != 500:
            raise
        try:
            return instead()
        except PublishPipeError:
            raise failed from None
