"""Records of the work: what they bear, what they must not hold."""

import json
import logging
import multiprocessing

import pytest

from pipeline.common.logs import logging_to, mask, working_on

LOGGER = logging.getLogger("pipeline.somewhere")


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_record_says_what_was_worked_on(tmp_path):
    path = tmp_path / "log.jsonl"
    with logging_to(path), working_on(batch="run-1"):
        LOGGER.info("begun")
        with working_on(item="H26-1.1", stage="ocr"):
            LOGGER.warning("quarantine: %s", "broken_pdf")
        LOGGER.info("ended")
    LOGGER.warning("after the file is closed")
    begun, refused, ended = lines(path)
    assert (begun["batch"], begun["message"], "item" in begun) == (
        "run-1",
        "begun",
        False,
    )
    assert (refused["item"], refused["stage"], refused["level"]) == (
        "H26-1.1",
        "ocr",
        "warning",
    )
    assert refused["logger"] == "pipeline.somewhere" and refused["at"].endswith(
        "+07:00"
    )
    assert "item" not in ended
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_error_is_told_without_its_text(tmp_path):
    with logging_to(tmp_path / "log.jsonl"):
        try:
            int("Nguyễn Văn Thử")
        except ValueError:
            LOGGER.exception("failed")
    (record,) = lines(tmp_path / "log.jsonl")
    assert (
        record["error"] == "ValueError"
        and "test_an_error_is_told" in record["where"][0]
    )
    assert "Thử" not in json.dumps(record, ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("citizen 001075012345 linked", "citizen ************ linked"),
        ("old number 123 456 789.", "old number ***********."),
        (
            "H26.27-240101-0001.1 of run-20261128-00001",
            "H26.27-240101-0001.1 of run-20261128-00001",
        ),
        ("12345678 bytes", "12345678 bytes"),
    ],
)
def test_long_numbers_are_masked_and_codes_are_not(text, shown):
    assert mask(text) == shown


def test_debug_is_written_only_where_it_is_asked_for(tmp_path):
    with (
        logging_to(tmp_path / "usual.jsonl"),
        logging_to(tmp_path / "all.jsonl", logging.DEBUG),
    ):
        LOGGER.debug("page read")
    assert not (tmp_path / "usual.jsonl").exists()
    assert [one["message"] for one in lines(tmp_path / "all.jsonl")] == ["page read"]


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path):
    with logging_to(tmp_path / "no" / "log.jsonl"):
        LOGGER.error("unheard")


def _write_many(path, number):
    with logging_to(path), working_on(item=str(number)):
        for count in range(200):
            LOGGER.info("record %d %s", count, "x" * 100)


def test_lines_of_several_processes_stay_whole(tmp_path):
    path = tmp_path / "log.jsonl"
    processes = [
        multiprocessing.get_context("spawn").Process(target=_write_many, args=(path, n))
        for n in range(3)
    ]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
    found = lines(path)
    assert len(found) == 600 and {one["item"] for one in found} == {"0", "1", "2"}
