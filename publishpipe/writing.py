"""A manifest written as text, for what exists already. What is read from it is what was to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from publishpipe.manifest import Target


class _Dumper(yaml.SafeDumper):
    """Block style, and quotes around whatever some reader could take for a number, a date or a truth value."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    quoted = text[:1] in set("0123456789+-.~") or text.lower() in {"y", "n"}
    style = '"' if quoted else "|" if "\n" in text.strip() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def manifest_text(target: Target, files: Iterable[str], metadata: Mapping[str, Any], *, publish: bool) -> str:
    """The YAML of a manifest."""
    place = {"repository": target.repository, "environment": target.environment}
    value = {
        "publishpipe": 1,
        "target": place | ({"url": target.url} if target.url else {}),
        "files": list(files),
        "metadata": dict(metadata),
        "publish": publish,
    }
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
