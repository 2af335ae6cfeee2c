"""Pages as pictures: which part is drawn, how it stands, what is kept, and nothing from outside."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from pipeline.errors import InputError
from pipeline.serve.papers.pictures import LONGEST_SIDE, PageFile, Part, Pictures

CORNERS = {"red": (0, 0), "green": (1, 0), "blue": (0, 1), "white": (1, 1)}
"""The page in four colours, by corner: left or right, top or bottom, as the file draws it."""
_PAINT = (
    b"1 0 0 rg 0 %(h)d %(w)d %(h)d re f 0 1 0 rg %(w)d %(h)d %(w)d %(h)d re f "
    b"0 0 1 rg 0 0 %(w)d %(h)d re f"
)


def make_pdf(path: Path, width: int = 400, height: int = 600) -> Path:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(width, height))
        paint = _PAINT % {b"w": width // 2, b"h": height // 2}
        page.Contents = pdf.make_stream(paint)
        pdf.save(path)
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "kho"
    root.mkdir()
    make_pdf(root / "a.pdf")
    return root


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def colour(picture: Image.Image, across: float, down: float) -> str:
    """The colour at shares of width and height."""
    x, y = int(across * picture.width), int(down * picture.height)
    red, green, blue = (channel > 128 for channel in picture.getpixel((x, y)))
    if red and green and blue:
        return "white"
    return "red" if red else "green" if green else "blue"


def corners(picture: Image.Image) -> list[str]:
    return [colour(picture, x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]


def file(turn: int = 0, path: str = "a.pdf", page: int = 1) -> PageFile:
    return PageFile(path, "f" * 64, page, turn)


def test_a_page_is_as_long_as_is_looked_at(root):
    picture = opened(Pictures(root).page(file()))
    assert max(picture.size) <= LONGEST_SIDE
    assert picture.height / picture.width == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(
    ("turn", "seen"),
    [
        (0, ["red", "green", "blue", "white"]),
        (90, ["blue", "red", "white", "green"]),
        (180, ["white", "blue", "green", "red"]),
        (270, ["green", "white", "red", "blue"]),
    ],
)
def test_a_page_and_its_parts_are_turned_to_be_read(root, turn, seen):
    pictures = Pictures(root)
    assert corners(opened(pictures.page(file(turn)))) == seen
    # The same quarters, each cut out by itself.
    quarters: list[Part] = [
        (x, y, x + 0.4, y + 0.4) for y in (0.05, 0.55) for x in (0.05, 0.55)
    ]
    cut = [opened(pictures.crop(file(turn), one)) for one in quarters]
    assert [colour(one, 0.5, 0.5) for one in cut] == seen


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_parts_of_large_sheets_are_drawn_by_themselves_and_stand_the_same(root, turn):
    make_pdf(root / "large.pdf", 1600, 2400)
    large, pictures = file(turn, "large.pdf"), Pictures(root)
    whole = corners(opened(pictures.page(large)))
    quarters: list[Part] = [
        (x, y, x + 0.4, y + 0.4) for y in (0.05, 0.55) for x in (0.05, 0.55)
    ]
    cut = [opened(pictures.crop(large, one)) for one in quarters]
    assert [colour(one, 0.5, 0.5) for one in cut] == whole
    # Finer than the same part of the whole page's picture.
    assert max(cut[0].size) > LONGEST_SIDE * 0.4


def test_a_part_beyond_the_page_ends_at_its_edge(root):
    pictures = Pictures(root)
    over = opened(pictures.crop(file(), (-1.0, -1.0, 0.5, 0.5)))
    within = opened(pictures.crop(file(), (0.0, 0.0, 0.5, 0.5)))
    assert over.size == within.size


@pytest.mark.parametrize(
    "part",
    [
        (0.5, 0.5, 0.5, 0.9),
        (0.9, 0.1, 0.1, 0.9),
        (2.0, 2.0, 3.0, 3.0),
        (float("nan"), 0.0, 1.0, 1.0),
        (0.0, 0.0, float("inf"), 1.0),
    ],
)
def test_no_part_at_all_is_told(root, part):
    with pytest.raises(InputError) as caught:
        Pictures(root).crop(file(), part)
    assert caught.value.code == "picture_gone"


@pytest.mark.parametrize("page", [2, 99])
def test_no_such_page_is_told(root, page):
    with pytest.raises(InputError) as caught:
        Pictures(root).page(file(page=page))
    assert caught.value.code == "picture_gone"


def test_nothing_outside_the_archive_is_drawn(root, tmp_path):
    make_pdf(tmp_path / "secret.pdf")
    (root / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    for path in ("../secret.pdf", str(tmp_path / "secret.pdf"), "link.pdf", "none.pdf"):
        with pytest.raises(InputError) as caught:
            Pictures(root).page(file(path=path))
        assert caught.value.code == "picture_gone", path


def test_what_is_no_pdf_is_told(root):
    (root / "b.pdf").write_bytes(b"no pdf")
    with pytest.raises(InputError):
        Pictures(root).page(file(path="b.pdf"))


def test_pictures_are_kept_until_there_is_no_room(root):
    pictures = Pictures(root)
    first = pictures.page(file())
    (root / "a.pdf").unlink()
    assert pictures.page(file()) is first
    pictures.forget()
    with pytest.raises(InputError):
        pictures.page(file())


def test_the_one_looked_at_longest_ago_makes_room(root):
    for name in ("b.pdf", "c.pdf"):
        make_pdf(root / name)
    size = len(Pictures(root).page(file()))
    pictures = Pictures(root, kept_bytes=2 * size)
    kept = {name: pictures.page(file(path=name)) for name in ("a.pdf", "b.pdf")}
    pictures.page(file(path="a.pdf"))
    pictures.page(file(path="c.pdf"))
    for path in root.glob("*.pdf"):
        path.unlink()
    assert pictures.page(file(path="a.pdf")) is kept["a.pdf"]
    with pytest.raises(InputError):
        pictures.page(file(path="b.pdf"))


def test_a_picture_larger_than_all_room_is_shown_all_the_same(root):
    pictures = Pictures(root, kept_bytes=1)
    assert pictures.page(file()).startswith(b"\xff\xd8\xff")


def test_many_who_ask_at_once_get_the_same_picture(root):
    pictures, found = Pictures(root), []
    threads = [
        threading.Thread(target=lambda: found.append(pictures.page(file())))
        for _ in range(4)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len({id(one) for one in found}) == 1
