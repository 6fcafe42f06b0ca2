"""What YAML allows and no manifest may have: duplicate keys, tags, alias bombs, keys that are no words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import yaml

from publishpipe.manifest.core import CORE, MAPPING, TAG, TEXT, fits
from publishpipe.manifest.lines import in_quotes

MAX_NODES = 1_000_000  # far beyond any real manifest; a billion-laughs file passes it in a few lines
MERGE = "<<"
NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
NO_TEXT = "holds a NUL or half of a character (a surrogate): no text"


class Unsound(NamedTuple):
    """What is wrong with a node: at its start, that of its key's name, what, and a cure."""

    node: yaml.Node
    key: str
    message: str
    hint: str = ""


def wrong(root: yaml.Node) -> Iterator[Unsound]:
    """All that is wrong with the nodes of a document."""
    nodes, shared = _once_each(root)
    if shared and _expanded(root, {}, set()) > MAX_NODES:
        yield Unsound(root, "", "its aliases expand to more than a million values")
        return
    for node in nodes:
        if not _is_plain(node):
            yield from _of_itself(node)
            yield from _of_keys(node) if isinstance(node, yaml.MappingNode) else ()


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
        return node.tag == TEXT and not _is_no_text(node.value)
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value if key.tag == TEXT and isinstance(key, yaml.ScalarNode)]
        distinct = {*keys, MERGE}
        return len(distinct) == len(node.value) + 1 and node.tag == MAPPING and not _is_no_text("".join(keys))
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
