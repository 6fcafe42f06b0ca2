from __future__ import annotations

from pathlib import Path

import pytest

from publishpipe.sources.readme import title


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("README.md", "# Frost days\n\ntext", "Frost days"),
        ("README.md", "[![badge](a)](b)\n# [`Frost`](https://x) **days** ![](y.png) #\n", "Frost days"),
        ("README.md", "Frost days\n==========\n", "Frost days"),
        ("README.rst", "Frost days\n----------\n", "Frost days"),
        ("README.md", "no heading", None),
        ("README.md", "", None),
        ("README.md", "# ![logo](x)\n", None),
    ],
)
def test_the_first_heading_is_the_title(tmp_path: Path, name: str, text: str, found: str | None) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert title(tmp_path) == ((found, name) if found else None)


def test_no_readme_has_no_title(tmp_path: Path) -> None:
    assert title(tmp_path) is None
    (tmp_path / "README").write_bytes(b"\xff")
    assert title(tmp_path) is None
