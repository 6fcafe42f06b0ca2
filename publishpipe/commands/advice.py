"""Advice that can be copied: a command that is named in it has the manifest's own name, as the shell needs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from publishpipe.errors import PublishPipeError
from publishpipe.model.after import Arguments
from publishpipe.state import saved_plan
from publishpipe.state.saved_plan import SavedPlan

P = ParamSpec("P")
R = TypeVar("R")
PLACE = re.compile(r"(?<=publishpipe )([a-z]+(?: --new)?) MANIFEST\b")  # where a rule, which knows no files, names none


def copyable(verb: Callable[P, R]) -> Callable[P, R]:
    """The same verb; what its errors advise has the manifest that it was called with."""

    @wraps(verb)
    def advised(*given: P.args, **options: P.kwargs) -> R:
        try:
            return verb(*given, **options)
        except PublishPipeError as error:
            named(error, _called(signature(verb).bind(*given, **options).arguments))
            raise

    return advised


def named(error: PublishPipeError, called: Arguments) -> PublishPipeError:
    """An error; what it advises has these words in it now."""
    error.hint = _filled(error.hint, called)
    error.problems = tuple(replace(one, hint=_filled(one.hint, called)) for one in error.problems)
    return error


def arguments(
    path: Path | str, environment: str | None, url: str | None, settings: Mapping[str, str], saved: SavedPlan | None
) -> Arguments:
    """What means a release on the command line, whether it is called by its manifest or by a saved plan."""
    if saved is None:
        return Arguments(str(path), environment, url, settings)
    return Arguments(str(saved.manifest), saved.environment, saved.url, saved.settings)


def _called(words: Mapping[str, Any]) -> Arguments:
    saved = None
    with suppress(PublishPipeError):  # a damaged one, which is what the error is about
        saved = saved_plan.read(Path(words["path"]))
    return arguments(words["path"], words.get("environment"), words.get("url"), words.get("set") or {}, saved)


def _filled(hint: str, called: Arguments) -> str:
    return PLACE.sub(lambda found: f"{found[1]} {called}", hint)
