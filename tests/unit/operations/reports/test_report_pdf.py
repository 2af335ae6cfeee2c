"""A report as a PDF to be filed."""

from __future__ import annotations

import pikepdf

from pipeline.config import load_settings
from pipeline.operations.reports.report_pdf import report_lines, write_report_pdf
from pipeline.report.definitions.reuse import REUSE
from tests.unit.report.report_tables import report_of

SETTINGS = load_settings(environ={})


def test_the_lines_are_those_of_the_table():
    lines = report_lines(report_of(REUSE), SETTINGS)
    assert lines[0] == "Tái sử dụng giấy tờ và nộp hồ sơ trực tuyến"
    assert not any("\u00a0" in line for line in lines)


def test_a_whole_file_takes_the_place_of_the_one_before(tmp_path):
    out = tmp_path / "tai-su-dung.pdf"
    out.write_bytes(b"old")
    write_report_pdf(report_of(REUSE), SETTINGS, out)
    assert list(tmp_path.iterdir()) == [out]
    with pikepdf.open(out) as pdf:
        metadata = pdf.open_metadata()
        assert metadata.pdfa_status == "2U"
        assert metadata["dc:title"].startswith("Tái sử dụng giấy tờ")
        width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
    assert width > height
