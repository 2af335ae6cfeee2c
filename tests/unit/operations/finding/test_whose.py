"""Whose papers are asked for."""

import pytest

from pipeline.errors import UsageError
from pipeline.operations.finding.whose import WantedPerson, find_numbers, read_wanted

CARD = "001080000001|012345678|Nguyễn Văn An|12031980|Nam|Phúc Xá, Hà Nội|01012022"


@pytest.mark.parametrize(
    ("asked", "born", "wanted"),
    [
        (" 001080000001 ", None, WantedPerson(citizen_id="001080000001")),
        ("001 080 000 001", None, WantedPerson(citizen_id="001080000001")),
        ("012345678", None, WantedPerson(old_id="012345678")),
        (CARD, None, WantedPerson(citizen_id="001080000001")),
        (
            "Nguyễn Văn An",
            "12.3.1980",
            WantedPerson(full_name="Nguyễn Văn An", birth=(1980, 3, 12)),
        ),
    ],
)
def test_what_was_given_is_told_by_its_shape(asked, born, wanted):
    assert read_wanted(asked, born) == wanted


@pytest.mark.parametrize(
    ("asked", "born", "code"),
    [
        ("", None, "bad_citizen_id"),
        ("0123456789", None, "bad_citizen_id"),
        ("Nguyễn Văn An", None, "bad_citizen_id"),
        (CARD.replace("12031980", "31021980"), None, "bad_citizen_id"),
        ("Nguyễn Văn An", "1980", "bad_birth_date"),
        ("!!", "12/03/1980", "bad_citizen_id"),
    ],
)
def test_what_names_nobody_is_refused(asked, born, code):
    with pytest.raises(UsageError) as caught:
        read_wanted(asked, born)
    assert caught.value.code == code


def test_an_old_number_needs_a_register():
    assert find_numbers(WantedPerson(citizen_id="001080000001"), None) == (
        "001080000001",
    )
    with pytest.raises(UsageError) as caught:
        find_numbers(WantedPerson(old_id="012345678"), None)
    assert caught.value.code == "no_register"
