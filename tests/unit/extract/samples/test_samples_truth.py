"""Labelled samples: their text, and what was made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.extract.document import extract_document
from pipeline.extract.samples.drawn import draw_page
from pipeline.extract.samples.truth import Outcome, judge, read_truth
from pipeline.extract.types import document_types

LETTER = """\
     ỦY BAN NHÂN DÂN                        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
     XÃ TRƯỜNG THỊNH                             Độc lập - Tự do - Hạnh phúc
     Số: 31/GM-UBND                         Trường Thịnh, ngày 08 tháng 5 năm 2017
                              GIẤY MỜI
# output
giay_moi
number         31/GM-UBND
place          Trường Yên
subject/1 full_name      Lê Văn Tám
"""


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "giay_moi.txt"
    path.write_text(LETTER, encoding="utf-8")
    return path


def test_a_sample_is_a_drawing_a_type_and_facts(sample: Path) -> None:
    truth = read_truth(sample)
    assert truth.code == "giay_moi"
    assert truth.values["subject/1 full_name"] == "Lê Văn Tám"
    page = draw_page(truth.drawing)
    assert [line.words[0].text for line in page.ocr.lines][-1] == "GIẤY"
    # Columns are lines of their own, unless the drawing says otherwise.
    assert len(page.ocr.lines) == 7
    assert len(draw_page("! merged\n" + truth.drawing).ocr.lines) == 4


def test_every_fact_is_compared_and_what_was_read_beyond_is_told(sample: Path) -> None:
    truth = read_truth(sample)
    page = draw_page(truth.drawing)
    record = extract_document([page], document_types(), load_settings(environ={}))
    facts = {one.key: one for one in judge(truth, record)}
    assert facts["document_type"].outcome is Outcome.RIGHT
    assert facts["number"].outcome is Outcome.RIGHT
    assert facts["place"].outcome in {Outcome.WRONG, Outcome.WRONG_ASKED}
    assert facts["place"].read == "Trường Thịnh"
    assert facts["subject/1 full_name"].outcome is Outcome.MISSING
    assert facts["issued_date"].outcome is Outcome.EXTRA


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (LETTER.replace("# output\n", ""), 8),
        (LETTER.partition("giay_moi")[0], 5),
        (LETTER.replace("number         ", "number "), 7),
    ],
)
def test_a_text_that_is_no_sample_is_refused_by_its_line(
    sample: Path, text: str, line: int
) -> None:
    sample.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_truth(sample)
    assert caught.value.code == "sample_invalid"
    assert caught.value.item == f"{sample}:{line}"


def test_a_text_in_another_encoding_is_refused(sample: Path) -> None:
    sample.write_bytes("# output\nhộ".encode("utf-16"))
    with pytest.raises(UsageError, match="can't be used"):
        read_truth(sample)
