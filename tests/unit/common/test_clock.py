"""Moments are Vietnam's, to the millisecond."""

from datetime import UTC, datetime, timedelta

from pipeline.common.clock import VIETNAM, now, stamp


def test_a_moment_is_written_in_vietnams_time():
    assert (
        stamp(datetime(2026, 11, 28, 18, 30, 5, 123_456, UTC))
        == "2026-11-29T01:30:05.123+07:00"
    )


def test_now_is_now_and_comes_back_from_its_text():
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    moment = now()
    assert before <= moment <= datetime.now(UTC)
    assert moment.utcoffset() == VIETNAM.utcoffset(None) == timedelta(hours=7)
    assert datetime.fromisoformat(stamp(moment)) == moment
