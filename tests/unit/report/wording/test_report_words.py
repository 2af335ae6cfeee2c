"""What columns, values and notes are called."""

import pytest

from pipeline.report.columns import Column, Kind, Value
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Note, NoteCode

VI, EN = ReportWords("vi"), ReportWords("en")


@pytest.mark.parametrize(
    ("name", "kind", "value", "vi"),
    [
        ("rate", Kind.SHARE, None, "–"),
        ("rate", Kind.SHARE, 0.5, "50,0\u00a0%"),
        ("denominator", Kind.COUNT, 1234567, "1.234.567"),
        ("gap", Kind.POINTS, -0.125, "−12,5"),
        ("due_at", Kind.MOMENT, "2024-05-10T17:00:00+07:00", "10/05/2024 17:00"),
        ("issued_date", Kind.MOMENT, "2024-05-10", "10/05/2024"),
        ("document_type", Kind.TEXT, "quyet_dinh", "Quyết định"),
        ("document_type", Kind.TEXT, "x_y", "x_y"),
        ("level", Kind.TEXT, "district", "Quận/huyện"),
        ("reason", Kind.TEXT, "in_review", "đang chờ kiểm tra"),
        ("reason", Kind.TEXT, "type_unknown", "không rõ loại giấy tờ"),
        ("flag", Kind.TEXT, "blurred", "Hình ảnh trang bị nhòe."),
        ("flag", Kind.TEXT, "of_tomorrow", "of_tomorrow"),
        ("source", Kind.TEXT, "list", "Danh sách bàn giao (batch.csv)"),
        ("agency_name", Kind.TEXT, "a\x1b[2Jb\nc", "a [2Jb c"),
    ],
)
def test_cells_as_people_read_them(
    name: str, kind: Kind, value: Value, vi: str
) -> None:
    assert VI.cell(Column(name, kind), value) == vi


def test_document_types_are_codes_in_english() -> None:
    assert EN.cell(Column("document_type", Kind.TEXT), "quyet_dinh") == "quyet_dinh"


def test_headings_of_a_report_go_before_the_common_ones() -> None:
    assert VI.heading("rate") == "Tỷ lệ"
    assert VI.heading("rate", "on-time") == "Tỷ lệ đúng hạn"
    assert VI.heading("rate", "rates") == "Tỷ lệ"
    assert VI.heading("no such column") == "no such column"
    assert VI.head_figure("results_digitized", "form-766") == "Kết quả đã số hóa"
    assert VI.head_figure("rate", "on-time") == "Tỷ lệ đúng hạn"


def test_what_is_not_there_reads_as_a_dash() -> None:
    assert [VI.count(None), VI.share(None), VI.moment(None)] == ["–"] * 3
    assert VI.level(None) == VI.level("planet") == "(không rõ)"


def test_short_terms_for_narrow_tables() -> None:
    assert VI.short_term("measure", "past_results") == "Kết quả cũ"
    assert VI.short_term("source", "list") is None
    assert VI.short_term("agency_name", "results") is None


def test_truth_values() -> None:
    assert (VI.yes_no(True), EN.yes_no(False)) == ("có", "no")


def test_notes_are_sentences_with_their_values() -> None:
    note = Note(NoteCode.UNREGISTERED, {"count": 3})
    assert (
        EN.note(note)
        == "3 digitized dossiers stand in no register: listed, not counted."
    )
    as_of = Note(NoteCode.AS_OF, {"at": "2024-12-31T23:59:00+07:00"})
    assert "31/12/2024 23:59" in VI.note(as_of)
    silent = Note(NoteCode.PLAN_SILENT, {"plan": "a|b=c", "years": "2026"})
    assert "Plan a|b=c sets no targets for 2026" in EN.note(silent)


def test_a_note_parts_the_thousands_of_what_it_counts_and_of_no_year() -> None:
    unstated = Note(NoteCode.UNSTATED, {"count": 303, "all": 2828})
    assert "303 trên 2.828 hồ sơ" in ReportWords("vi").note(unstated)
    assert "303 of 2,828 dossiers" in ReportWords("en").note(unstated)
    assert "(2025)" in ReportWords("vi").note(
        Note(NoteCode.SEVERAL_YEARS, {"year": 2025})
    )
