"""What is known of each release: versioned, written atomically, with one writer at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from publishpipe.errors import InputError, Problem, ServerError
from publishpipe.model.facts import Facts, Patch, merge
from publishpipe.schemas import words
from publishpipe.schemas.loader import Schema, Validator, load, validator_of
from publishpipe.state.reading import text_of
from publishpipe.state.storage import remove_leftovers, write_atomically

FORMAT = 2
CONFLICT = ("<<<<<<< ", "=======", ">>>>>>> ")  # how git marks the lines that it could not merge
V = TypeVar("V")
CURE = (
    "restore it from version control; or move it away, and take over what it was about: publishpipe adopt MANIFEST ID. "
    "Without it a second record could be made"
)
BOTH = "take the side of whoever applied last as a whole (git checkout --ours or --theirs), then look: status"


class Lockfile:
    """One section, `repository/environment`, of a lockfile on disk; `schema` is that of the section.

    Raises:
        InputError: the file is damaged, or of a newer format.
    """

    def __init__(self, path: Path, key: str, schema: Schema) -> None:
        self.path = path
        self.key = key
        self.schema = schema
        self._validator = validator_of(schema_for({key: schema}))
        self._text: str | None = ""  # on disk, if that is known; None: there is none
        self._releases: dict[str, Facts] = {}
        self._read()

    def reload(self) -> None:
        """Read it again, by whoever holds the process lock: another process may have written to it, or been killed."""
        remove_leftovers(self.path)
        self._read()

    @property
    def facts(self) -> Facts:
        """What is known; empty if this was never released."""
        return self._releases.get(self.key, {})

    def record(self, patch: Patch) -> None:
        """Lay facts over those known (see `merge`) and have them on disk before returning.

        Raises:
            ServerError: what was learned has not the form of facts: written down, nothing could read it again.
        """
        merged = merge(self.facts, patch)
        if merged != self.facts:
            self._check(merge(Facts(base_url=""), patch))
            self._releases[self.key] = merged
            self._write()

    def replace(self, facts: Facts) -> None:
        """Know these facts and no others; without any, the section goes. Raises ServerError, see `record`."""
        if facts != self.facts:
            self._check({"base_url": "", **facts})
            self._releases.pop(self.key, None)
            if facts:
                self._releases[self.key] = facts
            self._write()

    def _check(self, facts: Facts) -> None:
        """Raise ServerError if these facts, which may be few of them, are not what the schema says."""
        for wrong in self._validator.iter_errors({"lock": FORMAT, "releases": {self.key: facts}}):
            raise ServerError(
                f"The server told something that cannot be kept: {words.told(wrong, below=2)}",
                hint="Nothing of it was written down. Run the same command again: it looks before it does anything.",
            )

    def _read(self) -> None:
        """Know what is on disk; to read the same text again would only take time."""
        text = _text(self.path)
        if text != self._text or text == "":
            self._releases = {} if text is None else sections(text, self.path, self._validator)
            self._text = text

    def _write(self) -> None:
        text, self._text = written(self._releases), ""
        write_atomically(self.path, text)
        self._text = text


def schema_for(sections: Mapping[str, Schema]) -> Schema:
    """The schema of a lockfile with these sections; of the others it only says what all have in common."""
    schema = load("lock.v2")
    releases = {**schema["properties"]["releases"], "properties": sections}
    releases.pop("patternProperties")  # what we bring, of which only that is wanted which is looked at
    return {**schema, "properties": {**schema["properties"], "releases": releases}}


def written(releases: Mapping[str, Mapping[str, Any]]) -> str:
    """The text of a lockfile with these sections."""
    value = {"lock": FORMAT, "releases": releases}
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def sections(text: str, path: Path, validator: Validator | None = None) -> dict[str, Facts]:
    """What the text of a lockfile says, by section.

    Args:
        text: all of it.
        path: where it is from, as errors name it.
        validator: of the schema of its sections; without one, they are held against what all have in common.

    Raises:
        InputError: it is damaged, or of a newer format.
    """
    value = _parsed(path, text)
    for wrong in (validator or validator_of(schema_for({}))).iter_errors(value):
        raise _damaged(path, 1, 1, f"is not a lockfile: {words.told(wrong)}")
    releases: dict[str, Facts] = value["releases"]
    if mixed := next((key for key, facts in releases.items() if _is_mixed(facts)), ""):
        raise _damaged(path, 1, 1, f"is not a lockfile: {mixed} has versions of two branches, as after a merge", BOTH)
    return releases


def _text(path: Path) -> str | None:
    """What stands in a lockfile; None if there is none."""
    try:
        return text_of(path)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path, 1, 1, f"cannot be read: {error}") from None


def _parsed(path: Path, text: str) -> Any:
    """A lockfile as JSON, in the format of now."""
    if conflict := next((n for n, line in enumerate(text.splitlines(), 1) if line.startswith(CONFLICT)), 0):
        raise _damaged(path, conflict, 1, "holds the marks of a merge conflict", BOTH)
    try:
        value = json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise _damaged(path, error.lineno, error.colno, f"is not JSON: {error.msg}") from None
    except RecursionError:
        raise _damaged(path, 1, 1, "is not a lockfile: nested too deeply") from None
    except KeyError as twice:
        raise _damaged(path, 1, 1, f"is not a lockfile: {twice} stands in it twice, as after a bad merge") from None
    if isinstance(value, dict) and isinstance(value.get("lock"), int) and value["lock"] > FORMAT:
        raise InputError(
            f"{path} has format {value['lock']}, which a newer publishpipe wrote; this one knows format {FORMAT}.",
            where=str(path),
            hint="Update publishpipe: pip install --upgrade publishpipe",
        )
    if isinstance(value, dict) and value.get("lock") == 1:
        value["lock"] = FORMAT  # which only added facts
    return value


def _is_mixed(facts: Facts) -> bool:
    """Whether versions stand in it twice, or the current one is not the last, as no apply leaves them."""
    ids = [version["id"] for version in facts.get("versions", ())]
    return len(set(ids)) < len(ids) or facts.get("id") in ids[:-1]


def _unique(pairs: list[tuple[str, V]]) -> dict[str, V]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise KeyError(Counter(key for key, _ in pairs).most_common(1)[0][0])
    return value


def _damaged(path: Path, line: int, column: int, message: str, cure: str = CURE) -> InputError:
    problem = Problem(str(path), line, column, "", message, cure)
    return InputError(f"The lockfile {path} is damaged.", problems=(problem,))
