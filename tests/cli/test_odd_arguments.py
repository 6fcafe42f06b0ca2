"""Whatever is typed, or comes from another program, is told: what is wrong with it, and what is expected."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import publishpipe
from publishpipe.cli import main
from publishpipe.errors import PublishPipeError
from publishpipe.model.target import Target
from tests.conftest import TOKEN, Release, Server

ODD = {
    "nul": "1\0",
    "long": "a" * 300,
    "digits": "9" * 300,
    "no UTF-8": os.fsdecode(b"\xff\xfe"),
    "half": "\ud800",
    "escape": "1\x1b[31m\n2",
    "empty": "",
    "blank": " ",
    "path": "../x",
    "dots": "..",
    "password": "https://jane:secret@zenodo.org/records/1",
    "port": "https://zenodo.org:99999/records/1",
    "bracket": "https://[::1/records/1",
    "host": f"https://{'a' * 300}.org/records/1",
    "no host": "http://",
    "blanks": "10.5281/zenodo. 12 34",
    "other digits": "\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}",
}

NO_ARGUMENT = {"nul", "half"}  # of a path: no program can be given such a one; Python's names can


class Told:
    """What a command line of this process says on stderr; it never is what nobody foresaw."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._patch, self._output = monkeypatch, capfd

    def __call__(self, *arguments: str | Path, code: set[int]) -> str:
        self._patch.setattr(sys, "argv", ["publishpipe", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main.run()
        out, err = self._output.readouterr()
        assert stop.value.code in code, err
        assert "foresee" not in err
        assert "secret" not in out + err
        assert "\x1b" not in out + err
        return err or out


@pytest.fixture
def told(release: Release, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Told:
    """In the folder of `release.yaml`, with its server's token."""
    monkeypatch.chdir(release.folder)
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{release.origin}={TOKEN}")
    return Told(monkeypatch, capfd)


@pytest.mark.parametrize("kind", ODD)
def test_what_stands_for_nothing_cannot_be_adopted(kind: str, told: Told, release: Release) -> None:
    for options in (["release.yaml"], ["new.yaml", "--write-manifest"], ["new.yaml", "--write-manifest", "--download"]):
        err = told("adopt", "--yes", *options, "--", ODD[kind], code={2})
        assert "is neither an id nor a DOI nor an address of Zenodo" in err
        assert "Nothing was sent." in err
        assert "Write its id as the server shows it, its DOI without blanks" in err
    assert not release.lock.exists()


def test_an_address_of_another_origin_is_not_adopted(told: Told) -> None:
    assert "That is on https://other.example" in told(
        "adopt", "release.yaml", "https://other.example/records/1", code={5}
    )


@pytest.mark.parametrize("kind", sorted({*ODD} - {"path", "dots", "other digits", "password"}))
def test_an_address_that_is_none_is_no_server(kind: str, told: Told) -> None:
    there = ["--environment", "sandbox", "--repository", "zenodo", f"--url={ODD[kind]}"]
    for arguments in (
        ["list", f"--url={ODD[kind]}"],
        ["search", f"--url={ODD[kind]}"],
        ["adopt", "new.yaml", "1", "--write-manifest", *there],
        ["status", "release.yaml", f"--url={ODD[kind]}"],
        ["validate", "release.yaml", f"--url={ODD[kind]}"],
        ["apply", "release.yaml", f"--url={ODD[kind]}"],
    ):
        assert "is not a URL: write https://host/api/" in told(*arguments, code={2, 3})


def test_a_password_in_an_address_is_refused_and_not_repeated(told: Told) -> None:
    for command in (["list"], ["status", "release.yaml"]):
        err = told(*command, "--url", ODD["password"], code={2, 3})
        assert "'https://***@zenodo.org/records/1' may hold no user name, password" in err


@pytest.mark.parametrize("kind", ["nul", "no UTF-8", "half", "escape"])
def test_what_is_no_text_is_not_searched_for(kind: str, told: Told) -> None:
    for arguments in (["list", "-q"], ["list", "--datasets", "-q"], ["search", "-q"], ["search", "--community"]):
        assert "holds control characters, or bytes that are no UTF-8" in told(*arguments, ODD[kind], code={2})


@pytest.mark.parametrize("kind", sorted({*ODD} - {"nul", "no UTF-8", "half", "escape"}))
def test_a_community_that_cannot_be_is_told(kind: str, told: Told, server: Server) -> None:
    there = ("--environment", "sandbox", "--url", f"{server.origin}/api/")
    err = told("search", f"--community={ODD[kind]}", *there, code={1, 2})
    assert "There is no community" in err or "is not the name of a community" in err


@pytest.mark.parametrize("kind", ODD)
def test_a_repository_or_a_step_that_there_is_not_is_told(kind: str, told: Told) -> None:
    for arguments in (["list"], ["search"], ["adopt", "new.yaml", "1", "--write-manifest"]):
        assert "There is no repository" in told(*arguments, f"--repository={ODD[kind]}", code={2})
    assert "The steps are: create, " in told("apply", "release.yaml", f"--until={ODD[kind]}", code={2})


@pytest.mark.parametrize("kind", sorted({*ODD} - {"password", *NO_ARGUMENT}))
@pytest.mark.parametrize("folder", ["", "/release.yaml"])
def test_a_manifest_that_is_not_there_is_told(kind: str, folder: str, told: Told) -> None:
    for arguments in (
        ["validate"],
        ["plan"],
        ["apply", "--json"],
        ["status"],
        ["verify", "--download"],
        ["discard"],
    ):
        assert "cannot be read: " in told(*arguments, "--", ODD[kind] + folder, code={3})
    assert "cannot be read: " in told("adopt", "--", ODD[kind] + folder, "1", code={3})


@pytest.mark.parametrize("name", ["", ".", "x" * 300, "folder", "release.yaml/x"])
def test_a_name_that_no_file_can_have_is_not_written_to(name: str, told: Told, release: Release) -> None:
    (release.folder / "folder").mkdir()
    before = sorted(release.folder.rglob("*.plan"))
    err = told("plan", "release.yaml", f"--out={name}", code={1, 2})
    assert "cannot be" in err
    assert "Name a file that can be made" in err or "Choose another name or folder" in err
    assert sorted(release.folder.rglob("*.plan")) == before
    told("adopt", "--write-manifest", "--", name, "10.5281/zenodo.1", code={1, 2, 3, 5, 7})


@pytest.mark.parametrize("kind", sorted(NO_ARGUMENT))
def test_a_path_that_no_argument_can_be_is_told_to_python(kind: str, release: Release) -> None:
    for verb in (publishpipe.plan, publishpipe.apply, publishpipe.status, publishpipe.verify):
        with pytest.raises(PublishPipeError, match="no file can have that name"):
            verb(ODD[kind])
    with pytest.raises(PublishPipeError, match="cannot be the name of a file"):
        publishpipe.plan(release.path, out=release.folder / ODD[kind])
    with pytest.raises(PublishPipeError, match="cannot be the name of a file"):
        publishpipe.write_manifest(ODD[kind], "1", Target("zenodo", "sandbox"))


def test_a_folder_whose_name_is_no_text_is_worked_in(told: Told, release: Release) -> None:
    odd = release.folder / os.fsdecode(b"\xff")
    odd.mkdir()
    for path in release.folder.glob("*.*"):
        path.rename(odd / path.name)
    manifest = odd / "release.yaml"
    told("plan", manifest, "--out", odd / "release.plan", code={0})
    told("apply", odd / "release.plan", "--yes", "--until", "verify", code={0})
    told("verify", manifest, "--download", code={4})
    told("discard", manifest, "--yes", code={0})


def test_a_name_without_room_for_that_of_the_lockfile_is_told(told: Told, release: Release) -> None:
    long = release.path.rename(release.path.with_name("m" * 240 + ".yaml"))
    assert "its name is too long" in told("plan", long, code={3})
