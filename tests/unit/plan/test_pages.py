"""A page is judged by the rules edition that files are made under."""

import numpy as np
import pytest
from made_pages import page_image

from pipeline.config import load_settings
from pipeline.plan.guard import StageClock
from pipeline.plan.pages import read_image

SETTINGS = load_settings(environ={})


@pytest.mark.parametrize(("asked", "flagged"), [(200, True), (150, False), (300, True)])
def test_the_rules_dpi_decides_what_is_too_coarse(write_edition, asked, flagged):
    write_edition("2025-07", ("dpi_papers = 200", f"dpi_papers = {asked}"))
    page = page_image(np.full((1754, 1240), 255, np.uint8), dpi=150.0)
    reading = read_image(page, SETTINGS, StageClock(), 1)
    assert reading.is_blank
    assert ("low_dpi" in reading.flags) == flagged
