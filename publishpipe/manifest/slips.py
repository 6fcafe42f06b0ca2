"""The commonest slips in YAML, in words: where something has to be changed, what is wrong, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import yaml

from publishpipe.manifest import lines as written
from publishpipe.manifest.broken import Broken, Slip
from publishpipe.manifest.lines import in_quotes
from publishpipe.manifest.misplaced import QUOTE_IT, bracket, dash, indentation, keyless, misplaced, no_colon


def slip(lines: Sequence[str], error: yaml.MarkedYAMLError) -> Slip:
    """What somebody did to a file that PyYAML cannot read."""
    mark, context = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    opened = (context.line + 1, context.column + 1) if context else at
    broken = Broken(lines, error.problem or "", error.context or "", at, opened)
    found = next((slip for rule in _RULES if (slip := rule(broken))), None)
    return found or Slip(*at, broken.wrong or broken.context, "a text is safest in double quotes")


def _tab(broken: Broken) -> Slip | None:
    if "'\\t'" not in broken.wrong:
        return None
    return Slip(*broken.at, "a tab stands here, but YAML is indented with blanks", "put blanks in place of the tab")


def _start(broken: Broken) -> Slip | None:
    """A text that begins with what means something else."""
    found = re.search(r"character '(.)' that cannot start|^expected the node content, but found '(,)'", broken.wrong)
    if broken.at[1] == 1 and broken.text(broken.at[0]).startswith("%"):
        return None
    if found or "mapping keys are not allowed" in broken.wrong:
        return _to_quote(broken, broken.at)
    if broken.context in {"while scanning an alias", "while scanning an anchor"}:
        return _to_quote(broken, broken.opened)
    return _to_quote(broken, broken.at) if "undefined alias" in broken.wrong else None


def _to_quote(broken: Broken, at: tuple[int, int]) -> Slip:
    text = written.piece(broken.text(at[0]), at[1])
    return Slip(*at, f"a text that begins with {text[:1]} must be quoted", f"write {in_quotes(text)}", len(text))


def _block(broken: Broken) -> Slip | None:
    if broken.context != "while scanning a block scalar":
        return None
    text = written.piece(broken.text(broken.opened[0]), broken.opened[1])
    hint = f"begin the text on the next line, deeper than its key; or quote it: {in_quotes(text)}"
    return Slip(*broken.opened, f"after {text[:1]} the text begins on the next line", hint, len(text))


def _quote(broken: Broken) -> Slip | None:
    """A quote that is never closed."""
    at = broken.opened if broken.context == "while scanning a quoted scalar" else _unclosed(broken)
    if at is None:
        return None
    line = broken.text(at[0])
    mark, text = line[at[1] - 1 : at[1]], line[at[1] :].rstrip()
    text = re.split(r"[\]}]\s*$", text)[0] if re.search(r"[\[{]", line[: at[1]]) else text
    return Slip(*at, f"the {mark} that opens here is never closed", f"write {mark}{text}{mark}", len(text) + 1)


def _unclosed(broken: Broken) -> tuple[int, int] | None:
    """A double quote above that was closed by the one that should have opened the next text."""
    if "'<scalar>'" not in broken.wrong:
        return None
    for number in range(broken.opened[0], broken.at[0]):
        if column := written.open_quote(broken.text(number)):
            return number, column
    return None


def _escape(broken: Broken) -> Slip | None:
    if broken.context != "while scanning a double-quoted scalar":
        return None
    line, column = broken.at
    column = broken.text(line).rfind("\\", 0, column) + 1 or column
    hint = "write \\\\ for one backslash, or put the text into single quotes"
    return Slip(line, column, "in double quotes a backslash begins a sign of its own, which this is not", hint, 2)


def _colon(broken: Broken) -> Slip | None:
    """A `: ` in a text, or a key where none can be: because of its column, or of the line above it."""
    if "mapping values are not allowed" not in broken.wrong:
        return None
    line, column = broken.at
    found = written.field(broken.text(line))
    if found and found.value_column < column:
        return _colon_in(line, found)
    above = broken.above(line)
    if written.field(broken.text(above)) or written.glued(broken.text(above)) is None:
        return indentation(broken, line) or keyless(broken, above)
    return keyless(broken, above)


def _colon_in(line: int, found: written.Field) -> Slip:
    hint = f"write {found.written(in_quotes(found.value.strip(chr(34))))}"
    return Slip(line, found.value_column, QUOTE_IT, hint, len(found.value))


def _afterwards(broken: Broken) -> Slip | None:
    """A text that goes on after its quote or bracket; or a bracket too many."""
    line, column = broken.at
    text, end = broken.text(line), re.search(r"but found '([],}])'$", broken.wrong)
    if end:
        return Slip(line, column, f"a {end[1]} too many: nothing is open here that it belongs to", "take it out")
    found = written.field(text)
    if not broken.wrong.endswith("but found '<scalar>'"):
        return None
    if found is None or found.value_column >= column or found.value[0] not in "\"'[{":
        hint = "a text of several lines: write all of them deeper than its key, each in the same column"
        return Slip(line, column, "this line belongs to no key", hint, len(text.strip()))
    kind = "its closing quote" if found.value[0] in "\"'" else "its bracket"
    whole = found.value[1:-1] if kind == "its closing quote" and found.value[0] == found.value[-1] else found.value
    hint = f"a text is quoted as a whole: {found.written(in_quotes(whole))}"
    return Slip(line, found.value_column, f"the text goes on after {kind}", hint, len(found.value))


def _second(broken: Broken) -> Slip | None:
    if "single document" not in broken.context:
        return None
    return Slip(*broken.at, "a second document begins here", "a manifest is one document: take the --- out", 3)


_RULES: tuple[Callable[[Broken], Slip | None], ...] = (
    _tab, _start, _block, _quote, _escape, _colon, no_colon, dash, bracket, _afterwards, misplaced, _second,
)  # fmt: skip
