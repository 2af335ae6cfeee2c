"""Where values stand on the pages that are shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.serve.papers.documents import Document, Spot

PAGE = {
    "page": 1,
    "width_px": 1000,
    "height_px": 2000,
    "dpi": 200.0,
    "rotation_deg": 0,
    "skew_deg": 0.0,
}
FIELD = {
    "role": "subject",
    "role_index": 1,
    "name": "birth_date",
    "page": 1,
    "x0": 100.0,
    "y0": 200.0,
    "x1": 300.0,
    "y1": 400.0,
}


def made(page=PAGE, level="B-LTA", fields=(FIELD,)):
    row = {
        "document_id": "A.1",
        "pdf_path": "documents/A.1.pdf",
        "pdf_sha256": "f",
        "signature_level": level,
    }
    return Document(row, [page], fields, ())


def test_a_value_stands_at_shares_of_the_page():
    assert made().spot(FIELD) == Spot(1, 0.1, 0.1, 0.3, 0.2)


def test_on_a_turned_page_the_value_turns_with_it():
    turned = made({**PAGE, "rotation_deg": 90})
    assert turned.shape(1) == (2000, 1000)
    spot = turned.spot(FIELD)
    assert (spot.x1 - spot.x0, spot.y1 - spot.y0) == pytest.approx((0.1, 0.2))


@pytest.mark.parametrize(
    "field",
    [
        {**FIELD, "x0": None},
        {**FIELD, "page": 7},
        {**FIELD, "x0": 1500.0, "x1": 1600.0},
    ],
)
def test_a_value_without_a_place_on_the_page_has_no_spot(field):
    assert made().spot(field) is None


def test_only_received_files_are_turned_to_be_read():
    turned = {**PAGE, "rotation_deg": 90}
    assert made(turned).page_file(1).turn == 0
    assert made(turned, "received").page_file(1).turn == 90


def test_values_are_found_by_their_names():
    document = made()
    assert document.field("subject", 1, "birth_date") is FIELD
    assert document.field("subject", 2, "birth_date") is None
    assert document.person("subject", 1) == {"birth_date": FIELD}
    assert document.person("mother", 1) == {}


edges = st.floats(0.0, 1.0)


@settings(deadline=None)
@given(st.tuples(edges, edges), st.tuples(edges, edges))
def test_the_paper_around_a_value_stays_on_the_page(across, down):
    (x0, x1), (y0, y1) = sorted(across), sorted(down)
    around = Spot(1, x0, y0, x1, y1).around
    assert -1e-9 <= around.x0 <= around.x1 <= 1 + 1e-9
    assert -1e-9 <= around.y0 <= around.y1 <= 1 + 1e-9


def test_a_crop_holds_the_value_at_the_same_place():
    spot = Spot(1, 0.4, 0.5, 0.5, 0.52)
    inner = spot.within(Spot(1, 0.3, 0.4, 0.7, 0.6))
    assert (inner.x0, inner.y0, inner.x1, inner.y1) == pytest.approx(
        (0.25, 0.5, 0.5, 0.6)
    )
    assert spot.edges == "0.4000,0.5000,0.5000,0.5200"
