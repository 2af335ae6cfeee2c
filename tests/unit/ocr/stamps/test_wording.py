"""The wording of stamps as it comes with the program."""

from pipeline.common.vietnamese.folding import fold
from pipeline.ocr.stamps.wording import load_stamp_wording


def test_the_wording_is_folded_and_telling_labels_are_labels():
    by = load_stamp_wording().arrival
    assert set(by.telling) < set(by.labels)
    for text in (*by.headings, *by.labels):
        assert text == fold(text)
    assert all(a < b for a, b in zip(by.least_frame, by.largest_frame, strict=True))
