from __future__ import annotations

from publishpipe.repositories.nomad.first import first_metadata


def test_nomad_takes_a_name_a_text_and_addresses() -> None:
    said = {
        "title": "Frost",
        "upload_type": "dataset",
        "description": "<p>One &lt; two.</p>\n<p>Three.</p>",
        "creators": [{"name": "Doe, Jane"}],
        "related_identifiers": [
            {"identifier": "10.1234/abc"},
            {"identifier": "https://x.org"},
            {"identifier": "arXiv:1"},
        ],
    }
    metadata, doubts = first_metadata(said)
    assert metadata == {
        "upload_name": "Frost",
        "comment": "One < two. Three.",
        "references": ["https://doi.org/10.1234/abc", "https://x.org"],
    }
    assert doubts == ("NOMAD has no such fields: creators",)


def test_an_answer_counts() -> None:
    assert first_metadata({"upload_name": "Frost", "comment": "c"})[0] == {"upload_name": "Frost", "comment": "c"}
