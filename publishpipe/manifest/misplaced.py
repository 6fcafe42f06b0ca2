"""Slips in the layout of a YAML file: columns, colons and dashes, brackets that stay open."""

from __future__ import annotations

import re

from publishpipe.manifest import lines as written
from publishpipe.manifest.broken import Broken, Slip
from publishpipe.manifest.lines import in_quotes

QUOTE_IT = "a text with ': ' in it must be quoted"


def indentation(broken: Broken, line: int) -> Slip | None:
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


def keyless(broken: Broken, line: int) -> Slip | None:
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


def no_colon(broken: Broken) -> Slip | None:
    """A key without its colon."""
    return keyless(broken, broken.opened[0]) if "could not find expected ':'" in broken.wrong else None


def dash(broken: Broken) -> Slip | None:
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


def bracket(broken: Broken) -> Slip | None:
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


def misplaced(broken: Broken) -> Slip | None:
    """A key in a column in which none of those above begins."""
    if "found '<block mapping start>'" not in broken.wrong:
        return None
    hint = "begin it in the column of a key above that it belongs beside"
    wrong = "wrong indentation: no key above begins in this column"
    return indentation(broken, broken.at[0]) or Slip(*broken.at, wrong, hint)
