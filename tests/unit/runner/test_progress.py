"""How much longer a call will take, by its pace so far."""

import pytest

from pipeline.runner.progress import Progress, Silent


@pytest.mark.parametrize(
    ("settled", "skipped", "found", "seconds", "left"),
    [
        (0, 0, 10, 5.0, None),
        (5, 5, 10, 5.0, None),
        (5, 0, 10, 5.0, 5.0),
        (6, 4, 10, 10.0, 20.0),
        (9, 0, 3, 9.0, 0.0),
    ],
)
def test_seconds_left(settled, skipped, found, seconds, left):
    assert Progress(settled, found, 0, 0, skipped, seconds).seconds_left == left


def test_silence_takes_everything():
    Silent().tell(Progress(1, 2, 3, 0, 0, 1.0))
    Silent().log("quarantine: A-1.1: broken_image")
