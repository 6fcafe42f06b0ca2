"""The commonest slips in YAML, in words: where something has to be changed, what is wrong, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import yaml

from publishpipe.manifest import lines as written
from publishpipe.manifest.lines import in_quotes

QUOTE_IT = "a text with ': ' in it must be quoted"


class Slip(NamedTuple):
    """What is wrong at a line and column, and a cure; `width` characters of that line are meant."""

    line: int
    column: int
    message: str
    hint: str = ""
    width: int = 1


class Broken(NamedTuple):
    """The lines of a file, and where PyYAML stopped: `at` a place, in something that was `opened` at another."""

    lines: Sequence[str]
    wrong: str
    context: str
    at: tuple[int, int]
    opened: tuple[int, int]

    def text(self, number: int) -> str:
        """The line of this number, or nothing where there is none."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""

    def above(self, number: int) -> int:
        """The number of the line before that one which says something; 0 if there is none."""
        told = (n for n in range(number - 1, 0, -1) if not re.match(r"\s*(#|$)", self.text(n)))
        return next(told, 0)


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
        return _indentation(broken, line) or _keyless(broken, above)
    return _keyless(broken, above)


def _colon_in(line: int, found: written.Field) -> Slip:
    hint = f"write {found.written(in_quotes(found.value.strip(chr(34))))}"
    return Slip(line, found.value_column, QUOTE_IT, hint, len(found.value))


def _indentation(broken: Broken, line: int) -> Slip | None:
    """A key that begins in a column of its own."""
    here, above = written.key(broken.text(line)), broken.above(line)
    before = written.key(broken.text(above))
    if here is None or before is None or here[1] == before[1]:
        return None
    depth = "deeper" if here[1] > before[1] else "less deep"
    hint = f"keys of one mapping begin in the same column: {here[0]} in column {before[1]}, as {before[0]}"
    if here[1] < before[1]:
        hint += ", or as one of the keys above that"
    return Slip(line, here[1], f"wrong indentation: '{here[0]}' stands {depth} than '{before[0]}'", hint, len(here[0]))


def _keyless(broken: Broken, line: int) -> Slip | None:
    """A line without a `: `."""
    text = broken.text(line)
    if found := written.glued(text):
        message, hint = f"a blank is missing after '{found.key}:'", f"write {found.written(found.value)}"
        return Slip(line, found.key_column, message, hint, len(found.key) + 1)
    if not text.strip():
        return None
    column = len(text) - len(text.lstrip()) + 1
    hint = "write KEY: VALUE; a line that goes on with the text above stands deeper than its key"
    return Slip(line, column, "this line has no ': ' after a key", hint, len(text.strip()))


def _no_colon(broken: Broken) -> Slip | None:
    return _keyless(broken, broken.opened[0]) if "could not find expected ':'" in broken.wrong else None


def _dash(broken: Broken) -> Slip | None:
    """A `- ` where no item of a list can be."""
    line, column = broken.at
    if "sequence entries are not allowed" in broken.wrong:
        text = broken.text(line)[column - 1 :].strip()
        hint = f"write [{text.lstrip('- ')}], or {text} on the next line; a text is quoted: {in_quotes(text)}"
        return Slip(line, column, "a list begins on a line of its own", hint, len(text))
    if broken.wrong.endswith("but found '-'"):
        hint = "every item of a list has a - of its own: put one before the first key above, or take this one out"
        return Slip(line, column, "an item of a list stands among keys", hint)
    if broken.wrong.endswith("but found '?'") and broken.context == "while parsing a block collection":
        hint = "put - before it, or write it in the column of the key that the list belongs to"
        return Slip(line, column, "a key stands among the items of a list", hint)
    if broken.wrong.endswith("found '<block sequence start>'"):
        hint = "each item of a list begins with a - of its own, and all of them in the same column"
        return Slip(line, column, "wrong indentation: no list goes on in this column", hint)
    return None


def _bracket(broken: Broken) -> Slip | None:
    """Something between brackets that does not end, or has a `: ` too many."""
    if not broken.context.startswith("while parsing a flow"):
        return None
    opens, closes = ("[", "]") if broken.context.endswith("sequence") else ("{", "}")
    text = broken.text(broken.opened[0])
    if broken.wrong.endswith("got ':'") and broken.at[0] == broken.opened[0]:
        before = re.split(r"[,\[{]\s*(?:\w+:\s+)?", text[: broken.at[1] - 1])[-1]
        column = broken.at[1] - len(before)
        whole = written.piece(text, column)
        return Slip(broken.at[0], column, QUOTE_IT, f"write {in_quotes(whole)}", len(whole))
    return Slip(*broken.opened, f"the {opens} that opens here is never closed", f"put {closes} at its end")


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


def _misplaced(broken: Broken) -> Slip | None:
    """A key in a column in which none of those above begins."""
    if "found '<block mapping start>'" not in broken.wrong:
        return None
    hint = "begin it in the column of a key above that it belongs beside"
    wrong = "wrong indentation: no key above begins in this column"
    return _indentation(broken, broken.at[0]) or Slip(*broken.at, wrong, hint)


def _second(broken: Broken) -> Slip | None:
    if "single document" not in broken.context:
        return None
    return Slip(*broken.at, "a second document begins here", "a manifest is one document: take the --- out", 3)


_RULES: tuple[Callable[[Broken], Slip | None], ...] = (
    _tab, _start, _block, _quote, _escape, _colon, _no_colon, _dash, _bracket, _afterwards, _misplaced, _second,
)  # fmt: skip
