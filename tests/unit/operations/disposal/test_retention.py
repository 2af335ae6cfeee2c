"""What need be kept no longer: a dossier as a whole, and only where that is certain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.config import load_settings
from pipeline.extract.types import document_types
from pipeline.operations.disposal.retention import (
    KeptDocument,
    due_dossiers,
    due_since,
    retention_years,
)

LETTER = KeptDocument("A-1.1", "A-1", "cong_van", 2010, None, "done", "a.pdf", 10)
"""Kept for 10 years."""
REQUEST = replace(LETTER, document_type="don_de_nghi")
"""Kept for 20."""
DECISION = replace(LETTER, document_type="quyet_dinh")
"""Kept for ever."""


def test_a_period_runs_from_the_end_of_the_year() -> None:
    assert due_since([LETTER]) == date(2021, 1, 1)


def test_the_longest_period_and_the_last_paper_of_a_dossier_count() -> None:
    later = replace(LETTER, issued_year=2015)
    assert due_since([LETTER, later]) == date(2026, 1, 1)
    assert due_since([later, REQUEST]) == date(2036, 1, 1)


@pytest.mark.parametrize(
    "other",
    [
        DECISION,
        replace(LETTER, issued_year=None),
        replace(LETTER, still_valid=True),
        replace(LETTER, status="needs_review"),
        replace(LETTER, document_type="other"),
        replace(LETTER, document_type="a type of a later version"),
    ],
)
def test_where_nobody_can_know_nothing_is_due(other: KeptDocument) -> None:
    assert due_since([LETTER, other]) is None


def test_every_type_has_a_known_code() -> None:
    known = {*retention_years(), "07"}
    assert {one.retention for one in document_types()} <= known
    assert retention_years()["01"] == 0 and "07" not in retention_years()


def test_an_archive_lists_what_is_due_and_changes_nothing(folder, file_paper) -> None:
    file_paper("A-1", document_type="cong_van", issued_year=2010)
    file_paper("A-2", document_type="quyet_dinh", issued_year=2010)
    before = folder.store.joinpath("manifest.json").read_bytes()
    answer = due_dossiers(folder.root, load_settings(environ={}), date(2021, 1, 1))
    (due,) = answer["dossiers"]
    assert (due["dossier_code"], due["due_since"]) == ("A-1", "2021-01-01")
    assert due["files"] == ["documents/H1/2026/A-1/A-1.1.pdf"]
    assert (answer["documents"], answer["bytes"], answer["kept"]) == (1, 4, 1)
    before_it = due_dossiers(folder.root, load_settings(environ={}), date(2020, 12, 31))
    assert before_it["dossiers"] == []
    assert folder.store.joinpath("manifest.json").read_bytes() == before
