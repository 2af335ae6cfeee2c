"""What the measurements of many workers and of memory are made with."""

from __future__ import annotations

import io

from PIL import Image

from benchmarks.memory import slip
from benchmarks.scaling import Scaling, wait_as_a_page
from pipeline.config import load_settings
from pipeline.executor import Call, CallLimits
from pipeline.executor.limits import run_limited


def test_each_page_of_the_memory_measurement_is_another() -> None:
    first, second = slip(1), slip(2)
    assert first != second
    assert Image.open(io.BytesIO(first)).info["dpi"][0] > 199


def test_a_simulated_page_travels_as_a_real_one() -> None:
    call = Call(wait_as_a_page, load_settings(environ={}), 0.0)
    limits = CallLimits(600, 4096)
    assert run_limited(limits, call.pages, None, call.function, *call.arguments) is None
    assert Scaling(16, 2, 0.0, 1.0, 0.0, 1.0, 1.0).workers == 16
