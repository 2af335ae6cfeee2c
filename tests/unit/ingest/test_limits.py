"""Limits that are checked before anything is decoded."""

from errno import EACCES, EIO, ENOSPC

import pytest

from pipeline.config import load_settings
from pipeline.errors import InputError, TransientInputError
from pipeline.ingest.limits import (
    blame_machine,
    check_size,
    unreadable,
    unsupported_error,
)

LIMITS = load_settings(None, None, {}, {}).limits


def test_a_page_of_usual_size_passes():
    check_size(2480, 3508, LIMITS, "01.jpg")


@pytest.mark.parametrize(
    ("width", "height", "code"),
    [(1_000_000, 1_000_000, "too_many_pixels"), (3000, 1, "too_small")],
)
def test_what_is_too_large_or_no_page_is_refused_by_name(width, height, code):
    with pytest.raises(InputError) as caught:
        check_size(width, height, LIMITS, "01.tif", page=3)
    assert (caught.value.code, caught.value.item, caught.value.page) == (
        code,
        "01.tif",
        3,
    )


def test_the_paper_is_not_blamed_for_the_machine(tmp_path):
    paper = tmp_path / "01.pdf"
    with pytest.raises(TransientInputError) as caught:
        blame_machine(OSError(EACCES, "no", str(paper)), paper, 2)
    assert (caught.value.code, caught.value.page) == ("unreadable", 2)
    with pytest.raises(TransientInputError) as full:
        blame_machine(OSError(ENOSPC, "full"), paper)
    assert full.value.code != "unreadable"
    with pytest.raises(TransientInputError):
        blame_machine(OSError(EIO, "broken", str(paper)), paper)


def test_an_error_of_a_decoder_is_the_papers_own(tmp_path):
    blame_machine(ValueError("no such marker"), tmp_path / "01.jpg")


def test_errors_name_the_file_alone(tmp_path):
    assert unreadable(tmp_path / "01.jpg").item == "01.jpg"
    error = unsupported_error(tmp_path / "02.tif", "CMYK", 4)
    assert (error.code, error.item, error.page) == ("unsupported_image", "02.tif", 4)
    assert "CMYK" in str(error)
