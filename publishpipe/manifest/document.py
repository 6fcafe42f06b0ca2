"""YAML text → plain values, each of which can tell its line.

Plain scalars follow the YAML 1.2 core schema: `no`, `2024-01-02` and `12:30:45` are the text that was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import yaml

from publishpipe.errors import InputError, Place, Problem, dotted

MAX_NODES = 1_000_000  # far beyond any real manifest; a billion-laughs file passes it in a few lines
MERGE = "<<"
NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
NO_TEXT = "holds a NUL or half of a character (a surrogate): no text"

TAG = "tag:yaml.org,2002:"

#: The YAML 1.2 core schema, https://yaml.org/spec/1.2.2/#103-core-schema: the first that matches wins.
_CORE: dict[str, tuple[str, Callable[[str], Any]]] = {
    "null": (r"~|null|Null|NULL|", lambda _: None),
    "bool": (r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", lambda text: int(text, 0 if text[:2] in ("0o", "0x") else 10)),
    "float": (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
}


#: The same as one pattern, and all tags that have a meaning here.
_PLAIN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in _CORE.items()))
_TAGS = {TAG + name for name in (*_CORE, "str", "seq", "map")}
_TEXT, _MAPPING = TAG + "str", TAG + "map"


class _Core:
    """PyYAML reads YAML 1.1, in which `no` is false and `12:30:45` a number; this reads 1.2."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """The tag of a node that has none."""
        if kind is yaml.ScalarNode:
            found = _PLAIN.fullmatch(value) if implicit[0] else None
            return TAG + (found.lastgroup or "str") if found else _TEXT
        return _MAPPING if kind is yaml.MappingNode else TAG + "seq"


class _Loader(_Core, yaml.SafeLoader):
    """The one whose errors are told."""


#: The same in C, where PyYAML has it: ten times as fast.
_Fast: type[_Core] = type("_Fast", (_Core, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), {})


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed YAML file: its `value`, and the way back from a path in it to line and column."""

    name: str
    value: Any
    root: yaml.Node | None
    settings: Mapping[Place, str] = field(default_factory=dict)  # what the command line said instead, as it was written

    def problem(self, path: Place, message: str, hint: str = "", *, at_key: bool = False) -> Problem:
        """A problem at the value that `path` leads to, or at its key; or at what the command line said of it."""
        for place, text in reversed([*self.settings.items()]):
            if path[: len(place)] == place:
                return Problem(f"--set {dotted(place)}={text}", 1, 1, dotted(path), message, hint)
        line, column = self._position(path, at_key=at_key)
        return Problem(self.name, line, column, dotted(path), message, hint)

    def text(self, path: Place) -> str:
        """The scalar at `path` as it was written."""
        if path in self.settings:
            return self.settings[path]
        node = _follow(self.root, path)
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""

    def _position(self, path: Place, *, at_key: bool) -> tuple[int, int]:
        node = _key(_follow(self.root, path[:-1]), path[-1]) if at_key and path else _follow(self.root, path)
        return _mark(node.start_mark) if node else (1, 1)


def parse(text: str, name: str) -> Document:
    """Parse one YAML document.

    Raises:
        InputError: not YAML, more than one document, a duplicate key, a tag, or an alias bomb.
    """
    try:
        root = _composed(text)
        problems = tuple(_problems(root, name)) if root else ()
        if problems:
            raise InputError(f"{name} cannot be read.", problems=problems)
        return Document(name, _value(root) if root else None, root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = _mark(mark) if mark else (1, 1)
        raise _unreadable(name, *where, f"not valid YAML: {error.problem or error.context}") from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        where = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise _unreadable(name, *where, f"not valid YAML: {error.reason}") from None
    except (ValueError, OverflowError):  # of an escape such as \U00110000
        raise _unreadable(name, 1, 1, "not valid YAML: it holds an escape that stands for no character") from None
    except RecursionError:
        raise _unreadable(name, 1, 1, "nested too deeply to be a manifest") from None


def _composed(text: str) -> yaml.Node | None:
    """The nodes of a document. What the fast way does not take is left to the other, which has better words for it.

    Of a tab or a mark of byte order the two think differently.
    """
    if not {"\t", "\ufeff"}.isdisjoint(text):
        return yaml.compose(text, Loader=_Loader)
    try:
        return yaml.compose(text, Loader=_Fast)  # type: ignore[arg-type]  # its base is chosen late
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        return yaml.compose(text, Loader=_Loader)


def _unreadable(name: str, line: int, column: int, message: str) -> InputError:
    return InputError(f"{name} cannot be read.", problems=(Problem(name, line, column, "", message),))


def _mark(mark: yaml.Mark) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def _follow(node: yaml.Node | None, path: Place) -> yaml.Node | None:
    """The node at the end of `path`, or the last one on the way that exists."""
    for part in path:
        child = _child(node, part)
        if child is None:
            return node
        node = child
    return node


def _child(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in _pairs(node) if key.value == str(part)), None)
    return None


def _key(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((key for key, _ in _pairs(node) if key.value == str(part)), node)
    return _child(node, part)


def _pairs(node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """The pairs of a mapping; what `<<` merges in comes last, as an own key wins over a merged one."""
    merged: list[yaml.MappingNode] = []
    for key, value in node.value:
        if key.value == MERGE:
            merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
        else:
            yield key, value
    for source in merged:
        yield from _pairs(source)


def _problems(root: yaml.Node, name: str) -> Iterator[Problem]:
    nodes, shared = _once_each(root)
    if shared and _expanded(root, {}, set()) > MAX_NODES:
        yield Problem(name, 1, 1, "", "its aliases expand to more than a million values")
        return
    for node in nodes:
        if not _is_plain(node):
            yield from _own_problems(node, name)


def _once_each(root: yaml.Node) -> tuple[Iterable[yaml.Node], bool]:
    """The nodes but for keys, in the order of the document; and whether one of them stands in several places."""
    seen: dict[yaml.Node, None] = {}
    shared = False
    todo = [root]
    while todo:
        node = todo.pop()
        if node in seen:
            shared = True
            continue
        seen[node] = None
        if isinstance(node, yaml.MappingNode):
            todo += [value for _, value in reversed(node.value)]
        elif isinstance(node, yaml.SequenceNode):
            todo += reversed(node.value)
    return seen, shared


def _is_plain(node: yaml.Node) -> bool:
    """Whether a node is what most are, with which nothing can be wrong: this is quick to see."""
    if isinstance(node, yaml.ScalarNode):
        return node.tag == _TEXT and not _is_no_text(node.value)
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value if key.tag == _TEXT and isinstance(key, yaml.ScalarNode)]
        distinct = {*keys, MERGE}
        return len(distinct) == len(node.value) + 1 and node.tag == _MAPPING and not _is_no_text("".join(keys))
    return False


def _expanded(node: yaml.Node, sizes: dict[int, int], above: set[int]) -> int:
    """How many values the node stands for once every alias is written out; without end for a circle."""
    if id(node) in above:
        return MAX_NODES + 1
    if id(node) not in sizes:
        above.add(id(node))
        sizes[id(node)] = 1 + sum(_expanded(child, sizes, above) for child in _children(node))
        above.remove(id(node))
    return sizes[id(node)]


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _is_no_text(value: str) -> bool:
    return NO_CHARACTER.search(value) is not None


def _own_problems(node: yaml.Node, name: str) -> Iterator[Problem]:
    if node.tag not in _TAGS:
        yield Problem(name, *_mark(node.start_mark), "", f"the tag {node.tag} has no meaning here")
    elif isinstance(node, yaml.ScalarNode) and _is_no_text(node.value):
        yield Problem(name, *_mark(node.start_mark), "", NO_TEXT)
    elif isinstance(node, yaml.ScalarNode) and not _fits(node):
        kind = node.tag.removeprefix(TAG)
        yield Problem(
            name, *_mark(node.start_mark), "", f"'{node.value}' is not {'an' if kind == 'int' else 'a'} {kind}"
        )
    if not isinstance(node, yaml.MappingNode):
        return
    lines: dict[str, int] = {}
    for key, value in node.value:
        where = _mark(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            yield Problem(name, *where, "", "a key must be a plain word")
        elif _is_no_text(key.value):
            yield Problem(name, *where, "", NO_TEXT)
        elif key.value == MERGE and not _can_merge(value):
            yield Problem(name, *where, "", "<< can only merge a mapping, or a list of mappings")
        elif key.value in lines:
            yield Problem(
                name, *where, key.value, f"duplicate key '{key.value}': first given on line {lines[key.value]}"
            )
        else:
            lines[key.value] = where[0]


def _fits(node: yaml.ScalarNode) -> bool:
    """Whether a scalar with a tag such as !!int has that form. Python reads no integer of more digits than this."""
    pattern, _ = _CORE.get(node.tag.removeprefix(TAG), (".*", str))
    if re.fullmatch(pattern, node.value, re.DOTALL) is None:
        return False
    return node.tag not in {TAG + "int", TAG + "float"} or (len(node.value) < 4000 and isfinite(float(_value(node))))


def _can_merge(node: yaml.Node) -> bool:
    sources = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return all(isinstance(source, yaml.MappingNode) for source in sources)


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        merged: dict[str, Any] = {}
        for key, value in _pairs(node):
            if key.value not in merged:
                merged[key.value] = _value(value)
        return merged
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    _, construct = _CORE.get(node.tag.removeprefix(TAG), ("", str))
    return construct(node.value)
