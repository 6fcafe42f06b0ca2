from __future__ import annotations

import pytest

from publishpipe.model.urls import is_loopback
from publishpipe.schemas.formats import FORMATS


def fits(form: str, value: object) -> bool:
    return FORMATS.conforms(value, form)


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("orcid", ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1694-233X", "0000000218250097"], ["0000-0002-1825-0098", "0000-0002-1825", "x", ""]),
        ("date", ["2024-02-29"], ["2023-02-29", "2024-2-9", "2024", "29.02.2024", "2024-02-29T10:00"]),
        ("edtf", ["2024", "2024-02", "2024-02-29", "2024-01/2025-03", "2024/2024"], ["2024-13", "2025/2024", "2024-01-01/x", "2024/2025/2026", "", "24"]),
        ("doi", ["10.1234/abc", "doi:10.1234/abc", "https://doi.org/10.1234/abc"], ["10.12", "abc", "11.1234/abc", "10.1234/a b"]),
        ("isbn", ["978-3-16-148410-0", "0-306-40615-2", "080442957X"], ["978-3-16-148410-1", "123", ""]),
        ("http-url", ["https://example.org", "http://example.org/x"], ["example.org", "ftp://x", "https://", "https://a b"]),
        ("instance-url", ["https://x.org/api/", "http://localhost:5055/api/", "http://127.0.0.1/", "http://[::1]:80/"], ["http://x.org/", "https://u:p@x.org/", "https://x.org/?a=1", "https://x.org/#a", "x", "http://127.0.0.1.evil.org/", "http://localhost.evil.org/", "https://x.[::1]/", "https://x.org\\@evil.org/"]),
    ],
)  # fmt: skip
def test_forms(form: str, good: list[str], bad: list[str]) -> None:
    assert [value for value in good if not fits(form, value)] == []
    assert [value for value in bad if fits(form, value)] == []
    assert fits(form, 5)  # another rule's business


@pytest.mark.parametrize("url", ["http://127.0.0.1:80/", "http://127.8.8.8/", "http://localhost/", "http://[::1]/"])
def test_loopback(url: str) -> None:
    assert is_loopback(url)
    assert not is_loopback(url.replace("http://", "http://x."))
    assert not is_loopback(url.replace("http://", "http://["))
