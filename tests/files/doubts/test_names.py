"""Files that nobody wants to publish are known by their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.files.doubts.names import NAMES, mask_of
from publishpipe.files.patterns import Pattern


@pytest.mark.parametrize(
    ("path", "mask"),
    [
        ("raw/.DS_Store", ".DS_Store"),
        ("__MACOSX/a.csv", "__MACOSX"),
        ("raw/Thumbs.db", "[Tt]humbs.db"),
        ("desktop.ini", "[Dd]esktop.ini"),
        ("~$report.docx", "~$*"),
        (".~lock.report.odt#", ".~lock.*"),
        ("a.py~", "*~"),
        (".a.py.swp", "*.sw[op]"),
        (".git/config", ".git"),
        ("src/__pycache__/a.cpython-311.pyc", "__pycache__"),
        (".ipynb_checkpoints/a-checkpoint.ipynb", ".ipynb_checkpoints"),
        ("web/node_modules/a/index.js", "node_modules"),
        (".env", ".env"),
        ("prod.env", "*.env"),
        (".env.production", ".env.*"),
        ("keys/id_rsa", "id_rsa"),
        ("me.p12", "*.p12"),
        (".netrc", ".netrc"),
        (".pypirc", ".pypirc"),
        ("google/credentials.json", "credentials.json"),
        ("kubeconfig", "kubeconfig"),
    ],
)
def test_what_nobody_wants_to_publish(path: str, mask: str) -> None:
    assert mask_of(path) == mask


@pytest.mark.parametrize(
    "path",
    [
        "DS_Store.csv",
        "thumbs.db.csv",
        "git/config",
        ".gitignore",
        "pycache/a.py",
        "environment.yml",
        "env/a.csv",
        ".env.example",
        "default-template.env",
        "id_rsa.pub",
        "id_rsa.md",
        "p12.csv",
        "credentials.json.md",
        "a~b.csv",
        "swp.csv",
        "données/mesures été.csv",
    ],
)
def test_what_only_looks_like_it(path: str) -> None:
    assert mask_of(path) == ""


@given(st.lists(st.sampled_from(["a", "b.csv", "été", *(mask.replace("*", "x") for mask in NAMES)]), min_size=1))
def test_what_the_hint_says_to_exclude_is_excluded(parts: list[str]) -> None:
    if mask := mask_of("/".join(parts)):
        assert Pattern(f"**/{mask}").covers(parts)
