"""YAML text → plain values, each of which can tell its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from publishpipe.errors import InputError, Place, Problem, dotted
from publishpipe.manifest import lines, soundness
from publishpipe.manifest.broken import Slip
from publishpipe.manifest.core import composed, value_of
from publishpipe.manifest.slips import slip


@dataclass(slots=True)
class Spot:
    """Where a value stands: its node, that of its key, and the spots of its parts. None is shared by two values."""

    node: yaml.Node
    key: yaml.Node
    parts: dict[str, Spot] | list[Spot] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed YAML file: its `value`, its lines, and the way back from a path in the value to line and column."""

    name: str
    value: Any
    spot: Spot | None
    lines: tuple[str, ...]
    settings: Mapping[Place, str] = field(default_factory=dict)  # what the command line said instead, as it was written

    def problem(self, path: Place, message: str, hint: str = "", *, at_key: bool = False) -> Problem:
        """A problem at the value that `path` leads to, or at its key; or at what the command line said of it."""
        for place, text in reversed([*self.settings.items()]):
            if path[: len(place)] == place:
                return Problem(f"--set {dotted(place)}={text}", 1, 1, dotted(path), message, hint)
        line, column, width = self._position(path, at_key=at_key)
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        return Problem(self.name, line, column, dotted(path), message, hint, source, width)

    def text(self, path: Place) -> str:
        """The scalar at `path` as it was written."""
        if path in self.settings:
            return self.settings[path]
        spot = self._spot(path)
        return str(spot.node.value) if spot and isinstance(spot.node, yaml.ScalarNode) else ""

    def is_in_braces(self, path: Place) -> bool:
        """Whether the mapping or list at `path` stands between brackets or braces."""
        spot = self._spot(path)
        return bool(spot and isinstance(spot.node, yaml.CollectionNode) and spot.node.flow_style)

    def after(self, path: Place) -> str:
        """What stands on the line after the key at `path`: where an empty value is, the ways to read YAML differ."""
        spot = self._spot(path)
        mark = spot.key.end_mark if spot else None
        return self.lines[mark.line][mark.column :].lstrip(" :") if mark and mark.line < len(self.lines) else ""

    def holder(self, path: Place) -> Any:
        """The mapping or list that the value at `path` stands in."""
        value = self.value
        for part in path[:-1]:
            value = value[part]
        return value

    def remove(self, path: Place) -> None:
        """Take the value at `path` out; what stands after it in a list keeps its line."""
        del self.holder(path)[path[-1]]
        above = self._spot(path[:-1])
        if above and isinstance(above.parts, list) and isinstance(path[-1], int):
            del above.parts[path[-1]]

    def _spot(self, path: Place) -> Spot | None:
        """The spot at the end of `path`, or the last one on the way that exists."""
        spot = self.spot
        for part in path:
            below = _below(spot, part)
            if below is None:
                return spot
            spot = below
        return spot

    def _position(self, path: Place, *, at_key: bool) -> tuple[int, int, int]:
        spot = self._spot(path)
        if spot is None:
            return 1, 1, 1
        node = spot.key if at_key else spot.node
        start, end = node.start_mark, node.end_mark
        there = self.lines[start.line] if start.line < len(self.lines) else ""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            last = start.column + 1  # it begins with its first part, which is not what is meant
        else:
            last = end.column if end.line == start.line else len(there.rstrip())
        return start.line + 1, start.column + 1, max(last - start.column, 1)


def parse(text: str, name: str) -> Document:
    """Parse one YAML document.

    Raises:
        InputError: not YAML, more than one document, a duplicate key, a tag, or an alias bomb.
    """
    written = lines.split(text)
    try:
        root = composed(text)
        wrong = tuple(soundness.wrong(root)) if root else ()
        if wrong:
            raise InputError(f"{name} cannot be read.", problems=tuple(_unsound(name, written, wrong)))
        value, spot = _read(root, root) if root else (None, None)
        return Document(name, value, spot, written)
    except yaml.MarkedYAMLError as error:
        found = slip(written, error)
        raise _unreadable(name, written, found._replace(message=f"not valid YAML: {found.message}")) from None
    except yaml.reader.ReaderError as error:
        before = lines.split(text[: error.position])
        place = len(before), len(before[-1]) + 1
        raise _unreadable(name, written, Slip(*place, f"not valid YAML: {error.reason}")) from None
    except (ValueError, OverflowError):  # of an escape such as \U00110000
        reason = "not valid YAML: it holds an escape that stands for no character"
        raise _unreadable(name, written, Slip(1, 1, reason)) from None
    except RecursionError:
        raise _unreadable(name, written, Slip(1, 1, "nested too deeply to be a manifest")) from None


def _unreadable(name: str, written: tuple[str, ...], found: Slip) -> InputError:
    source = written[found.line - 1] if found.line <= len(written) else ""
    problem = Problem(name, found.line, found.column, "", found.message, found.hint, source, found.width)
    return InputError(f"{name} cannot be read.", problems=(problem,))


def _unsound(name: str, written: tuple[str, ...], wrong: tuple[soundness.Unsound, ...]) -> Iterator[Problem]:
    for node, key, message, hint in wrong:
        line, column, end = node.start_mark.line, node.start_mark.column, node.end_mark
        width = end.column - column if end.line == line else len(written[line]) - column
        yield Problem(name, line + 1, column + 1, key, message, hint, written[line], max(width, 1))


def _below(spot: Spot | None, part: str | int) -> Spot | None:
    if spot and isinstance(spot.parts, list) and isinstance(part, int):
        return spot.parts[part] if part < len(spot.parts) else None
    return spot.parts.get(str(part)) if spot and isinstance(spot.parts, dict) else None


def _pairs(node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """The pairs of a mapping; what `<<` merges in comes last, as an own key wins over a merged one."""
    merged: list[yaml.MappingNode] = []
    for key, value in node.value:
        if key.value == soundness.MERGE:
            merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
        else:
            yield key, value
    for source in merged:
        yield from _pairs(source)


def _read(node: yaml.Node, key: yaml.Node) -> tuple[Any, Spot]:
    """What a node stands for, and where that stands."""
    if isinstance(node, yaml.ScalarNode):  # as most are
        return value_of(node), Spot(node, key)
    if isinstance(node, yaml.MappingNode):
        known: dict[str, tuple[Any, Spot]] = {}
        for name, value in _pairs(node):
            if name.value not in known:
                known[name.value] = _read(value, name)
        parts = {name: spot for name, (_, spot) in known.items()}
        return {name: value for name, (value, _) in known.items()}, Spot(node, key, parts)
    items = [_read(item, item) for item in node.value]
    return [value for value, _ in items], Spot(node, key, [spot for _, spot in items])
