"""Machine-readable zones as recognition reads them."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.extract.codes.mrz import Zone, check_digit, find_zones, with_zones
from pipeline.extract.rows import TokenRow, page_rows
from schemas.record import FieldValue
from synthetic.heads.canvas import Canvas

NUMBER = "001187004119"
FIRST, SECOND = f"IDVNM1870041191{NUMBER}<<4", "8710204F3602128VNM<<<<<<<<<<<0"
SPECIMEN = "L898902C3"  # of ICAO 9303, part 4: its check digit is 6


def rows(*lines: str) -> tuple[TokenRow, ...]:
    canvas = Canvas(np.random.default_rng(3), (1654, 2339))
    for at, text in enumerate(lines):
        canvas.put(text, 200, 1350 + 48 * at, 32, "")
    return page_rows(canvas.reading().ocr, 1)


def zone(*lines: str) -> Zone | None:
    return next(find_zones([rows(*lines)]), None)


def test_check_digits_are_those_of_the_standard() -> None:
    assert [check_digit(t) for t in (SPECIMEN, "740812", "120415")] == [6, 2, 9]


def test_a_card_tells_number_birth_date_and_sex() -> None:
    found = zone(FIRST, SECOND, "TRAN<<BAO<PHUONG<<<<<<<<<<<<<<")
    assert found is not None
    told = (found.citizen_id, found.birth_date, found.gender)
    assert told == (NUMBER, "1987-10-20", "F")


@pytest.mark.parametrize(
    ("first", "second", "number", "birth"),
    [
        # Torn apart, with a look-alike, and fillers lost.
        (f"IDVNM18700411 91{NUMBER}", "87102O4F36 02128 VNM", NUMBER, "1987-10-20"),
        (FIRST, "8710205F3602128VNM", NUMBER, None),  # a check digit of the date fails
        (FIRST.replace("1870041191", "1870041192"), SECOND, None, None),
        (FIRST.replace(NUMBER, "001187004118"), SECOND, None, None),
        # The number says a man's: neither is believed.
        (FIRST, "8710204M3602128VNM", None, None),
    ],
)
def test_only_what_check_digits_bear_out_is_told(
    first: str, second: str, number: str | None, birth: str | None
) -> None:
    found = zone(first, second)
    assert found is not None
    assert (found.citizen_id, found.birth_date) == (number, birth)


def test_a_passport_has_its_numbers_in_one_line() -> None:
    passport = f"C12345678{check_digit('C12345678')}VNM8710204F3602128{NUMBER}<<<<"
    found = zone("P<VNMTRAN<<BAO<PHUONG<<<<<<<<<<<<<<<<<<<<<<<", passport)
    assert found is not None and found.citizen_id == NUMBER
    assert found.birth_date == "1987-10-20"


@pytest.mark.parametrize(
    "line", ["Căn cứ Luật Căn cước", "VNM", "IDVNM<<<<<<<<<<<<<<<<", "VNM" * 1000]
)
def test_other_lines_are_no_zone(line: str) -> None:
    assert zone(line) is None


def field(name: str, value: str | None, confidence: float = 0.6) -> FieldValue:
    return FieldValue(
        name, value, value, confidence, 1, None, "subject", 1, needs_review=True
    )


def test_what_a_zone_bears_out_is_sure_and_what_it_contradicts_is_asked_about() -> None:
    fields = (field("citizen_id", NUMBER), field("birth_date", "1987-10-29", 0.99))
    number, birth, *more = with_zones(fields, [rows(FIRST, SECOND)], card_paper=True)
    assert (number.confidence, number.needs_review) == (0.99, False)
    assert birth.value == "1987-10-29" and birth.needs_review and birth.confidence < 0.5
    assert [(f.name, f.value, f.method) for f in more] == [("gender", "F", "mrz")]


def test_a_zone_on_another_paper_speaks_of_whoever_has_its_number() -> None:
    pages = [rows(FIRST, SECOND)]
    own = (field("citizen_id", NUMBER),)
    (number,) = with_zones(own, pages, card_paper=False)
    assert not number.needs_review
    other = (field("citizen_id", "001187004120"),)
    assert with_zones(other, pages, card_paper=False) == other


def test_a_qr_stands_above_a_zone() -> None:
    code = replace(field("citizen_id", "001187004120"), method="qr")
    assert code in with_zones((code,), [rows(FIRST, SECOND)], card_paper=True)
