"""Import of the officials' denominators: whole, dated, compared with the one before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.common.clock import now
from pipeline.common.files import sha256_of
from pipeline.config import load_settings
from pipeline.errors import TableError, UsageError
from pipeline.operations.reports.registers import (
    ImportRequest,
    clear,
    import_register,
    import_units,
    list_versions,
    parse_as_of,
    shorten,
    show,
    show_units,
)
from pipeline.store.parquet import ParquetStore
from schemas.figures.registers import Register

HEAD = "dossier_code,agency_code,agency_name,level,still_valid,issued_date"


@pytest.fixture
def load(folder, tmp_path):
    """Imports past results by code; gives what the import did."""
    settings = load_settings(environ={}, options={"operator": "Trần Thị Bình"})

    def load(codes, as_of=date(2026, 1, 31), replace=False, **changed):
        path = tmp_path / f"so-{as_of}-{len(codes)}.csv"
        rows = [
            f"{code},H26,UBND xã A,commune,{changed.get(code, 'true')},2014-05-06"
            for code in codes
        ]
        path.write_text("\n".join([HEAD, *rows]), "utf-8")
        request = ImportRequest(file=path, as_of=as_of, replace=replace)
        return import_register(folder.root, settings, Register.PAST_RESULTS, request)

    return load


def past_results(folder) -> dict[str, bool]:
    rows = ParquetStore(folder.store).read("past_results").to_pylist()
    return {row["dossier_code"]: row["still_valid"] for row in rows}


def test_a_corrected_register_shrinks_the_denominator(folder, load):
    nine = [f"K{at}" for at in range(9)]
    assert load(nine).change.counts() == {"added": 9, "changed": 0, "vanished": 0}
    done = load(nine[:7], K0="false")
    assert (done.rows, done.before.rows) == (7, 9)
    assert (done.change.vanished, done.change.changed) == (("K7", "K8"), ("K0",))
    assert done.change.changed_columns == {"still_valid": 1}
    assert past_results(folder) == {"K0": False, **dict.fromkeys(nine[1:7], True)}


def test_a_row_at_fault_changes_nothing(folder, load):
    load(["K0", "K1"])
    with pytest.raises(TableError) as caught:
        load(["K0", "K2", "K3", "K0"], K2="maybe")
    assert [one.values["row"] for one in (caught.value, *caught.value.others)] == [
        "3",
        "5",
    ]
    assert set(past_results(folder)) == {"K0", "K1"}


def test_versions_by_day(folder, load):
    load(["K0"], date(2026, 1, 31))
    with pytest.raises(UsageError) as caught:
        load(["K0", "K1"], date(2025, 12, 31))
    assert caught.value.code == "register_older"
    load(["K0", "K1"], date(2025, 12, 31), replace=True)
    found = list_versions(
        folder.root, load_settings(folder.root), Register.PAST_RESULTS
    )
    assert [(one.as_of, one.rows, one.actor) for one in found] == [
        ("2025-12-31", 2, "Trần Thị Bình"),
        ("2026-01-31", 1, "Trần Thị Bình"),
    ]
    # What was received is kept: an older version can be loaded again.
    kept = folder.original(found[1].sha256)
    assert sha256_of(kept) == found[1].sha256 and b"K1" not in kept.read_bytes()


def test_the_same_table_again_is_no_commit(load):
    assert load(["K0"]).commit == load(["K0"]).commit
    assert (
        load(["K0"], date(2026, 2, 1)).commit
        > load(["K0"], date(2026, 2, 1)).commit - 1
    )


def test_a_far_smaller_table_is_asked_about(folder, load):
    codes = [f"K{at}" for at in range(120)]
    load(codes)
    with pytest.raises(UsageError) as caught:
        load(codes[:50])
    assert caught.value.code == "register_shrinks" and len(past_results(folder)) == 120
    load(codes[:50], replace=True)
    assert len(past_results(folder)) == 50


def test_what_is_loaded_and_taking_it_out(folder, load):
    settings = load_settings(folder.root)
    assert show(folder.root, settings, Register.PAST_RESULTS).rows == 0
    load(["K0", "K1"], K1="false")
    loaded = show(folder.root, settings, Register.PAST_RESULTS)
    assert (loaded.version.as_of, loaded.rows) == ("2026-01-31", 2)
    assert loaded.spans == {"issued_date": ("2014-05-06", "2014-05-06")}
    assert loaded.states == {"still_valid": 1, "no_longer_valid": 1}
    assert [(one.agency_code, one.rows) for one in loaded.units] == [("H26", 2)]
    assert clear(folder.root, settings, Register.PAST_RESULTS) == 2
    assert past_results(folder) == {}
    assert show(folder.root, settings, Register.PAST_RESULTS).version is None
    assert clear(folder.root, settings, Register.PAST_RESULTS) == 0


def test_the_day_of_a_table():
    assert parse_as_of("2026-01-31") == date(2026, 1, 31)
    assert parse_as_of(None) == now().date()
    for text, code in (
        ("31/01/2026", "bad_as_of"),
        (str(now().date() + timedelta(days=2)), "register_future"),
    ):
        with pytest.raises(UsageError) as caught:
            parse_as_of(text)
        assert caught.value.code == code


def test_a_change_is_shortened(load):
    change = load(["K0", "K1", "K2"]).change
    assert shorten(change, 2).added == ("K0", "K1")


def test_a_file_that_is_not_there(folder):
    request = ImportRequest(file=Path("none.csv"), as_of=date(2026, 1, 31))
    with pytest.raises(TableError):
        import_register(
            folder.root, load_settings(folder.root), Register.ONE_STOP, request
        )


def test_a_unit_that_nobody_has_listed(folder, load, tmp_path):
    settings = load_settings(folder.root)
    assert show_units(folder.root, settings) is None
    table = tmp_path / "don-vi.csv"
    table.write_text("unit_code,name,level\nH27,Xã B,commune\n", "utf-8")
    assert set(import_units(folder.root, settings, table).units) == {"H27"}
    with pytest.raises(TableError) as caught:
        load(["K0", "K1"])
    assert (caught.value.code, caught.value.values["unit"]) == (
        "table_unknown_unit",
        "H26",
    )
    assert len(caught.value.others) == 1 and past_results(folder) == {}
    table.write_text("unit_code,name,level\nH26,Xã A,commune\n", "utf-8")
    import_units(folder.root, settings, table)
    assert load(["K0", "K1"]).rows == 2


def test_visits_are_replaced_and_compared_by_unit_day_and_ticket(folder, tmp_path):
    head = "visit_code,agency_code,level,arrived_at,called_at,dossier_code"
    path, settings = tmp_path / "luot.csv", load_settings(folder.root)

    def load(*lines):
        path.write_text("\n".join([head, *lines]), "utf-8")
        request = ImportRequest(file=path, as_of=date(2026, 1, 31))
        return import_register(folder.root, settings, Register.VISITS, request)

    first = "A1,H26,commune,2025-05-06 08:00,2025-05-06 08:10,"
    again = "A1,H26,commune,2025-05-07 08:00,,"
    assert load(first, again).change.added == ("H26/2025-05-06/A1", "H26/2025-05-07/A1")
    change = load(
        first.replace("08:10", "08:20"), "A2,H26,commune,2025-05-07 08:00,,"
    ).change
    assert change.changed == ("H26/2025-05-06/A1",)
    assert change.changed_columns == {"called_at": 1}
    assert (change.added, change.vanished) == (
        ("H26/2025-05-07/A2",),
        ("H26/2025-05-07/A1",),
    )
    loaded = show(folder.root, settings, Register.VISITS)
    assert loaded.spans == {"arrived_at": ("2025-05-06", "2025-05-07")}
    assert loaded.states == {"–": 2}


def test_answers_are_loaded_by_score(folder, tmp_path):
    path, settings = tmp_path / "phieu.csv", load_settings(folder.root)
    path.write_text(
        "answer_code,agency_code,level,answered_on,score\n1,H26,commune,2025-05-06,5\n",
        "utf-8",
    )
    request = ImportRequest(file=path, as_of=date(2026, 1, 31))
    import_register(folder.root, settings, Register.SURVEY, request)
    assert show(folder.root, settings, Register.SURVEY).states == {"5": 1}
    assert ParquetStore(folder.store).read("survey")["answers"].to_pylist() == [1]
