"""Markdown as HTML that Zenodo keeps."""

from __future__ import annotations

import re

from publishpipe.model.placeholders import PLACEHOLDER


def html(text: str) -> str:
    """CommonMark with tables. A picture, which Zenodo keeps nowhere, becomes a link to it; placeholders stay."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  # hardly a manifest has Markdown

    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"publishpipe{len(kept) - 1}placeholder"

    reader = MarkdownIt("commonmark").enable("table").disable("image")
    rendered = reader.render(PLACEHOLDER.sub(keep, text)).strip()
    return re.sub(r"publishpipe(\d+)placeholder", lambda found: kept[int(found[1])], rendered)
