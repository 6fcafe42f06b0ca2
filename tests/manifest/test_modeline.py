from __future__ import annotations

import pytest

from publishpipe.manifest.modeline import MODELINE, with_modeline


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("a: 1\n", f"{MODELINE}\na: 1\n"),
        ("# mine\r\na: 1\r\n", f"{MODELINE}\r\n# mine\r\na: 1\r\n"),
        ("\ufeffa: 1\n", f"\ufeff{MODELINE}\na: 1\n"),
        ("a: 1\n#yaml-language-server : $schema=other.json\n", "a: 1\n#yaml-language-server : $schema=other.json\n"),
    ],
)
def test_a_manifest_gets_one_comment_and_keeps_its_own(text: str, becomes: str) -> None:
    assert with_modeline(text) == becomes
    assert with_modeline(becomes) == becomes
