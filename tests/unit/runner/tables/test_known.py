"""What the tables beside the papers say of a dossier: the batch list before the export, the export
before the register."""

from datetime import date, datetime, timedelta, timezone

import pytest

from pipeline.config import load_settings
from pipeline.errors import TableError
from pipeline.runner.tables.known import (
    TablesBeside,
    keep_tables,
    load_known_dossiers,
    read_tables,
)
from pipeline.runner.tables.registers import NewRegister, Registers, as_table
from schemas.figures.registers import Register
from schemas.received.source import BatchRow, OneStopRow, PastResultRow

LIMITS = load_settings(environ={}).tables
VN = timezone(timedelta(hours=7))


def exported(code="A-1", **values):
    fields = {
        "row": 2,
        "dossier_code": code,
        "agency_code": "H1",
        "agency_name": None,
        "level": "commune",
        "procedure_code": "1.004",
        "received_at": datetime(2026, 1, 2, 8, tzinfo=VN),
        "due_at": None,
        "finished_at": None,
        "status": "open",
        "applicant_name": None,
        "applicant_id": None,
        "online": None,
        "reused_components": None,
    }
    return OneStopRow(**{**fields, **values})


def past(code="A-1", **values):
    fields = {
        "row": 2,
        "dossier_code": code,
        "agency_code": "H2",
        "agency_name": None,
        "level": "district",
        "procedure_code": "2.000",
        "document_type": "quyet_dinh",
        "number": None,
        "issued_date": date(2011, 5, 6),
        "valid_until": None,
        "still_valid": True,
        "sheet_count": 3,
    }
    return PastResultRow(**{**fields, **values})


def keep(call, one_stop=(), past_results=()):
    context = call.context
    file = context.folder.root.parent / "register.csv"
    file.write_text("received")
    given = ((Register.ONE_STOP, one_stop), (Register.PAST_RESULTS, past_results))
    new = [
        NewRegister(name, as_table(name, rows), file, date(2026, 1, 31))
        for name, rows in given
        if rows
    ]
    place = Registers(context.folder, context.store, context.index)
    keep_tables(place, TablesBeside(registers=tuple(new)), "Trần Thị Bình")


def test_the_batch_list_goes_before_the_export_and_that_before_the_register(call):
    keep(call, [exported()], [past()])
    listed = BatchRow(2, "A-1", level="province", still_valid=False, sheet_count=9)
    known = load_known_dossiers(call.context.store, [listed])
    facts = known.of("A-1")
    assert (facts.agency_code, facts.level, facts.procedure_code) == (
        "H1",
        "province",
        "1.004",
    )
    assert (facts.document_type, facts.still_valid) == ("quyet_dinh", False)
    assert known.sheets == {"A-1": 9}


def test_what_no_table_says_comes_from_the_code(call):
    keep(call, past_results=[past("B-2", agency_code="")])
    assert load_known_dossiers(call.context.store).of("B-2").agency_code == "B"


@pytest.mark.parametrize(
    ("listed", "register", "kind"),
    [
        (None, True, "result"),
        ("component", True, "component"),
        (None, False, "component"),
    ],
)
def test_a_past_result_is_a_result_unless_the_list_says_otherwise(
    call, listed, register, kind
):
    keep(call, [exported()], [past()] if register else [])
    rows = [BatchRow(2, "A-1", kind=listed)] if listed else []
    assert load_known_dossiers(call.context.store, rows).of("A-1").kind == kind


def test_a_new_export_takes_the_place_of_the_one_before(call):
    keep(call, [exported("A-1"), exported("B-1")])
    first = call.context.store.snapshot().commit
    keep(call, [exported("A-1"), exported("B-1")])
    assert call.context.store.snapshot().commit == first, "nothing new is no commit"
    keep(call, [exported("A-1", status="done")])
    rows = {
        row["dossier_code"]: row
        for row in call.context.store.read("one_stop").to_pylist()
    }
    assert {code: row["status"] for code, row in rows.items()} == {"A-1": "done"}
    assert rows["A-1"]["received_at"] == "2026-01-02T08:00:00.000+07:00"


def test_one_bad_row_and_no_table_is_taken(tmp_path):
    good = "dossier_code,agency_code,level,still_valid\nA-1,H1,commune,yes\n"
    (tmp_path / "past.csv").write_text(good)
    (tmp_path / "bad.csv").write_text(
        "dossier_code,agency_code,level,received_at,status\nA-1,H1,moon,x,open\n"
    )
    given = {
        Register.PAST_RESULTS: tmp_path / "past.csv",
        Register.ONE_STOP: tmp_path / "bad.csv",
    }
    with pytest.raises(TableError):
        read_tables(None, given, LIMITS)
    assert read_tables(None, {}, LIMITS) == TablesBeside()
