from __future__ import annotations

from publishpipe.repositories.zenodo.metadata.vocabularies import language_codes, languages
from publishpipe.schemas.loader import load


def test_a_language_that_is_named_is_guessed_as_a_code_that_zenodo_knows() -> None:
    guesses = set(load("zenodo-metadata.v1")["$defs"]["lang"]["x-instead-of"].values())
    assert guesses <= language_codes()
    assert set(languages().values()) <= guesses
