"""What a paper says and what to scan again, from the scan itself: whole pages are read here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.desk.desk import Desk
from pipeline.desk.papers import AddRequest, add_papers
from schemas.answers.desk import PaperAnswer, Told
from tests.support.made_pages import drawn_seal, made
from tests.unit.desk.conftest import CODE


@cache
def scan(kind: str = "quyet_dinh") -> np.ndarray:
    return np.asarray(made(kind, 3, "office").image.convert("RGB"))


def at_desk(desk: Desk, folder: Path, pixels: np.ndarray) -> PaperAnswer:
    """A scan handed in as the clerk does."""
    path = folder / "giay.png"
    Image.fromarray(pixels).save(path, dpi=(200, 200))
    ocr = desk.settings.ocr.model_copy(update={"engine": "asternet"})
    settings = desk.settings.model_copy(update={"ocr": ocr, "lang": "vi"})
    quick = Desk(desk.archive, desk.state, settings, desk.executor)
    (paper,) = add_papers(quick, quick.begin(CODE, None), AddRequest((path,))).papers
    return paper


def only(paper: PaperAnswer) -> Told:
    (told,) = paper.rescan
    return told


def blurred(page: np.ndarray) -> np.ndarray:
    spoiled = page.copy()
    part = np.s_[: page.shape[0] // 3, page.shape[1] // 2 :]
    spoiled[part] = cv2.GaussianBlur(spoiled[part], (0, 0), 4)
    return spoiled


def dark(page: np.ndarray) -> np.ndarray:
    light = np.ones(page.shape[:2], np.float32)
    light[2 * page.shape[0] // 3 :] = 0.4
    light = cv2.GaussianBlur(light, (0, 0), 30)
    return (page * light[..., None]).astype(np.uint8)


def test_of_a_sound_scan_nothing_is_told(desk: Desk, tmp_path: Path) -> None:
    paper = at_desk(desk, tmp_path, scan())
    assert paper.rescan == ()
    assert {one.name for one in paper.fields} >= {"number", "issued_date"}


@pytest.mark.parametrize(
    ("spoil", "code", "where"),
    [
        (blurred, "rescan_blurred", "góc trên bên phải"),
        (dark, "rescan_shadow", "phần dưới của trang"),
        (lambda page: page[:, 330:], "rescan_cut_off", "mép trái"),
        (lambda page: np.rot90(blurred(page)), "rescan_blurred", "góc trên bên phải"),
    ],
)
def test_where_a_page_is_spoiled(
    desk: Desk, tmp_path: Path, spoil, code, where
) -> None:
    told = only(at_desk(desk, tmp_path, np.ascontiguousarray(spoil(scan()))))
    assert (told.code, told.page, told.where) == (code, 1, where)
    assert told.box is not None and where in told.message and told.remedy


def test_a_seal_over_the_number_names_it_and_shows_it(
    desk: Desk, tmp_path: Path
) -> None:
    sound = at_desk(desk, tmp_path, scan())
    number = next(one for one in sound.fields if one.name == "number")
    assert number.box is not None and number.crop is None
    x0, y0, x1, y1 = number.box
    centre = (int((x0 + x1) / 2), int((y0 + y1) / 2) + 40)
    paper = at_desk(desk, tmp_path, drawn_seal(scan(), centre, 110))
    told = next(one for one in paper.rescan if one.code == "rescan_seal_over")
    assert told.field == f"{paper.paper}:number"
    assert told.message.startswith("Con dấu đè lên số, ký hiệu")
    covered = [one for one in paper.fields if one.name == "number"]
    assert all(one.crop for one in covered)


def test_two_papers_in_one_picture(desk: Desk, tmp_path: Path) -> None:
    halves = [
        cv2.resize(scan(), None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    ] * 2
    one_above_the_other = np.vstack(halves)
    told = only(at_desk(desk, tmp_path, one_above_the_other))
    assert told.code == "rescan_two_pages"


def test_a_grey_scan_and_the_wrong_side(desk: Desk, tmp_path: Path) -> None:
    grey = cv2.cvtColor(scan(), cv2.COLOR_RGB2GRAY)
    assert only(at_desk(desk, tmp_path, grey)).code == "rescan_not_colour"
    other = cv2.GaussianBlur(scan()[:, ::-1], (0, 0), 3).astype(np.float32)
    back = (250 - 0.3 * (255 - other)).astype(np.uint8)
    assert only(at_desk(desk, tmp_path, back)).code == "rescan_wrong_side"
