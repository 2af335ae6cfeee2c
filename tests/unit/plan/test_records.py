"""Records of a worker reach the log of its batch, with batch and item."""

import json
import logging

from pipeline.config import load_settings
from pipeline.plan.records import log_to_batch

LOGGER = logging.getLogger("pipeline.plan.test")


def test_a_record_bears_batch_and_item(tmp_path):
    work = tmp_path / "b1" / "A-1.1"
    work.mkdir(parents=True)
    with log_to_batch(load_settings(environ={}), work, "A-1.1/p3"):
        LOGGER.info("read")
    LOGGER.info("outside")
    (record,) = [
        json.loads(line)
        for line in (tmp_path / "b1" / "log.jsonl").read_text().splitlines()
    ]
    assert (record["batch"], record["item"], record["message"]) == (
        "b1",
        "A-1.1/p3",
        "read",
    )


def test_less_is_logged_where_the_settings_say_so(tmp_path):
    settings = load_settings(environ={}, options={"run": {"log_level": "error"}})
    work = tmp_path / "b1" / "A-1.1"
    work.mkdir(parents=True)
    with log_to_batch(settings, work, "A-1.1"):
        LOGGER.warning("failed")
        LOGGER.error("broken")
    lines = (tmp_path / "b1" / "log.jsonl").read_text().splitlines()
    assert [json.loads(line)["message"] for line in lines] == ["broken"]
