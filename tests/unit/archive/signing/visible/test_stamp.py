"""The visible signature finds room, and its font can write Vietnamese."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.archive.signing.profiles import load_profiles, profile_named
from pipeline.archive.signing.visible.stamp import (
    find_stamp_box,
    load_seal,
    place_stamp,
    stamp_font,
    wrap,
)
from pipeline.errors import UsageError
from pipeline.preprocess.ink.ink_map import ink_map
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord
from tests.support.archive_pages import blank_page, drawn_page

PAGE = PageGeometry(1654, 2339, 200)


BOXES = st.tuples(
    st.integers(0, 1500), st.integers(0, 700), st.integers(1, 600), st.integers(1, 90)
)


def page_with(*boxes: BoundingBox) -> OcrPage:
    return OcrPage(
        tuple(OcrLine((OcrWord("x", box, 1.0),), box) for box in boxes), PAGE, "made"
    )


def disjoint(a: BoundingBox, b: BoundingBox) -> bool:
    return a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 or b.y1 <= a.y0


@pytest.mark.parametrize("corner", ["top-left", "top-right"])
def test_empty_page_gives_the_corner_itself(corner: str) -> None:
    box = find_stamp_box(page_with(), [], corner, (500, 100))
    assert (box.width, box.height) == (500, 100)
    assert box.y0 < 60
    assert (box.x0 < 60) if corner == "top-left" else (box.x1 > 1654 - 60)


def test_words_and_codes_are_kept_clear() -> None:
    words = [BoundingBox(900, 20, 1600, 90), BoundingBox(1000, 130, 1500, 170)]
    code = BoundingBox(1300, 180, 1600, 480)
    box = find_stamp_box(page_with(*words), [code], "top-right", (500, 100))
    assert all(disjoint(box, other) for other in [*words, code])
    assert box.x0 >= 0 and box.x1 <= 1654 and box.x1 > 827


def test_where_the_top_is_full_the_nearest_free_place_below_is_taken() -> None:
    top = BoundingBox(0, 0, 1654, 1200)
    box = find_stamp_box(page_with(top), [], "top-right", (500, 100))
    assert disjoint(box, top) and box.y0 < 1300 and box.x0 > 827


def test_full_page_falls_back_to_the_least_covered_place_at_the_top() -> None:
    everything = BoundingBox(0, 0, 1654, 2339)
    box = find_stamp_box(page_with(everything), [], "top-right", (500, 100))
    assert box.height == pytest.approx(60) and box.y0 < 60


@given(
    st.lists(
        st.tuples(
            *[
                st.integers(0, 1500),
                st.integers(0, 700),
                st.integers(1, 600),
                st.integers(1, 90),
            ]
        ),
        max_size=12,
    ),
    st.sampled_from(["top-left", "top-right"]),
)
def test_answer_lies_on_the_page_and_overlaps_only_when_it_must(
    raw: list[tuple[int, int, int, int]], corner: str
) -> None:
    words = [BoundingBox(x, y, x + w, y + h) for x, y, w, h in raw]
    box = find_stamp_box(page_with(*words), [], corner, (520, 130))
    assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= 1654 and box.y1 <= 2339
    if not all(disjoint(box, word) for word in words):
        assert box.width == pytest.approx(520 * 0.6)  # it had shrunk as far as it may


def test_place_in_points_has_its_origin_below() -> None:
    box = place_stamp(drawn_page().ocr, [], "top-right", (150, 36))
    assert box is not None
    assert box.width == pytest.approx(150) and box.height == pytest.approx(36)
    assert 800 < box.y1 < 842 and box.x1 < 595.2
    assert place_stamp(blank_page().ocr, [], "top-right", None) is None


def test_lines_are_broken_at_spaces() -> None:
    font = stamp_font(load_profiles()["archive-organ"].fonts, ["Ủy ban nhân dân quận"])
    lines = wrap("Ủy ban nhân dân quận", font, 10.0, 60.0)
    assert " ".join(lines) == "Ủy ban nhân dân quận" and len(lines) == 2
    assert all(font.width(line) * 10 <= 60 for line in lines)


def test_seal_is_flattened_in_real_size(tmp_path: Path) -> None:
    Image.new("RGBA", (300, 150), (255, 0, 0, 0)).save(
        tmp_path / "seal.png", dpi=(300, 300)
    )
    seal = load_seal(tmp_path / "seal.png")
    assert (seal.width, seal.height) == (
        pytest.approx(72, abs=0.1),
        pytest.approx(36, abs=0.1),
    )
    assert seal.pixels == b"\xff" * (300 * 150 * 3)


def test_profiles_are_what_the_rules_of_the_field_say() -> None:
    profiles = load_profiles()
    assert set(profiles) == {"archive-organ", "counter-person", "incoming-organ"}
    archive, counter = profiles["archive-organ"], profiles["counter-person"]
    assert (archive.key, archive.corner, archive.size_pt, archive.seal) == (
        "organ",
        "top-right",
        10.0,
        "",
    )
    assert (counter.key, counter.corner) == ("person", "top-left")
    assert all("Circular" in profile.source for profile in profiles.values())


def test_unknown_names_are_usage_errors() -> None:
    with pytest.raises(UsageError) as caught:
        profile_named("nobody")
    assert caught.value.code == "unknown_profile"


@pytest.mark.parametrize(
    ("width", "height"), [(1654, 2339), (1169, 1654), (827, 1169), (674, 425)]
)
@pytest.mark.parametrize("rotation", [0, 90, 180])
def test_a_printed_frame_is_kept_clear_on_every_page_size(
    width: int, height: int, rotation: int
) -> None:
    upright = np.full((height, width), 255, np.uint8)
    edge, room = 12, 52  # a frame all around, free paper inside below the head's band
    upright[room : room + 3, edge:-edge] = upright[-edge - 3 : -edge, edge:-edge] = 0
    upright[room:-edge, edge : edge + 3] = upright[room:-edge, -edge - 3 : -edge] = 0
    scan = np.rot90(
        upright, rotation // 90
    )  # anticlockwise: the turn puts it upright again
    geometry = PageGeometry(scan.shape[1], scan.shape[0], 200, rotation)
    ink = ink_map(np.ascontiguousarray(scan), 200)
    size = (0.28 * width, 0.09 * height)
    box = find_stamp_box(OcrPage((), geometry, "made"), [], "top-left", size, ink)
    covered = upright[round(box.y0) : round(box.y1), round(box.x0) : round(box.x1)]
    assert covered.size and covered.min() == 255
