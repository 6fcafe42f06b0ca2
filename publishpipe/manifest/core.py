"""Plain words of YAML → values, by the core schema of YAML 1.2: `no` and `2024-01-02` are the text that was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isfinite
from typing import Any

import yaml

TAG = "tag:yaml.org,2002:"

#: The YAML 1.2 core schema, https://yaml.org/spec/1.2.2/#103-core-schema: the first that matches wins.
CORE: dict[str, tuple[str, Callable[[str], Any]]] = {
    "null": (r"~|null|Null|NULL|", lambda _: None),
    "bool": (r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", lambda text: int(text, 0 if text[:2] in ("0o", "0x") else 10)),
    "float": (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
}


#: The same as one pattern.
_PLAIN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in CORE.items()))
TEXT, MAPPING = TAG + "str", TAG + "map"


class _Core:
    """PyYAML reads YAML 1.1, in which `no` is false and `12:30:45` a number; this reads 1.2."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """The tag of a node that has none."""
        if kind is yaml.ScalarNode:
            found = _PLAIN.fullmatch(value) if implicit[0] else None
            return TAG + (found.lastgroup or "str") if found else TEXT
        return MAPPING if kind is yaml.MappingNode else TAG + "seq"


class _Loader(_Core, yaml.SafeLoader):
    """The one whose errors are told."""


#: The same in C, where PyYAML has it: ten times as fast.
_Fast: type[_Core] = type("_Fast", (_Core, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), {})


def composed(text: str) -> yaml.Node | None:
    """The nodes of a document. What the fast way does not take is left to the other, which has better words for it.

    Of a tab or a mark of byte order the two think differently.
    """
    if "\t" in text or "\ufeff" in text:
        return yaml.compose(text, Loader=_Loader)
    try:
        return yaml.compose(text, Loader=_Fast)  # type: ignore[arg-type]  # its base is chosen late
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        return yaml.compose(text, Loader=_Loader)


def value_of(node: yaml.Node) -> Any:
    """What a plain word or a text stands for."""
    if node.tag == TEXT:
        return node.value
    _, construct = CORE.get(node.tag.removeprefix(TAG), ("", str))
    return construct(node.value)


def fits(node: yaml.ScalarNode) -> bool:
    """Whether a scalar with a tag such as !!int has that form. Python reads no integer of more digits than this."""
    pattern, _ = CORE.get(node.tag.removeprefix(TAG), (".*", str))
    if re.fullmatch(pattern, node.value, re.DOTALL) is None:
        return False
    return node.tag not in {TAG + "int", TAG + "float"} or (len(node.value) < 4000 and isfinite(float(value_of(node))))
