"""Visits and answers: what is read, and what can't be true."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.errors import TableError
from pipeline.ingest.inbox.service_tables import read_survey, read_visits
from pipeline.ingest.inbox.tables import Plausible
from schemas.figures.units import TreeUnit, UnitTree
from schemas.received.source import SurveyRow

VN = timezone(timedelta(hours=7))
HEAD = "Số phiếu;Mã đơn vị;Đơn vị;Mục đích;Mã hồ sơ;Lấy số lúc;Gọi lúc;Xong lúc"
SURVEY = "Số phiếu;Mã đơn vị;Đơn vị;Ngày đánh giá;Mức độ hài lòng;Số lượng"
ANY = Plausible()


def table(folder: Path, *lines: str) -> Path:
    path = folder / "bang.csv"
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


def visit(
    ticket: str = "A1",
    arrived: str = "05/11/2025 08:00",
    called: str = "05/11/2025 08:12",
    left: str = "",
    unit: str = "H26",
) -> str:
    return f"{ticket};{unit};UBND phường A;Nộp hồ sơ;H26-1;{arrived};{called};{left}"


def test_a_ticket_machine_s_table(tmp_path: Path) -> None:
    first, second = read_visits(
        table(tmp_path, HEAD, visit(), visit(arrived="06/11/2025 08:00", called="")),
        ANY,
    )
    assert (first.visit_code, second.visit_code) == (
        "H26/2025-11-05/A1",
        "H26/2025-11-06/A1",
    )
    assert (first.level, first.purpose, first.dossier_code) == (
        "commune",
        "submit",
        "H26-1",
    )
    assert first.called_at == datetime(2025, 11, 5, 8, 12, tzinfo=VN)
    assert (second.called_at, second.left_at) == (None, None)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (visit(called="05/11/2025 07:59"), "table_visit_times"),
        (visit(left="05/11/2025 08:11"), "table_visit_times"),
        (visit(called="06/11/2025 08:01"), "table_visit_times"),
        (visit(arrived="05/11/2099 08:00", called=""), "table_far_ahead"),
        (visit(unit="H99"), "table_unknown_unit"),
        (visit(arrived=""), "table_wrong_time"),
        (visit(ticket=""), "table_wrong_code"),
    ],
)
def test_a_visit_that_can_t_be(tmp_path: Path, line: str, code: str) -> None:
    limits = load_settings(environ={}).tables
    units = UnitTree.of([TreeUnit("H26", "UBND phường A", "commune")])
    plausible = Plausible.on(date(2025, 12, 1), limits, units)
    with pytest.raises(TableError) as caught:
        read_visits(table(tmp_path, HEAD, visit("A0"), line), plausible)
    assert (caught.value.code, caught.value.values["row"]) == (code, "3")


def test_a_ticket_twice_on_one_day_of_one_unit(tmp_path: Path) -> None:
    other = visit(unit="H27")
    with pytest.raises(TableError) as caught:
        read_visits(table(tmp_path, HEAD, visit(), other, visit()), ANY)
    place = (
        caught.value.code,
        caught.value.values["row"],
        caught.value.values["before"],
    )
    assert place == ("table_repeated_number", "4", "2")


def test_answers_by_their_words_and_numbers(tmp_path: Path) -> None:
    lines = (
        "1;H26;UBND quận B;05/11/2025;Rất hài lòng;12",
        "2;H26;UBND quận B;05/11/2025;Không hài lòng;",
        "1;H26;UBND quận B;2025-11-06;3;2",
    )
    rows = read_survey(table(tmp_path, SURVEY, *lines), ANY)
    assert [(row.score, row.answers) for row in rows] == [(5, 12), (2, 1), (3, 2)]
    assert rows[2] == SurveyRow(
        *(4, "H26/2025-11-06/1", "H26", "UBND quận B", "district"),
        *(date(2025, 11, 6), 3, 2, None),
    )


@pytest.mark.parametrize(
    ("score", "number", "code"),
    [
        ("6", "", "table_wrong_count"),
        ("", "", "table_wrong_count"),
        ("tuyệt vời", "", "table_wrong_count"),
        ("5", "0", "table_wrong_count"),
    ],
)
def test_an_answer_that_can_t_be(
    tmp_path: Path, score: str, number: str, code: str
) -> None:
    line = f"1;H26;UBND quận B;05/11/2025;{score};{number}"
    with pytest.raises(TableError) as caught:
        read_survey(table(tmp_path, SURVEY, line), ANY)
    assert caught.value.code == code


def test_a_table_without_rows_or_with_unknown_headings(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read_visits(table(tmp_path, HEAD), ANY)
    assert caught.value.code == "table_no_rows"
    with pytest.raises(TableError) as caught:
        read_survey(
            table(tmp_path, SURVEY.replace("Mức độ hài lòng", "Sao"), "1;;;;;"), ANY
        )
    assert caught.value.code == "export_unknown_headings"
    assert caught.value.values["lacking"] == "score"
