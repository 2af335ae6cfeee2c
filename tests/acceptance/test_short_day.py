"""A clerk's day in its short form: each kind of visit once, a batch beside it, an hour offline, two
power cuts."""

from pathlib import Path

from tests.acceptance.desk_day import DayRequest, play_day


def test_a_short_day(tmp_path: Path, tmp_path_factory) -> None:
    run = tmp_path_factory.mktemp("r")  # a socket's path must be short
    asked = DayRequest(1, 1, "clean", "asternet", batch_papers=1)
    ledger = play_day(tmp_path, run, asked, lambda _: None)
    assert ledger.wrong == []
    assert sum(one["dossiers"] for one in ledger.counts.values()) == 11
