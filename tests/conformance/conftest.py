"""Whole releases to a server: those of `SAMPLE` to the embedded repository in `make test`, all by `make conformance`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: Of NOMAD's, in its newer dialect: what no other test tries in another way.
SAMPLE = {
    "test_datasets.py": {
        "test_a_doi_that_another_manifest_registered_is_taken_over",
        "test_a_dataset_that_went_with_its_upload_is_made_again",
        "test_changed_files_are_published_on_the_way_that_the_refusal_names",
    },
    "test_failed_entries.py": {"test_no_more_than_three_entries_are_asked_for"},
    "test_generated.py": {
        "test_they_stay_through_a_second_processing_and_it_is_said",
        "test_entries_that_were_made_can_be_described_by_their_names",
    },
    "test_listing.py": {"test_a_tree_is_listed_by_one_request"},
    "test_losses.py": {
        "test_a_calculation_is_published_with_its_headers",
        "test_what_is_gone_after_publishing_is_told_once_and_never_forgotten",
    },
    "test_references.py": {"test_the_server_refuses_what_is_refused_here_and_takes_the_rest"},
    "test_teamwork.py": {
        "test_patterns_give_fields_to_some_entries",
        "test_a_coauthor_without_the_lockfile_is_told_of_what_there_is",
    },
}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    sampled = collection_path in {HERE, HERE / "nomad", *(HERE / "nomad" / name for name in SAMPLE)}
    elsewhere = "NOMAD_URL" in os.environ  # nothing is published on a server that was not asked for
    return None if _by_name(config) or (sampled and not elsewhere) else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left = [item for item in items if HERE in item.path.parents and not _is_sampled(item)]
    if left and not _by_name(config):
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def _is_sampled(item: pytest.Item) -> bool:
    name, _, variant = item.name.partition("[")
    return name in SAMPLE.get(item.path.name, ()) and "embedded-1.3" not in variant


def _by_name(config: pytest.Config) -> bool:
    return any("conformance" in str(given) for given in config.args)
