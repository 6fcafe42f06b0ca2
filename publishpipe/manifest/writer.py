"""A manifest written as text. What is read from it is what was to be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill, indent
from typing import Any

import yaml

from publishpipe.errors import Place
from publishpipe.model.target import Target
from publishpipe.repositories.values import Adopted

WIDTH = 100


class _Dumper(yaml.SafeDumper):
    """Block style, and quotes around whatever some reader could take for a number, a date or a truth value."""

    def ignore_aliases(self, _: object) -> bool:
        """Nobody writes `&id001` by hand."""
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    quoted = text[:1] in set("0123456789+-.~") or text.lower() in {"y", "n"}
    in_lines = "\n" in text.strip() and not text.endswith("\n\n")  # which YAML would keep by ending the document
    style = '"' if quoted else "|" if in_lines else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def manifest_text(target: Target, found: Adopted) -> str:
    """The YAML of a manifest that says what was found."""
    files = [{"path": name, "preview": True} if name == found.preview else name for name in found.files]
    return plain_text(
        {
            "publishpipe": 1,
            "target": place_of(target),
            "files": files,
            "metadata": dict(found.metadata),
            "publish": "versions" in found.facts,
        }
    )


def place_of(target: Target) -> Mapping[str, str]:
    """A target as a manifest writes it."""
    place = {"repository": target.repository, "environment": target.environment}
    return place | ({"url": target.url} if target.url else {})


def plain_text(value: Mapping[str, Any]) -> str:
    """Values as YAML."""
    return yaml.dump(dict(value), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)


def commented_text(value: Mapping[str, Any], comments: Mapping[Place, Sequence[str]]) -> str:
    """The same with comments: each above the key that its place names, which is at the top or in `metadata`.

    The comments of () stand first of all, those of ("",) last. A key with None has its last comment behind it.
    """
    first, last = (map(_comment, comments.get(place, ())) for place in ((), ("",)))
    return "\n".join([*first, *_blocks(value, comments, ()), *last]) + "\n"


def _blocks(value: Mapping[str, Any], comments: Mapping[Place, Sequence[str]], above: Place) -> Iterator[str]:
    for name, part in value.items():
        texts = comments.get((*above, name), ())
        yield from map(_comment, texts[:-1] if part is None else texts)
        if part is None:
            yield f"{name}:  # {texts[-1]}" if texts else f"{name}:"
        elif not above and name == "metadata":
            yield f"{name}:"
            yield from (indent(block, "  ") for block in _blocks(part, comments, (name,)))
        else:
            yield plain_text({name: part}).rstrip("\n")


def _comment(text: str) -> str:
    """Lines behind #."""
    return fill(" ".join(text.split()), WIDTH, initial_indent="# ", subsequent_indent="#   ", break_long_words=False)
