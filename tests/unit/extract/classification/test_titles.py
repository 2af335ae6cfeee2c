"""Lines that may be titles, and which title they are."""

import pytest

from pipeline.extract.classification.titles import by_title, candidates, find_titles
from pipeline.extract.types import document_types
from tests.unit.extract.head.lines import labelled

TYPES = document_types()
NOTHING_TOLD = dict.fromkeys(TYPES.types, 0.0)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("GIẤY CHỨNG NHẬN KẾT HÔN", "giay_chung_nhan_ket_hon"),
        ("GIẤY CHÚNG NHÂN KÊT HÔN", "giay_chung_nhan_ket_hon"),
        ("GIẤY MỜI", "giay_moi"),
    ],
)
def test_a_title_is_known_though_misread(line: str, code: str) -> None:
    told = labelled([(line, "TYPE", 1.0), ("Kính gửi: các đơn vị", "TO", 1.0)])
    rows = [one.row for one in told]
    found = by_title(
        candidates(rows, told, find_titles(told), TYPES), TYPES, NOTHING_TOLD
    )
    assert found is not None and found.code == code


def test_no_line_no_title() -> None:
    assert by_title([], TYPES, NOTHING_TOLD) is None


def test_only_where_the_parts_have_the_title_is_it_sought() -> None:
    told = labelled([("GIẤY MỜI", "BODY", 1.0), ("QUYẾT ĐỊNH", "TYPE", 1.0)])
    rows = [one.row for one in told]
    (found,) = candidates(rows, told, find_titles(told), TYPES)
    assert found.text == "quyetdinh"
