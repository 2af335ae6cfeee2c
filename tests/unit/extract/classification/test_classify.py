"""Which type a paper is, where more than one may be meant."""

import shutil
from pathlib import Path

from pipeline.config import CONFIGS, load_settings
from pipeline.extract.classification.classify import classify
from pipeline.extract.types import (
    OTHER,
    DocumentTypes,
    document_types,
    load_document_types,
)
from tests.unit.extract.head.lines import labelled

SURE = load_settings(environ={}).extract.sure_type_confidence
LINES = [("GIẤY MỜI", "TYPE", 1.0), ("Về việc dự họp tổng kết năm", "SUBJECT", 1.0)]


def confidence(types: DocumentTypes) -> tuple[str, float]:
    told = labelled(LINES)
    guess = classify([[line.row for line in told]], [told], types, 0.6)
    return guess.code, guess.confidence


def test_a_title_that_one_type_has_tells_it() -> None:
    code, sure = confidence(document_types())
    assert code == "giay_moi" and sure >= SURE


def test_a_title_that_two_types_claim_is_asked_about(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CONFIGS / "document_types", tmp_path / "types"))
    text = (folder / "giay_moi.toml").read_text(encoding="utf-8")
    (folder / "giay_moi_hop.toml").write_text(
        text.replace('code = "giay_moi"', 'code = "giay_moi_hop"'), encoding="utf-8"
    )
    code, sure = confidence(load_document_types(folder))
    assert code in {"giay_moi", "giay_moi_hop"} and sure < SURE


def test_no_pages_are_of_no_type() -> None:
    guess = classify([], [], document_types(), 0.6)
    assert guess.code == OTHER


def test_running_text_that_names_a_decree_makes_no_annex() -> None:
    def code(line: str) -> str:
        told = labelled(
            [
                ("Theo đề nghị của Trưởng phòng Tổ chức cán bộ", "BODY", 0.98),
                (line, "ANNEX", 0.81),
                ("được hoàn thành đúng thời hạn", "BODY", 1.0),
            ]
        )
        rows = [line.row for line in told]
        return classify([rows], [told], document_types(), 0.6).code

    assert code("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của") == OTHER
    assert code("(Kèm theo Nghị định số 30/2020/NĐ-CP)") == "phu_luc"
    assert code("(Ban hảnh kèm thco Nghị định số 30/2020/NĐ-CP)") == "phu_luc"
