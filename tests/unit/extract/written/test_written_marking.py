"""Gaps filled by hand on drawn lines; the page is drawn with the words where the reading has
them."""

from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.extract.written.marking import mark_handwriting
from pipeline.extract.written.reader import DigitReader
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import HANDWRITTEN, GapKind, OcrLine, OcrPage, OcrWord
from synthetic.pages.fonts import Face, load

WIDTH, HEIGHT = 1654, 700
# A hand's digits as strokes in a unit square, y down.
STROKES = {
    "1": [[(0.2, 0.25), (0.55, 0.0), (0.45, 1.0)]],
    "2": [[(0.1, 0.2), (0.5, 0.0), (0.7, 0.3), (0.1, 0.95), (0.9, 0.9)]],
    "4": [[(0.5, 0.0), (0.1, 0.6), (0.9, 0.55)], [(0.65, 0.3), (0.6, 1.0)]],
    "7": [[(0.1, 0.05), (0.8, 0.0), (0.3, 1.0)], [(0.2, 0.5), (0.7, 0.45)]],
    "9": [
        [(0.7, 0.2), (0.3, 0.05), (0.15, 0.4), (0.7, 0.35), (0.75, 0.1), (0.55, 1.0)]
    ],
}


@dataclass
class Page:
    """A page under the pen: print by `write`, a hand's digits by `scrawl`."""

    image: Image.Image = field(
        default_factory=lambda: Image.new("RGB", (WIDTH, HEIGHT), "white")
    )
    lines: list[OcrLine] = field(default_factory=list)

    def line(
        self,
        x: float,
        base: float,
        parts: list[str],
        *,
        size: int = 36,
        pen: str = "black",
        drop: float = 4.0,
        tall: float = 1.25,
        italic: bool = False,
    ) -> None:
        """Words from x on; one that begins with `~` is by hand, one with `_` is read where nothing
        stands."""
        words = []
        font = load(Face("termes", italic=italic), size)
        draw = ImageDraw.Draw(self.image)
        for part in parts:
            text = part.lstrip("~")
            width = font.getlength(text)
            if part.startswith("~"):
                for at, char in enumerate(text):
                    high = 0.66 * size * tall
                    left, top = x + at * 0.55 * size, base - high + drop + 2 * (at % 2)
                    for stroke in STROKES[char]:
                        points = [
                            (left + 0.4 * size * u, top + high * v) for u, v in stroke
                        ]
                        draw.line(points, fill=pen, width=3, joint="curve")
            else:
                draw.text((x, base), text, fill="black", font=font, anchor="ls")
            words.append(
                OcrWord(text, BoundingBox(x, base - 0.7 * size, x + width, base), 0.99)
            )
            x += width + 0.25 * size
        self.lines.append(OcrLine.around(words, len(self.lines)))

    def marked(
        self, geometry: PageGeometry | None = None, pixels: np.ndarray | None = None
    ) -> list[str]:
        page = OcrPage(
            tuple(self.lines), geometry or PageGeometry(WIDTH, HEIGHT, 200), "drawn"
        )
        seen = mark_handwriting(
            page, np.asarray(self.image) if pixels is None else pixels
        )
        return [word.text for word in seen.words if HANDWRITTEN in word.marks]


@pytest.mark.parametrize("size", [20, 36, 54])
def test_printed_numbers_and_days_are_not_marked(size: int) -> None:
    page = Page()
    page.line(100, 200, ["Số:", "1247/QĐ-UBND"], size=size)
    page.line(
        800,
        200,
        ["Hà", "Nội,", "ngày", "14", "tháng", "02", "năm", "2024"],
        size=size,
        italic=True,
    )
    assert page.marked() == []


@pytest.mark.parametrize(
    ("drop", "tall", "pen"),
    [
        (4.0, 1.25, "black"),
        (6.0, 1.0, "black"),
        (-5.0, 0.9, "black"),
        (0.0, 1.0, "blue"),
    ],
)
def test_written_digits_are_marked_by_place_size_or_colour(
    drop: float, tall: float, pen: str
) -> None:
    page = Page()
    page.line(100, 200, ["Số:", "~1247", "/QĐ-UBND"], drop=drop, tall=tall, pen=pen)
    page.line(
        800,
        200,
        ["Hà", "Nội,", "ngày", "~14", "tháng", "02", "năm", "2024"],
        drop=drop,
        tall=tall,
        pen=pen,
    )
    marked = page.marked()
    assert "1247" in marked and "14" in marked
    assert not {"02", "2024", "Số:", "Nội,"} & set(marked)


def test_what_is_read_where_no_ink_stands_is_not_relied_on() -> None:
    page = Page()
    page.line(100, 200, ["Số:", "~", "/QĐ-UBND"])
    words = page.lines[0].words
    box = BoundingBox(
        words[1].box.x0, words[0].box.y0, words[2].box.x0, words[0].box.y1
    )
    page.lines[0] = OcrLine.around((words[0], OcrWord("12", box, 0.9), words[2]))
    assert page.marked() == ["12"]


def test_a_page_that_lies_on_its_side_is_looked_at_upright() -> None:
    page = Page()
    page.line(100, 200, ["Số:", "~1247", "/QĐ-UBND"])
    page.line(
        800,
        200,
        ["Hà", "Nội,", "ngày", "14", "tháng", "02", "năm", "2024"],
        italic=True,
    )
    scan = np.rot90(np.asarray(page.image))  # a quarter turn clockwise puts it upright
    assert page.marked(
        PageGeometry(HEIGHT, WIDTH, 200, 90), np.ascontiguousarray(scan)
    ) == ["1247"]


def test_grey_and_black_and_white_scans() -> None:
    page = Page()
    page.line(100, 200, ["Số:", "~1247", "/QĐ-UBND"])
    page.line(100, 300, ["Số:", "1247/QĐ-UBND"])
    grey = cv2.cvtColor(np.asarray(page.image), cv2.COLOR_RGB2GRAY)
    assert page.marked(pixels=grey) == ["1247"]
    assert page.marked(pixels=np.where(grey > 128, 255, 0).astype(np.uint8)) == ["1247"]


def test_organs_and_running_text_are_left_alone() -> None:
    page = Page()
    page.line(100, 200, ["SỞ", "Y", "TẾ", "~14"])
    page.line(
        100,
        300,
        [
            "Căn",
            "cứ",
            "Quyết",
            "định",
            "ban",
            "hành",
            "kèm",
            "theo",
            "Tờ",
            "trình",
            "ngày",
            "~14",
            "tháng",
            "02",
            "năm",
            "2024",
            "của",
            "Chủ",
            "tịch",
        ],
    )
    assert page.marked() == []


def test_lines_at_the_edge_and_pages_longer_than_opencv_turns() -> None:
    page = Page()
    page.line(-30, 20, ["Số:", "~1247", "/QĐ-UBND"])
    assert page.marked() == ["1247"]
    long = np.full((33_000, WIDTH), 255, np.uint8)
    page = Page()
    page.line(100, 200, ["Số:", "1247/QĐ-UBND"])
    page.line(100, 300, ["Số:", "~1247", "/QĐ-UBND"])
    long[:HEIGHT] = np.asarray(page.image.convert("L"))
    assert page.marked(PageGeometry(WIDTH, 33_000, 200), long) == ["1247"]
    beyond = OcrPage(
        (
            OcrLine.around(
                [
                    OcrWord("Số:", BoundingBox(9000, 9000, 9040, 9020), 0.9),
                    OcrWord("12/QĐ-UBND", BoundingBox(9050, 9000, 9200, 9020), 0.9),
                ]
            ),
        ),
        PageGeometry(WIDTH, HEIGHT, 200),
        "drawn",
    )
    assert [
        w.text
        for w in mark_handwriting(beyond, np.asarray(Page().image)).words
        if w.marks
    ] == ["12/QĐ-UBND"]


def test_what_stands_by_hand_is_read_and_print_is_not() -> None:
    page = Page()
    page.line(100, 200, ["Số:", "~1247", "/QĐ-UBND"])
    page.line(
        800,
        200,
        ["Hà", "Nội,", "ngày", "~14", "tháng", "02", "năm", "2024"],
        italic=True,
        tall=1.1,
    )
    page.line(100, 400, ["Số:", "385/TB-UBND"])
    read = OcrPage(tuple(page.lines), PageGeometry(WIDTH, HEIGHT, 200), "drawn")
    seen = mark_handwriting(read, np.asarray(page.image), DigitReader())
    assert [one.kind for one in seen.written] == [GapKind.NUMBER, GapKind.DAY]
    number, day = seen.written
    assert (number.text, day.text) == ("1247", "14")
    words = {word.text: word.box for word in seen.words}
    assert words["Số:"].x1 <= number.box.x0 < number.box.x1 <= words["/QĐ-UBND"].x1
    assert [word.text for word in seen.words] == [word.text for word in read.words]
