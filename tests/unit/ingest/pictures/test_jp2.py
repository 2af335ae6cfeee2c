"""JPEG 2000: which files may stand in an archival PDF as they are, and where their data end."""

import io

import numpy as np
import pytest
from PIL import Image

from pipeline.ingest.pictures.jp2 import has_end, plain_jp2


def saved(mode: str, **how: object) -> bytes:
    file = io.BytesIO()
    grey = np.full((20, 30), 90, np.uint8)
    Image.fromarray(grey).convert(mode).save(file, "JPEG2000", **how)
    return file.getvalue()


@pytest.mark.parametrize(("mode", "components"), [("L", 1), ("RGB", 3)])
def test_a_plain_picture_tells_its_size(mode: str, components: int) -> None:
    found = plain_jp2(saved(mode))
    assert found is not None
    assert (found.width, found.height, found.components) == (30, 20, components)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_opacity_may_not_stand_there(mode: str) -> None:
    assert plain_jp2(saved(mode)) is None


def test_a_bare_codestream_and_a_cut_file_are_not_plain() -> None:
    whole = saved("L")
    assert plain_jp2(saved("L", no_jp2=True)) is None
    assert plain_jp2(whole[:60]) is None


def test_the_end_mark_is_seen_before_padding_alone() -> None:
    data = saved("L", no_jp2=True)
    assert has_end(data) and has_end(data + b"\0\r\n ")
    assert not has_end(data[:-1]) and not has_end(data + b"x")
