from __future__ import annotations

from pathlib import Path

from publishpipe.files.listing import MANY, listing


def folder(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("data")
    return root


def test_files_by_name_folders_whole_and_the_readme_first(tmp_path: Path) -> None:
    folder(tmp_path, "data.csv", "README.md", "raw/a/b.nc", "publish.yaml")
    found = listing(tmp_path, folders=False, never=frozenset({"publish.yaml"}))
    assert found.items == ("README.md", "data.csv", {"path": "raw/**", "archive": "raw.zip"})
    assert listing(tmp_path, folders=True, never=frozenset()).items == (
        "README.md",
        "data.csv",
        "publish.yaml",
        "raw/**",
    )


def test_what_is_hidden_empty_left_over_or_private_is_left_out_and_told(tmp_path: Path) -> None:
    folder(tmp_path, ".env", ".git/config", "a.csv", "a.csv~", "id_rsa", "publish.lock.json", "node_modules/x.js", "__pycache__/x.pyc", "only/.hidden")  # fmt: skip
    (tmp_path / "empty.txt").touch()
    (tmp_path / "link").symlink_to("a.csv")
    found = listing(tmp_path, folders=False, never=frozenset())
    assert found.items == ("a.csv",)
    assert [text.split(":")[0] for text in found.left_out] == [
        "__pycache__", "a.csv~", "empty.txt", "id_rsa", "link", "node_modules", "only", "publish.lock.json"
    ]  # fmt: skip


def test_what_programs_left_in_a_folder_is_excluded(tmp_path: Path) -> None:
    folder(tmp_path, "src/a.py", "src/deep/__pycache__/a.pyc", "src/b.py~")
    (item,) = listing(tmp_path, folders=False, never=frozenset()).items
    assert item == {"path": "src/**", "archive": "src.zip", "exclude": ["**/*.pyc", "**/*~", "**/__pycache__"]}


def test_a_name_that_looks_like_a_pattern_is_meant_as_it_is(tmp_path: Path) -> None:
    folder(tmp_path, "a[1].csv", "b[1]/c.csv")
    found = listing(tmp_path, folders=False, never=frozenset())
    assert found.items == ("a[1].csv", {"path": "b[[]1]/**", "archive": "b[1].zip"})


def test_more_than_anybody_reads_goes_into_one_archive(tmp_path: Path) -> None:
    root = tmp_path / "frost"
    folder(root, *(f"{number}.csv" for number in range(MANY + 1)), "x.tmp")
    (item,) = listing(root, folders=False, never=frozenset({"publish.yaml"})).items
    assert item == {"path": "**", "archive": "frost.zip", "exclude": ["x.tmp", "publish.yaml"]}
