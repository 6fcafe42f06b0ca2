"""What NOMAD makes of VASP's POTCAR files, made here; see tests/conformance/nomad/test_losses.py for the servers' own."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.files.local_file import ChangedFileError, Entry, LocalFile, Stamp
from publishpipe.repositories.nomad import potcar
from publishpipe.repositories.nomad.planning.dropped import is_dropped

ELEMENT = (
    b" PAW_PBE {} 08Apr2002\n VRHFIN ={}: s2p2\nEND of PSCTR-controll parameters\n local part\n {}\n End of Dataset\n"
)


def element(name: str) -> bytes:
    return ELEMENT.replace(b"{}", name.encode())


def local(folder: Path, name: str, content: bytes) -> LocalFile:
    path = folder / "run" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return LocalFile(f"run/{name}", (Entry(f"run/{name}", str(folder), Stamp.of(path)),))


@pytest.mark.parametrize(
    ("name", "dropped"),
    [
        ("POTCAR", True),
        ("run/POTCAR", True),
        ("run/POTCAR.gz", True),
        ("run/POTCAR.spec", True),
        ("POTCAR_Si", True),
        ("POTCAR.stripped", False),
        ("POTCAR.gz.stripped", False),
        ("POTCAR.stripped.stripped", True),
        ("potcar", False),
        ("Si_POTCAR", False),
        ("POTCAR/INCAR", False),
        ("INCAR.stripped.stripped", False),
    ],
)
def test_what_is_dropped(name: str, dropped: bool) -> None:  # noqa: FBT001  # a row of a table
    assert is_dropped(name) is dropped


def test_the_headers_of_all_elements_are_kept_and_no_potential() -> None:
    whole = element("Si") + element("O")
    made = potcar.header(whole)
    assert made is not None
    first, *kept = made.decode().splitlines()
    assert first == f"Stripped POTCAR file. Checksum of original file (sha224): {hashlib.sha224(whole).hexdigest()}"
    assert [line.strip() for line in kept] == [
        "PAW_PBE Si 08Apr2002", "VRHFIN =Si: s2p2", "END of PSCTR-controll parameters", "End of Dataset",
        "PAW_PBE O 08Apr2002", "VRHFIN =O: s2p2", "END of PSCTR-controll parameters", "End of Dataset",
    ]  # fmt: skip


def line_by_line(whole: bytes) -> bytes:
    """As NOMAD reads it."""
    kept, reading = (
        [f"Stripped POTCAR file. Checksum of original file (sha224): {hashlib.sha224(whole).hexdigest()}\n".encode()],
        True,
    )
    for line in io.BytesIO(whole):
        reading = reading or b"End of Dataset" in line
        kept += [line] if reading else []
        reading = reading and b"END of PSCTR" not in line
    return b"".join(kept)


LINES = st.sampled_from(
    [b"END of PSCTR-controll parameters", b" End of Dataset", b"END of PSCTR End of Dataset", b"1.0", b""]
)


@given(lines=st.lists(LINES, max_size=12), ended=st.booleans())
def test_it_is_what_nomad_keeps(lines: list[bytes], *, ended: bool) -> None:
    whole = b"\n".join(lines) + b"\n" * ended
    assert potcar.header(whole) == (line_by_line(whole) if b"END of PSCTR" in whole else None)


@pytest.mark.parametrize(
    ("name", "packed"), [("POTCAR", bytes), ("POTCAR.gz", gzip.compress), ("POTCAR.xz", lzma.compress), ("POTCAR.bz2", bz2.compress)]
)  # fmt: skip
def test_a_potcar_is_sent_as_it_is_kept(tmp_path: Path, name: str, packed: type[bytes]) -> None:
    file = local(tmp_path, name, packed(element("Si")))
    kept = potcar.as_kept(file)
    assert kept.name == f"run/{name}.stripped"
    sent = b"".join(kept.chunks())
    assert sent == potcar.header(element("Si"))
    assert b"local part" not in sent
    assert kept.size == len(sent)
    assert kept.origin == f"made of run/{name}"
    (tmp_path / "run" / name).write_bytes(b"changed")
    with pytest.raises(ChangedFileError):
        b"".join(kept.chunks())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("POTCAR.spec", b"PBE Si\n"),
        ("POTCAR.gz", b"no gzip"),
        ("POTCAR.xz", lzma.compress(b"PBE Si\n" * 99)[:-9]),
        ("POTCAR.zip", element("Si")[:40]),
        ("POTCAR.stripped", element("Si")),
        ("INCAR", element("Si")),
    ],
)
def test_anything_else_stays_as_it_is(tmp_path: Path, name: str, content: bytes) -> None:
    file = local(tmp_path, name, content)
    assert potcar.as_kept(file) is file


def test_what_unpacks_to_too_much_is_no_potcar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(potcar, "MOST", 1000)
    bomb = gzip.compress(b"END of PSCTR\n" + b" " * 1000)
    assert potcar.as_kept(local(tmp_path, "POTCAR.gz", bomb)).made is None
