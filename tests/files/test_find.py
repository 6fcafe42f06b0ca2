from __future__ import annotations

import hashlib
import io
import os
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publishpipe.errors import PublishPipeError
from publishpipe.files import archive, find
from publishpipe.files.checksums import RACY_NS, Checksums
from publishpipe.files.find import MAX_TEMPLATE
from publishpipe.files.local_file import ChangedFileError, LocalFile
from publishpipe.manifest.manifest import Rule
from publishpipe.model.events import Event, Reading
from publishpipe.repositories import REPOSITORIES


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def found(root: Path, *rules: Rule, never: Sequence[Path] = ()) -> tuple[list[LocalFile], list[str]]:
    told: list[str] = []

    def report(index: int, message: str, hint: str) -> None:
        told.append(f"{index}: {message} ({hint})")

    matched = find.find(
        root,
        rules,
        report,
        never=frozenset(never),
        naming=REPOSITORIES["zenodo"],
        values={},
    )
    return matched, told


def names(root: Path, *rules: Rule, never: Sequence[Path] = ()) -> list[str]:
    matched, told = found(root, *rules, never=never)
    assert told == []
    return [file.name for file in matched]


def rewrite(path: Path, text: str) -> None:
    """Put other bytes into a file, and set its time of change back, as anybody can."""
    before = path.stat()
    while path.stat().st_ctime_ns == before.st_ctime_ns:  # the clock of the disk goes in jumps
        path.write_text(text)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns, after.st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino)


def settle(path: Path) -> None:
    """Look until the file's times of change are so long ago that they are trusted later."""
    while time.time_ns() - path.stat().st_ctime_ns <= RACY_NS:
        pass


def test_patterns_match_any_depth_sorted_by_code_point_without_hidden_names(tmp_path: Path) -> None:
    root = tree(tmp_path, "b.csv", "a.csv", "B.csv", "ä.csv", "deep/er/c.csv", ".hidden.csv", ".git/d.csv", "note.txt")
    assert names(root, Rule("*.csv")) == ["B.csv", "a.csv", "b.csv", "ä.csv"]
    assert names(root, Rule("**/*.csv")) == ["B.csv", "a.csv", "b.csv", "c.csv", "ä.csv"]
    assert names(root, Rule(".hidden.csv")) == [".hidden.csv"]


def test_a_pattern_never_matches_the_manifest_but_a_name_does(tmp_path: Path) -> None:
    root = tree(tmp_path, "m.yaml", "n.yaml")
    assert names(root, Rule("*.yaml"), never=[root / "m.yaml"]) == ["n.yaml"]
    assert names(root, Rule("m.yaml"), never=[root / "m.yaml"]) == ["m.yaml"]


def test_a_name_with_brackets_is_a_name(tmp_path: Path) -> None:
    root = tree(tmp_path, "data[1].csv", "data1.csv")
    assert names(root, Rule("data[1].csv")) == ["data[1].csv"]


def test_excluded_files_are_left_out(tmp_path: Path) -> None:
    root = tree(tmp_path, "raw/a.nc", "raw/a.tmp", "raw/sub/b.tmp")
    assert names(root, Rule("raw/**", exclude=("**/*.tmp",))) == ["a.nc"]


def test_an_excluded_folder_takes_all_that_is_in_it_along(tmp_path: Path) -> None:
    root = tree(tmp_path, "raw/a.nc", "raw/private/s", "raw/private/deep/t")
    assert names(root, Rule("raw/**", exclude=("raw/private",))) == ["a.nc"]
    assert names(root, Rule("./raw/**", exclude=("./raw/private/",))) == ["a.nc"]


def test_patterns_may_begin_with_a_dot_and_slash(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.csv", "sub/b.csv")
    assert names(root, Rule("./*.csv")) == ["a.csv"]
    assert names(root, Rule("./sub//*.csv")) == ["b.csv"]
    assert names(root, Rule("*/*.csv")) == ["b.csv"]


def test_linked_folders_are_not_entered(tmp_path: Path) -> None:
    root = tree(tmp_path, "raw/f")
    for number in range(3):
        (root / f"raw/loop{number}").symlink_to(".")
    assert names(root, Rule("raw/**")) == ["f"]


def test_unusual_spaces_in_names_are_fine_and_control_characters_are_not(tmp_path: Path) -> None:
    root = tree(tmp_path, "a\u00a0b\u3000c.csv", "d\te.txt")
    assert names(root, Rule("*.csv")) == ["a\u00a0b\u3000c.csv"]
    assert "is not text" in found(root, Rule("*.txt"))[1][0]


def test_problems_name_the_rule_and_the_cure(tmp_path: Path) -> None:
    root = tree(tmp_path / "root", "a/x.csv", "b/x.csv", "y.csv")
    tree(tmp_path, "outside.csv")
    (root / "link.csv").symlink_to(tmp_path / "outside.csv")
    (root / "broken.csv").symlink_to("nowhere")
    os.mkfifo(root / "pipe")
    for rule, told in {
        Rule("none.csv"): "none.csv matches no file",
        Rule("a"): "a matches no file (it is a folder: write a/** for all that is in it)",
        Rule("../outside.csv"): "../outside.csv lies outside",
        Rule("link.csv"): "link.csv lies outside",
        Rule("broken.csv"): "broken.csv does not exist: it is a broken link",
        Rule("pipe"): "pipe is not a regular file",
        Rule("**/x.csv", as_name="x.csv"): "as: names one file, but **/x.csv matches 2",
        Rule("**/x.csv", preview=True): "preview: marks one file, but **/x.csv matches 2 (name the file itself)",
    }.items():
        assert any(told in problem for problem in found(root, rule)[1]), (rule, found(root, rule)[1])
    assert found(root, Rule("y.csv"), Rule("*y.csv"))[1] == ["1: y.csv is listed twice (y.csv has it already)"]
    assert "a/x.csv and b/x.csv would both be published as x.csv" in found(root, Rule("**/x.csv"))[1][0]
    assert names(root, Rule("a/x.csv"), Rule("b/x.csv", as_name="z.csv")) == ["x.csv", "z.csv"]


def test_a_file_tells_where_it_comes_from_if_its_name_does_not(tmp_path: Path) -> None:
    root = tree(tmp_path, "etc/passwd", "raw/a.csv", "raw/deep/b.csv", "c.csv")
    (root / "link.csv").symlink_to("etc/passwd")
    (root / "latest").symlink_to("raw")
    for rule, origin in {
        Rule("c.csv"): "",
        Rule("raw/a.csv"): "",
        Rule("raw/a.csv", as_name="raw/a.csv"): "",
        Rule("raw/a.csv", as_name="a.csv"): "",
        Rule("raw/a.csv", as_name="c.csv"): "from raw/a.csv",
        Rule("raw/a.csv", as_name="b/a.csv"): "from raw/a.csv",
        Rule("etc/passwd", as_name="README.txt"): "from etc/passwd",
        Rule("link.csv"): "from etc/passwd",
        Rule("latest/a.csv", as_name="latest/a.csv"): "from raw/a.csv",
        Rule("raw/**", archive="raw.zip"): "2 files from raw/",
        Rule("raw/deep/*", archive="raw.zip"): "1 file from raw/deep/",
        Rule("**/*.csv", exclude=("link.csv",), archive="all.zip"): "3 files",
    }.items():
        assert [file.origin for file in found(root, rule)[0]] == [origin], rule


def test_one_file_is_marked_as_the_one_to_show_first(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.csv", "raw/b.csv", "raw/c.csv")
    rules = (Rule("a.csv", as_name="z.csv", preview=True), Rule("raw/**", archive="raw.zip"))
    assert [(file.name, file.preview) for file in found(root, *rules)[0]] == [("z.csv", True), ("raw.zip", False)]
    told = found(root, rules[0], Rule("raw/**", archive="raw.zip", preview=True))[1]
    assert told == ["1: a page shows only one file first (a.csv has preview: true already)"]


def test_an_archive_is_the_same_bytes_whatever_the_times_and_modes(tmp_path: Path) -> None:
    sums = set()
    for number, folder in enumerate(("one", "two")):
        root = tree(tmp_path / folder, "raw/b/2.txt", "raw/a.txt", "raw/ü.txt")
        os.utime(root / "raw/a.txt", (number * 10_000, number * 10_000))
        (root / "raw/a.txt").chmod(0o600 + number)
        [packed] = found(root, Rule("raw/**", archive="raw.zip"))[0]
        data = b"".join(packed.chunks())
        assert len(data) == packed.size
        sums.add(hashlib.sha256(data).hexdigest())
    assert len(sums) == 1
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == ["a.txt", "b/2.txt", "ü.txt"]
        assert opened.read("b/2.txt") == b"raw/b/2.txt"


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8), st.binary(max_size=50)
    )
)
def test_the_length_of_an_archive_is_known_before_it_is_made(contents: dict[str, bytes]) -> None:
    members = [(name, len(data), [data]) for name, data in contents.items()]
    made = b"".join(archive.stream(members))
    assert len(made) == archive.length([(name, size) for name, size, _ in members])


def streamed(members: Sequence[archive.Member]) -> int:
    return sum(map(len, archive.stream(members)))


def test_thousands_of_small_files_are_sent_in_few_pieces() -> None:
    pieces = list(archive.stream((f"{number}.dat", 100, [b"x" * 100]) for number in range(5000)))
    assert len(pieces) <= 2
    assert len(b"".join(pieces)) == archive.length([(f"{number}.dat", 100) for number in range(5000)])


@given(sizes=st.lists(st.integers(0, 400), max_size=9), large=st.integers(0, 4000), many=st.integers(0, 9))
@example(sizes=[0] * 4, large=1000, many=4)
@example(sizes=[0] * 5, large=1000, many=4)
@example(sizes=[400], large=399, many=4)
@example(sizes=[400], large=400, many=4)
def test_the_length_is_right_beyond_the_limits_of_a_plain_zip(sizes: list[int], large: int, many: int) -> None:
    """Those limits are 2 GiB and 65535 members. Here they are so low that no large files are needed to pass them."""
    assert archive.LIMIT == zipfile.ZIP64_LIMIT
    members = [(f"{number}", size, [bytes(size)]) for number, size in enumerate(sizes)]
    with (
        mock.patch.object(archive, "LIMIT", large),
        mock.patch.object(zipfile, "ZIP64_LIMIT", large),
        mock.patch.object(zipfile, "ZIP_FILECOUNT_LIMIT", many),
    ):
        assert streamed(members) == archive.length([(name, size) for name, size, _ in members])


@pytest.mark.torture
@pytest.mark.timeout(600)
def test_the_length_is_right_beyond_four_gigabytes_and_65535_members() -> None:
    block = bytes(1 << 24)
    large = len(block) * 130
    blocks = [block] * 130
    many: list[archive.Member] = [(f"{number}", 0, []) for number in range(70_000)]
    huge: list[archive.Member] = [("a", large, blocks), ("b", large, blocks), ("c", 1, [b"x"])]
    for members in (huge, many):
        assert streamed(members) == archive.length([(name, size) for name, size, _ in members])


def test_a_file_that_changes_is_noticed(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.csv", "b.csv")
    [a, b] = found(root, Rule("*.csv"))[0]
    (root / "a.csv").write_text("something longer than before")
    (root / "b.csv").unlink()
    for changed in (a, b):
        with pytest.raises(PublishPipeError, match=changed.name):
            b"".join(changed.chunks())
        with pytest.raises(PublishPipeError, match="changed"):
            changed.check()


def test_other_bytes_with_the_same_size_and_time_are_noticed(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.csv")
    [a] = found(root, Rule("a.csv"))[0]
    settle(root / "a.csv")
    checksums = Checksums(tmp_path / "cache.json", "md5")
    before = checksums.of(a)
    checksums.save()
    rewrite(root / "a.csv", "A.csv")
    with pytest.raises(ChangedFileError, match="changed"):
        a.check()
    with pytest.raises(ChangedFileError, match="changed"):
        b"".join(a.chunks())
    [now] = found(root, Rule("a.csv"))[0]
    assert Checksums(tmp_path / "cache.json", "md5").of(now) != before


def test_other_bytes_than_those_that_were_planned_are_no_success(tmp_path: Path) -> None:
    """And the next run reads the file, whatever was known of it."""
    root = tree(tmp_path, "a.csv")
    [a] = found(root, Rule("a.csv"))[0]
    settle(root / "a.csv")
    checksums = Checksums(tmp_path / "cache.json", "md5")
    checksums.learn(a, "0" * 32)
    checksums.save()
    for known in (checksums, Checksums(tmp_path / "cache.json", "md5")):
        with pytest.raises(ChangedFileError, match=r"a\.csv changed"):
            known.learn(a, "1" * 32)
        known.save()
    assert Checksums(tmp_path / "cache.json", "md5").known(a) is None


def test_a_cache_is_read_anew_where_it_must_not_be_believed(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.csv")
    [a] = found(root, Rule("a.csv"))[0]
    settle(root / "a.csv")
    cache = Checksums(tmp_path / "cache.json", "md5")
    cache.learn(a, "0" * 32)
    cache.save()
    anew = Checksums(tmp_path / "cache.json", "md5", anew=True)
    right = hashlib.md5(b"a.csv").hexdigest()  # noqa: S324
    assert anew.of(a) == right
    anew.save()
    assert Checksums(tmp_path / "cache.json", "md5").known(a) == right


def test_what_has_to_be_read_for_checksums_is_told_as_it_goes(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.csv", "bb.csv", "known.csv")
    files = found(root, Rule("*.csv"))[0]
    told: list[Event] = []
    checksums = Checksums(tmp_path / "cache.json", "md5", told.append)
    checksums.learn(files[2], "0" * 32)
    md5s = checksums.of_all(files)
    assert md5s == {
        "a.csv": hashlib.md5(b"a.csv").hexdigest(),  # noqa: S324
        "bb.csv": hashlib.md5(b"bb.csv").hexdigest(),  # noqa: S324
        "known.csv": "0" * 32,
    }
    assert told == [Reading("a.csv", 5, 11), Reading("bb.csv", 11, 11)]


def test_a_file_that_grows_while_it_is_sent_never_sends_more_than_was_announced(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.csv")
    [a] = found(root, Rule("a.csv"))[0]
    with (root / "a.csv").open("a") as file:
        file.write("more")
    chunks = a.chunks()
    assert next(chunks) == b"a.csv"
    with pytest.raises(PublishPipeError, match="changed"):
        next(chunks)


def test_checksums_are_kept_until_the_file_changes(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.csv")
    settle(root / "a.csv")
    cache = tmp_path / "cache.json"
    checksums = Checksums(cache, "md5")
    [a] = found(root, Rule("a.csv"))[0]
    assert checksums.known(a) is None
    md5 = checksums.of(a)
    checksums.save()
    (root / "a.csv").chmod(0o000)  # reading it now would fail
    assert Checksums(cache, "md5").known(a) == Checksums(cache, "md5").of(a) == md5 == hashlib.md5(b"a.csv").hexdigest()  # noqa: S324
    (root / "a.csv").chmod(0o644)
    (root / "a.csv").write_text("A.csv")
    [changed] = found(root, Rule("a.csv"))[0]
    assert Checksums(cache, "md5").known(changed) is None


def test_a_file_changed_a_moment_ago_is_not_trusted_later(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.csv")
    os.utime(root / "a.csv", (1, 1))  # which says nothing
    checksums = Checksums(tmp_path / "cache.json", "md5")
    [a] = found(root, Rule("a.csv"))[0]
    checksums.of(a)
    checksums.save()
    assert checksums.known(a)
    assert Checksums(tmp_path / "cache.json", "md5").known(a) is None


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00"])
def test_a_damaged_cache_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "cache.json").write_text(text)
    root = tree(tmp_path, "a.csv")
    assert Checksums(tmp_path / "cache.json", "md5").of(found(root, Rule("a.csv"))[0][0])


TEXT = "\ufeffDOI: ${doi}\r\n$${doi}, \u00fc\rv${version}\n"
VALUES = {"doi": "10.5281/zenodo.2", "version": "1.0"}


def template(root: Path, text: str | bytes = TEXT) -> LocalFile:
    (root / "README.md").write_bytes(text if isinstance(text, bytes) else text.encode())
    settle(root / "README.md")
    [[file], told] = found(root, Rule("README.md", template=True))
    assert told == []
    return file


def test_a_template_is_sent_filled_in_byte_for_byte(tmp_path: Path) -> None:
    file = template(tmp_path)
    assert file.text == TEXT
    filled = file.filled(VALUES)
    data = "\ufeffDOI: 10.5281/zenodo.2\r\n${doi}, \u00fc\rv1.0\n".encode()
    assert b"".join(filled.chunks()) == data
    assert filled.size == len(data)
    assert file.size == len(TEXT.encode())
    assert (filled.name, filled.entries) == (file.name, file.entries)


def test_a_file_that_is_no_template_is_sent_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT)
    for rule in (Rule("a.md"), Rule("a.md", archive="a.zip")):
        [file] = found(tmp_path, rule)[0]
        assert file.text is None
        assert file.filled(VALUES) is file


def test_a_template_that_changes_after_it_was_read_is_noticed(tmp_path: Path) -> None:
    filled = template(tmp_path).filled(VALUES)
    (tmp_path / "README.md").write_text(TEXT + "more")
    for use in (lambda: b"".join(filled.chunks()), filled.check):
        with pytest.raises(ChangedFileError, match=r"README\.md changed"):
            use()


def test_every_file_that_a_pattern_matches_is_a_template_but_those_excluded(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text(f"{name} ${{doi}}")
    matched, told = found(tmp_path, Rule("*.md", exclude=("c.md",), template=True))
    assert told == []
    assert [(file.name, file.text) for file in matched] == [("a.md", "a.md ${doi}"), ("b.md", "b.md ${doi}")]
    [renamed] = found(tmp_path, Rule("a.md", as_name="README.md", template=True))[0]
    assert (renamed.name, renamed.text) == ("README.md", "a.md ${doi}")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe$\0", "0: t is not UTF-8 text (byte 0) (template: true is for text files)"),
        (b"${doi} caf\xe9", "0: t is not UTF-8 text (byte 10) (template: true is for text files)"),
        (b"${doi}" + bytes(MAX_TEMPLATE - 5), "0: t is too large (template: true is for text files up to 1 MiB)"),
        (b"a\n${DOI}", "0: t:2: ${DOI} stands for nothing (did you mean ${doi}? for that very text write $${DOI})"),
        (b"doi: $${doi} ${}", "0: t has nothing to fill in: none of ${doi}, ${conceptdoi}, ${version} stands in it (leave template: true out)"),
    ],
    ids=["utf-16", "latin-1", "large", "unknown", "nothing"],
)  # fmt: skip
def test_what_cannot_be_a_template(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "t").write_bytes(content)
    assert found(tmp_path, Rule("t", template=True))[1] == [told]


def test_a_template_may_have_one_mebibyte(tmp_path: Path) -> None:
    assert template(tmp_path, b"${doi}" + bytes(MAX_TEMPLATE - 6)).size == MAX_TEMPLATE


def test_the_checksum_of_a_template_is_that_of_what_is_sent(tmp_path: Path) -> None:
    """Each filling has its own, whatever is known of the file on disk, and the other way round."""
    file = template(tmp_path)
    [plain] = found(tmp_path, Rule("README.md"))[0]
    fillings = [file, file.filled(VALUES), file.filled({**VALUES, "doi": "10.5281/zenodo.3"})]
    sums = [hashlib.md5(b"".join(one.chunks())).hexdigest() for one in fillings]  # noqa: S324
    checksums = Checksums(tmp_path / "cache.json", "md5")
    checksums.learn(fillings[1], sums[1])
    assert checksums.known(plain) is None
    checksums.learn(plain, "0" * 32)
    assert [checksums.of(one) for one in fillings] == [checksums.known(one) for one in fillings] == sums
    assert len(set(sums)) == len(sums)
    checksums.save()
    assert Checksums(tmp_path / "cache.json", "md5").known(plain) == "0" * 32
    assert not any(md5 in (tmp_path / "cache.json").read_text() for md5 in sums)
