"""A received file is first looked at apart: one that ends the process there is one file's matter."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from pipeline.errors import InputError, TransientInputError
from pipeline.executor import SerialExecutor, WorkerLost
from pipeline.runner.intake.apart import look_at, lost_error


class Losing(SerialExecutor):
    """Its process dies on every call."""

    def __init__(self, lost: WorkerLost) -> None:
        self.lost = lost

    def process(self, calls, done, stop) -> None:
        for call in calls:
            done(call, self.lost)


def test_a_sound_file_is_seen(call, tmp_path) -> None:
    content = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(content, "JPEG")
    path = tmp_path / "a.jpg"
    path.write_bytes(content.getvalue())
    assert look_at(path, call.context).page_count == 1


def test_a_broken_file_is_told_as_where_it_is_looked_at(call, tmp_path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 and nothing more")
    with pytest.raises(InputError) as caught:
        look_at(path, call.context)
    assert caught.value.code == "broken_pdf"


@pytest.mark.parametrize(
    ("answer", "code", "transient"),
    [
        (WorkerLost("computing time", "cpu_limit"), "cpu_limit", False),
        (WorkerLost("Segmentation fault", "crashed"), "worker_lost", True),
        (WorkerLost("killed"), "worker_lost", True),
    ],
)
def test_a_file_that_ends_the_process_is_a_reason_and_not_the_end(
    call, tmp_path, answer: WorkerLost, code: str, transient: bool
) -> None:
    context = replace(call.context, apart=Losing(answer))
    with pytest.raises(InputError) as caught:
        look_at(tmp_path / "a.pdf", context)
    assert caught.value.code == code
    assert isinstance(lost_error(answer), TransientInputError) is transient
