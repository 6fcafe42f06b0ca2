"""What YAML allows and no manifest may have: duplicate keys, tags, alias bombs, keys that are no words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import yaml

from publishpipe.manifest.core import CORE, TAG, fits
from publishpipe.manifest.lines import in_quotes

MAX_NODES = 1_000_000  # far beyond any real manifest; a billion-laughs file passes it in a few lines
MERGE = "<<"
NO_TEXT = "holds a NUL or half of a character (a surrogate): no text"


class Unsound(NamedTuple):
    """What is wrong with a node: at its start, that of its key's name, what, and a cure."""

    node: yaml.Node
    key: str
    message: str
    hint: str = ""


def wrong(root: yaml.Node) -> Iterator[Unsound]:
    """All that is wrong with the nodes of a document."""
    if _expanded(root, {}, set()) > MAX_NODES:
        yield Unsound(root, "", "its aliases expand to more than a million values")
        return
    seen: set[int] = set()
    todo = [root]
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield from _of_itself(node)
        if isinstance(node, yaml.MappingNode):
            yield from _of_keys(node)
            todo += [value for _, value in reversed(node.value)]
        elif isinstance(node, yaml.SequenceNode):
            todo += reversed(node.value)


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
    return any(char == "\0" or "\ud800" <= char < "\ue000" for char in value)


def _of_itself(node: yaml.Node) -> Iterator[Unsound]:
    kind = node.tag.removeprefix(TAG)
    if kind not in {*CORE, "str", "seq", "map"}:
        text = node.value if isinstance(node, yaml.ScalarNode) else ""
        hint = f"a text that begins with ! is quoted: {in_quotes(f'{node.tag} {text}'.strip())}"
        yield Unsound(node, "", f"the tag {node.tag} has no meaning here", hint if node.tag.startswith("!") else "")
    elif isinstance(node, yaml.ScalarNode) and _is_no_text(node.value):
        yield Unsound(node, "", NO_TEXT)
    elif isinstance(node, yaml.ScalarNode) and not fits(node):
        yield Unsound(node, "", f"'{node.value}' is not {'an' if kind == 'int' else 'a'} {kind}")


def _of_keys(node: yaml.MappingNode) -> Iterator[Unsound]:
    lines: dict[str, int] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            yield Unsound(key, "", "a key must be a plain word", "is it a text that begins with { or [? quote it")
        elif _is_no_text(key.value):
            yield Unsound(key, "", NO_TEXT)
        elif key.value == MERGE and not _can_merge(value):
            yield Unsound(key, "", "<< can only merge a mapping, or a list of mappings")
        elif key.value in lines:
            told = f"duplicate key '{key.value}': first given on line {lines[key.value]}"
            yield Unsound(key, key.value, told, "keep one of the two")
        else:
            lines[key.value] = key.start_mark.line + 1


def _can_merge(node: yaml.Node) -> bool:
    sources = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return all(isinstance(source, yaml.MappingNode) for source in sources)
