"""A manifest written as text, for what exists already. What is read from it is what was to be written."""

from __future__ import annotations

import yaml

from publishpipe.model.target import Target
from publishpipe.repositories.values import Adopted


class _Dumper(yaml.SafeDumper):
    """Block style, and quotes around whatever some reader could take for a number, a date or a truth value."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    quoted = text[:1] in set("0123456789+-.~") or text.lower() in {"y", "n"}
    style = '"' if quoted else "|" if "\n" in text.strip() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def manifest_text(target: Target, found: Adopted) -> str:
    """The YAML of a manifest that says what was found."""
    place = {"repository": target.repository, "environment": target.environment}
    value = {
        "publishpipe": 1,
        "target": place | ({"url": target.url} if target.url else {}),
        "files": [{"path": name, "preview": True} if name == found.preview else name for name in found.files],
        "metadata": dict(found.metadata),
        "publish": "versions" in found.facts,
    }
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
