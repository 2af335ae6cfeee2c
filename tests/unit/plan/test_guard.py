"""Whatever goes wrong with one item becomes a Failure; what would meet every item is raised."""

import pytest

from pipeline.errors import (
    BusyError,
    InputError,
    MissingToolError,
    StorageError,
    TransientInputError,
    UsageError,
)
from pipeline.plan.guard import StageClock, catch_failure, defect, failure_of
from schemas.work import Failure


def raising(error):
    def work(clock):
        with clock("ocr"):
            raise error

    return work


def test_what_comes_out_well_is_given_back():
    assert catch_failure(lambda clock: clock.stage) == "start"


@pytest.mark.parametrize(
    ("error", "transient"),
    [
        (InputError("broken_image", "x", remedy="y", values={"a": 1}), False),
        (TransientInputError("unreadable", "x"), True),
        (BusyError("archive_busy", "x"), False),
        (StorageError("disk_failed", "x"), True),
    ],
)
def test_an_items_error_becomes_its_failure(error, transient):
    found = catch_failure(raising(error), 3)
    assert isinstance(found, Failure)
    assert (found.code, found.stage, found.page) == (error.code, "ocr", 3)
    assert (found.transient, found.values) == (transient, error.values)


def test_the_page_that_an_error_names_is_kept():
    assert failure_of(InputError("broken_image", "x", page=7), "ingest", 3).page == 7


@pytest.mark.parametrize(
    "error",
    [
        UsageError("unknown_engine", "x"),
        MissingToolError("model_missing", "x"),
        StorageError("disk_full", "x"),
        StorageError("disk_read_only", "x"),
    ],
)
def test_what_would_meet_every_item_is_raised(error):
    with pytest.raises(type(error)):
        catch_failure(raising(error))


def test_a_defect_keeps_its_place_and_never_its_text():
    found = catch_failure(raising(ValueError("Nguyễn Văn A, 001080000001")), 2)
    assert isinstance(found, Failure)
    assert (found.code, found.page, found.transient) == ("internal_error", 2, False)
    assert "test_guard" in (found.detail or "")
    assert "001080000001" not in f"{found.message} {found.detail}"
    assert defect(KeyError("A"), "match").stage == "match"


def test_no_memory_is_the_machines_trouble():
    found = catch_failure(raising(MemoryError()))
    assert isinstance(found, Failure)
    assert (found.code, found.transient) == ("out_of_memory", True)


def test_a_clock_adds_up_by_stage():
    clock = StageClock()
    for stage in ("ocr", "match", "ocr"):
        with clock(stage):
            assert clock.stage == stage
    assert list(clock.seconds) == ["ocr", "match"]
    assert all(seconds >= 0 for seconds in clock.seconds.values())
