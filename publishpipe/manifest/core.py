"""Plain words of YAML → values, by the core schema of YAML 1.2: `no` and `2024-01-02` are the text that was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isfinite
from typing import Any, ClassVar

import yaml

TAG = "tag:yaml.org,2002:"

#: The YAML 1.2 core schema, https://yaml.org/spec/1.2.2/#103-core-schema: the first that matches wins.
CORE: dict[str, tuple[str, Callable[[str], Any]]] = {
    "null": (r"~|null|Null|NULL|", lambda _: None),
    "bool": (r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", lambda text: int(text, 0 if text[:2] in ("0o", "0x") else 10)),
    "float": (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
}


class CoreLoader(yaml.SafeLoader):
    """PyYAML reads YAML 1.1, in which `no` is false and `12:30:45` a number; this one reads 1.2."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]  # the stubs lack that it is one


for _type, (_pattern, _) in CORE.items():
    CoreLoader.add_implicit_resolver(TAG + _type, re.compile(f"^(?:{_pattern})$"), None)


def value_of(node: yaml.Node) -> Any:
    """What a plain word or a text stands for."""
    _, construct = CORE.get(node.tag.removeprefix(TAG), ("", str))
    return construct(node.value)


def fits(node: yaml.ScalarNode) -> bool:
    """Whether a scalar with a tag such as !!int has that form. Python reads no integer of more digits than this."""
    pattern, _ = CORE.get(node.tag.removeprefix(TAG), (".*", str))
    if re.fullmatch(pattern, node.value, re.DOTALL) is None:
        return False
    return node.tag not in {TAG + "int", TAG + "float"} or (len(node.value) < 4000 and isfinite(float(value_of(node))))
