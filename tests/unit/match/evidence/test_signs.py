"""What a number says of its bearer's sex, where the paper says nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipeline.config import MatchSettings
from pipeline.match.decision.decide import match_person
from pipeline.match.evidence.comparison import compare
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register, open_register
from pipeline.match.register.build import build_register
from pipeline.match.weights.model import SIGNS
from schemas.linkage import PersonQuery

DUNG = "089050299316,,Hoàng Đức Dũng,1950-08-05,M,089,00004,Phường Trúc Bạch,Hà Nội"


@pytest.fixture
def register(write_csv: Callable[..., Path], tmp_path: Path) -> Register:
    build_register(write_csv([DUNG]), tmp_path / "R")
    return open_register(tmp_path / "R")


def _paper(number: str, gender: str | None = None) -> PersonQuery:
    return PersonQuery(
        "q",
        number,
        None,
        "Hoàng Đức Dũng",
        "05/08/1950",
        gender,
        "Phường Trúc Bạch",
        "Hà Nội",
    )


@pytest.mark.parametrize(
    ("number", "gender", "says"),
    [
        ("089150299318", None, "other_sex"),  # a twin sister's
        ("089150299318", "nữ", "nothing"),  # the paper tells the sex itself
        ("089150299316", None, "nothing"),  # the fourth digit alone was misread
        ("089050299318", None, "nothing"),  # the same sex
        ("089151299316", None, "nothing"),  # another year
        ("089250299316", None, "nothing"),  # another century
        ("089150299381", None, "nothing"),  # too far to be a twin's
        ("08915029931?", None, "nothing"),
        ("08915029931", None, "nothing"),
    ],
)
def test_the_sex_that_a_number_tells(
    number: str, gender: str | None, says: str, register: Register
) -> None:
    prepared, pair = prepare([_paper(number, gender)], register), np.zeros(1, np.int64)
    found = compare(prepared, pair, pair, register).signs["number_says"]
    assert SIGNS["number_says"][found[0]] == says


def test_a_twin_of_the_other_sex_goes_to_a_person(
    register: Register, settings: MatchSettings
) -> None:
    twin = match_person(_paper("089150299318"), register, settings)
    assert (twin.outcome, twin.citizen_id) == ("review", None)
    assert "người khác giới" in twin.explanation
    misread = match_person(_paper("089150299316"), register, settings)
    assert "người khác giới" not in misread.explanation
