"""The steps of cleaning: leaders by their pitch, rules, seals against coloured titles, components."""

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pipeline.config import load_settings
from pipeline.preprocess.cleaning.leaders import remove_leaders
from pipeline.preprocess.cleaning.seals import grey_without_seals, seals, without_codes
from pipeline.preprocess.ink.components import MAX_PIECES, components
from pipeline.preprocess.ink.light import even_light, print_level
from pipeline.preprocess.ink.overview import overview
from pipeline.preprocess.prepare import prepare
from synthetic.pages.failing import broken
from tests.support.drawn_pages import Drawn, ink_of, word_boxes
from tests.support.made_pages import made, page_image

SETTINGS = load_settings(None, None, {}).preprocess


def paper(height: int = 300, width: int = 1200) -> np.ndarray:
    return np.full((height, width), 255, np.uint8)


def test_a_dot_below_stands_off_the_pitch_and_stays():
    page = paper()
    for k in range(60):
        cv2.circle(page, (100 + 9 * k, 150), 1, 0, -1)
    page[148:153, 302:306] = 0  # between two dots
    cleaned = remove_leaders(page.copy(), 200.0)
    assert (cleaned[148:153, 302:306] < 128).sum() >= 12
    assert (cleaned[:, :280] < 128).sum() == 0


def print_and_dots(
    text: str, dots: list[int], y: int = 200
) -> tuple[np.ndarray, np.ndarray]:
    """A line of print at (150, y), and the same with round dots of a leader at the given x a little
    above its base."""
    plain = ink_of(Drawn(text, 150, y), 1400, 300)
    dotted = plain.copy()
    for x in dots:
        cv2.circle(dotted, (x, y - 3), 1, 0, -1)
    return plain, dotted


def ends_of(text: str) -> tuple[int, int]:
    edges = word_boxes(Drawn(text, 150, 0))
    return round(edges[0][1]), round(edges[-1][2])


def assert_only_dots_went(
    cleaned: np.ndarray, plain: np.ndarray, dotted: np.ndarray
) -> None:
    letters, dots = plain < 128, (dotted < 128) & (plain >= 200)
    assert (cleaned[letters] < 128).mean() > 0.98
    assert (cleaned[dots] < 128).mean() < 0.05


@pytest.mark.parametrize("text", ["Sinh ngày:", "Họ và tên:", "Địa chỉ;"])
def test_a_colon_before_a_leader_stays(text):
    _, end = ends_of(text)
    plain, dotted = print_and_dots(text, list(range(end + 8, end + 500, 9)))
    assert_only_dots_went(remove_leaders(dotted, 200.0), plain, dotted)


@pytest.mark.parametrize("text", ["Thị Lệ", "Mạnh Việt", "hộ tịch", "Ngọc Diệp"])
def test_dots_below_on_the_row_of_a_leader_stay(text):
    begin, end = ends_of(text)
    places = [*range(begin - 120, begin - 8, 9), *range(end + 8, end + 400, 9)]
    plain = ink_of(Drawn(text, 150, 200), 1400, 300)
    dotted = plain.copy()
    for x in places:
        cv2.circle(dotted, (x, 206), 1, 0, -1)
    assert_only_dots_went(remove_leaders(dotted, 200.0), plain, dotted)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([9, 9, 9, 11, 13]), min_size=30, max_size=40))
@example([9, 11, 9] * 4 + [9, 9, 11] + [9, 11, 9] * 2 + [9] * 6 + [11, 9, 9])
def test_a_leader_of_ellipses_goes_whatever_its_pitch(steps):
    text = "Quê quán:"
    regular = [9] * 6
    places = (ends_of(text)[1] + 10 + np.cumsum([*regular, *steps])).tolist()
    plain, dotted = print_and_dots(text, places)
    assert_only_dots_went(remove_leaders(dotted, 200.0), plain, dotted)


def test_lone_dots_between_words_go_and_full_stops_stay():
    words = [
        Drawn(text, x, 200)
        for text, x in (
            ("Ông", 100),
            ("Hưng", 260),
            ("sinh", 440),
            ("năm", 610),
            ("nay", 780),
        )
    ]
    plain = np.minimum.reduce([ink_of(word, 1400, 300) for word in words])
    dotted = plain.copy()
    for word in words:
        end = round(word_boxes(word)[0][2])
        for x in (end + 22, end + 31):
            cv2.circle(dotted, (x, 197), 1, 0, -1)
    assert_only_dots_went(remove_leaders(dotted, 200.0), plain, dotted)
    stops = ink_of(Drawn("Đã nộp. Đã ký. Đã xem. Đã trả.", 100, 200), 1400, 300)
    assert np.array_equal(remove_leaders(stops.copy(), 200.0), stops)


def test_an_ellipsis_and_a_full_stop_stay():
    page = paper()
    for x in (100, 109, 118, 400):
        page[148:152, x : x + 4] = 0
    assert np.array_equal(remove_leaders(page.copy(), 200.0), page)


@pytest.mark.parametrize("thickness", [2, 4, 8])
def test_a_table_goes_and_what_stands_in_it_stays(thickness):
    text = paper(500)
    for row in range(3):
        cv2.putText(
            text,
            "Nguyen 1975",
            (130, 170 + 100 * row),
            cv2.FONT_HERSHEY_COMPLEX,
            1.0,
            0,
            2,
        )
    page = text.copy()
    for y in range(100, 401, 100):
        cv2.line(page, (100, y), (1100, y), 0, thickness)
    for x in (100, 600, 1100):
        cv2.line(page, (x, 100), (x, 400), 0, thickness)
    cleaned = remove_leaders(page, 200.0)
    rules = int((page < 128).sum()) - int((text < 128).sum())
    assert int(((cleaned < 128) & (text >= 128)).sum()) < 0.02 * rules
    assert int(((cleaned < 128) & (text < 128)).sum()) > 0.98 * int((text < 128).sum())


def test_a_stroke_that_crosses_an_underline_stays_whole():
    page = paper()
    cv2.line(page, (100, 150), (700, 150), 0, 3)
    page[120:180, 300:304] = 0
    cleaned = remove_leaders(page.copy(), 200.0)
    assert (cleaned[121:179, 300:304] < 128).all()
    assert (cleaned[:, 400:700] < 128).sum() == 0


def coloured_page() -> np.ndarray:
    picture = Image.new("RGB", (1654, 2339), (250, 246, 228))
    draw = ImageDraw.Draw(picture)
    for n in range(8):  # a red title's letters
        draw.rectangle((400 + 60 * n, 300, 430 + 60 * n, 345), fill=(190, 25, 35))
    for n in range(12):  # black print, the seal over it
        draw.rectangle((900 + 40 * n, 1700, 920 + 40 * n, 1730), fill=(20, 20, 20))
    draw.ellipse((900, 1560, 1180, 1840), outline=(205, 40, 50), width=8)
    return np.asarray(picture)


def test_a_seal_fades_while_black_print_under_it_and_a_red_title_stay():
    pixels = coloured_page()
    view = overview(pixels, 200.0)
    assert len(seals(view)) == 1
    grey = even_light(
        grey_without_seals(pixels, view), view.background, print_level(view.ink_levels)
    )
    assert (grey[305:340, 405:425] < 100).all()
    assert (grey[1703:1727, 983:997] < 100).all()
    assert (grey[1565:1690, 1000:1080] > 200).all()


def test_yellowed_paper_is_no_coloured_ink():
    pixels = np.full((1200, 900, 3), (228, 208, 160), np.uint8)
    assert not seals(overview(pixels, 200.0))
    assert prepare(page_image(pixels), SETTINGS).is_blank


def test_faded_print_becomes_black():
    page = paper(1200, 900)
    for row in range(8):
        cv2.putText(
            page,
            "Ho va ten",
            (80, 150 + 120 * row),
            cv2.FONT_HERSHEY_COMPLEX,
            1.2,
            140,
            2,
        )
    view = overview(page, 200.0)
    assert (
        np.percentile(
            even_light(page, view.background, print_level(view.ink_levels))[page < 150],
            50,
        )
        < 40
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.02, 0.6))
def test_components_are_those_of_labelling_and_painted_exactly(seed, density):
    rng = np.random.default_rng(seed)
    mask = (
        np.kron(
            (rng.random((40, 50)) < density).astype(np.uint8), np.ones((2, 3), np.uint8)
        )
        * 255
    )
    found = components(mask)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    assert sorted(map(tuple, found.boxes.tolist())) == sorted(
        map(tuple, stats[1:, :4].tolist())
    )
    painted = np.zeros_like(mask)
    found.paint(painted, np.ones(len(found), bool), 255)
    assert np.array_equal(painted, mask)
    if count > 1:
        painted[:] = 0
        found.paint(painted, np.array([0]), 255)
        label = set(labels[painted > 0].tolist())
        assert len(label) == 1 and np.array_equal(painted > 0, labels == label.pop())


def test_more_pieces_than_print_has_are_none():
    mask = np.zeros((900, 900), np.uint8)
    mask[::3, ::3] = 255
    assert np.count_nonzero(mask) > MAX_PIECES
    assert len(components(mask)) == 0


def test_blur_is_flagged():
    sharp = np.asarray(made("quyet_dinh", 1).image.convert("L"))
    assert "blurred" not in prepare(page_image(sharp), SETTINGS).flags
    assert (
        "blurred"
        in prepare(page_image(cv2.GaussianBlur(sharp, (0, 0), 4)), SETTINGS).flags
    )


def test_a_wrong_resolution_in_the_file_does_no_harm():
    page = made("quyet_dinh", 1)
    clean = prepare(page_image(page.image, dpi=72.0), SETTINGS)
    assert max(clean.pixels.shape) < 3000
    assert clean.geometry.dpi == 72.0
    corner = clean.to_upright.apply(clean.pixels.shape[1], clean.pixels.shape[0])
    assert corner == pytest.approx((page.image.width, page.image.height))


def test_without_cleaning_the_page_is_only_put_level():
    page = made("giay_khai_sinh", 3)
    plain = load_settings(None, None, {"SOHOA_PREPROCESS__CLEAN": "false"}).preprocess
    assert (prepare(page_image(page.image), plain).pixels < 128).sum() > (
        prepare(page_image(page.image), SETTINGS).pixels < 128
    ).sum()


def test_a_code_is_painted_over_and_large_letters_are_not():
    page = paper(1200, 1200)
    page[100:260, 100:260] = (
        np.kron(np.random.default_rng(3).integers(0, 2, (32, 32)), np.ones((5, 5)))
        * 255
    )
    cv2.putText(page, "GIAY KHAI SINH", (300, 700), cv2.FONT_HERSHEY_COMPLEX, 2.5, 0, 6)
    painted = without_codes(page, overview(page, 200.0))
    assert (painted[110:250, 110:250] < 128).mean() < 0.02
    assert np.array_equal(painted[500:], page[500:])


@pytest.mark.parametrize("strength", [0.9, 1.2, 1.5])
def test_crumbs_of_broken_print_are_no_leaders(strength):
    body = np.asarray(made("quyet_dinh", 2).image.convert("L"))[
        700:1500
    ]  # without rules
    worn = cv2.blur(broken(body, 200.0, strength, np.random.default_rng(3)), (2, 2))
    assert np.array_equal(remove_leaders(worn.copy(), 200.0), worn)
