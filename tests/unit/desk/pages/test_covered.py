"""Values that a seal lies over."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.desk.pages.covered import covered_values, field_of
from pipeline.desk.pages.regions import Region
from pipeline.preprocess.places import PageLook
from schemas.imaging import InkMap
from schemas.tables.rows import DocumentRow, FieldRow
from schemas.work import DocumentRows
from tests.support.store_rows import made_row
from tests.unit.desk.pages.read_pages import line, page_of

CLEAR = PageLook((), False, False, True, None)


def sealed(x0: int, y0: int, x1: int, y1: int) -> PageLook:
    """A page of 200 dpi with red ink in this part."""
    cells = np.zeros((292, 207), bool)
    cells[y0 // 8 : y1 // 8, x0 // 8 : x1 // 8] = True
    return replace(CLEAR, seals=InkMap(207, 292, 8, np.packbits(cells).tobytes().hex()))


def field(name: str, doubtful: bool = False, **more) -> FieldRow:
    place = {"page": 1, "x0": 200.0, "y0": 200.0, "x1": 400.0, "y1": 230.0}
    return made_row(FieldRow, name=name, needs_review=doubtful, **{**place, **more})


def covered(*fields: FieldRow, look: PageLook, lines=()) -> list[str | None]:
    rows = DocumentRows(made_row(DocumentRow), (), tuple(fields), ())
    return [one.field for one in covered_values(rows, [page_of(*lines)], [look])]


def test_a_seal_over_a_value_names_it_and_its_place() -> None:
    row = field("birth_date", role="subject", role_index=1)
    assert field_of(row) == "subject.1.birth_date"
    rows = DocumentRows(made_row(DocumentRow), (), (field("number"), row), ())
    found = list(covered_values(rows, [page_of()], [sealed(160, 160, 320, 320)]))
    assert [one.field for one in found] == ["number", "subject.1.birth_date"]
    assert (found[0].code, found[0].region, found[0].page) == (
        "rescan_seal_over",
        Region.TOP_LEFT,
        1,
    )
    assert found[0].box == (200.0, 200.0, 400.0, 230.0)


def test_a_seal_beside_a_value_is_none_over_it() -> None:
    assert covered(field("number"), look=sealed(160, 260, 320, 400)) == []
    assert covered(field("number"), look=CLEAR) == []
    assert covered(field("number", x0=None), look=sealed(160, 160, 320, 320)) == []


@pytest.mark.parametrize(("doubtful", "told"), [(False, []), (True, ["signer_name"])])
def test_the_seal_over_a_signature_is_told_where_the_name_is_doubtful(
    doubtful, told
) -> None:
    row = field("signer_name", doubtful)
    assert (
        covered(row, field("number", x0=None), look=sealed(160, 160, 320, 320)) == told
    )


@pytest.mark.parametrize(
    ("text", "y", "told"),
    [
        ("Số: 1", 200, ["number"]),
        ("SỐ", 200, ["number"]),
        ("Sống và làm việc", 200, []),
        ("Số: 1", 1500, []),
    ],
)
def test_a_number_that_a_seal_hides_is_told_without_a_value(text, y, told) -> None:
    lines = (line(text, y, x=150, width=60),)
    assert covered(look=sealed(160, y - 60, 700, y + 100), lines=lines) == told
