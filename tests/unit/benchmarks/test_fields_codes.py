"""A code that is drawn into a page is the one that is read; a turned page has no other."""

import numpy as np

from benchmarks.fields.codes import Print, draw_code, prints, scan
from pipeline.ingest.stacks.codes import read_codes

PAGE = np.full((900, 700), 250, np.uint8)


def test_a_drawn_code_says_what_was_drawn():
    rng = np.random.default_rng(1)
    drawn = draw_code(PAGE, "H26.27-241105-0012", Print(5.0, 0.6, 11, 1.0), rng)
    assert drawn.shape == PAGE.shape
    assert [code.text for code in read_codes(drawn)] == ["H26.27-241105-0012"]


def test_contrast_is_the_share_of_the_grounds_light():
    rng = np.random.default_rng(2)
    drawn = draw_code(PAGE, "a", Print(8.0, 0.4, 0, 0.0), rng, noise=0.0)
    assert abs(int(drawn.min()) - 245 * 0.6) <= 1


def test_every_print_that_has_to_be_read_is_there_once():
    every = list(prints())
    assert len(set(every)) == len(every) == 900
    assert max(how.blur for how in every if how.module < 6) == 1.0


def test_a_scan_of_an_empty_page_has_no_code():
    rng = np.random.default_rng(3)
    scanned = scan(PAGE, rng)
    assert scanned.shape in {PAGE.shape, PAGE.T.shape}
    assert read_codes(scanned) == ()
