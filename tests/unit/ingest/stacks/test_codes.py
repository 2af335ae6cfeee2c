"""Codes on pages: their grammar, reading them, splitting stacks, printing separators."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.config import Settings, load_settings
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.stacks.codes import read_codes
from pipeline.ingest.stacks.separators import make_separators
from pipeline.ingest.stacks.split import split_stack
from schemas.imaging import Pixels
from schemas.received.codes import (
    CardCode,
    ReceiptCode,
    SeparatorCode,
    format_separator,
    parse_card,
    parse_receipt,
    parse_separator,
)
from schemas.received.naming import natural_key, normal_code
from schemas.received.source import StackSegment

ORDER = (
    "dossier_code",
    "procedure_code",
    "person_code",
    "paper_name",
    "system",
    "time",
)
RECEIPT = "H26-1|2.000635|001085000001|Giấy khai sinh|HT-TTGQTTHC|05/11/2024 08:30"


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings(environ={})


def is_code(text: str) -> bool:
    try:
        return normal_code(text) == text and "|" not in text
    except ValueError:
        return False


codes = st.text(min_size=1, max_size=40).filter(is_code)


@hypothesis_settings(deadline=None)
@given(
    codes,
    st.none() | st.from_regex(r"[1-9]\.[0-9]{6}", fullmatch=True),
    st.none() | st.integers(1, 999_999),
)
def test_separator_round_trip(
    code: str, procedure: str | None, number: int | None
) -> None:
    sheet = SeparatorCode(code, procedure, number)
    assert parse_separator(format_separator(sheet, "SOHOA1"), "SOHOA1") == sheet


@hypothesis_settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_no_text_upsets_the_parsers(text: str, tail: str) -> None:
    for candidate in (
        text,
        f"SOHOA1|{text}|{tail}",
        f"{text}|1|2|3|4|{tail}",
        f"001085000001|{text}|A|01011985|{tail}|x|y",
    ):
        for parse in (
            lambda value: parse_separator(value, "SOHOA1"),
            lambda value: parse_receipt(value, "|", ORDER),
            parse_card,
        ):
            try:
                parse(candidate)
            except ValueError as error:
                assert not isinstance(error, UnicodeError)


@hypothesis_settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["", "a", "B", "trang "]), st.integers(0, 2000)))
)
def test_natural_order_counts(parts: list[tuple[str, int]]) -> None:
    names = [f"{prefix}{number}" for prefix, number in parts]
    ordered = sorted(names, key=natural_key)
    assert sorted(ordered, key=natural_key) == ordered
    for prefix in ("", "a", "B", "trang "):
        numbers = [
            int(name[len(prefix) :])
            for name in ordered
            if name[: len(prefix)] == prefix and name[len(prefix) :].isdecimal()
        ]
        assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    "text",
    [
        "SOHOA1|../../etc||",
        "SOHOA1||x|1",
        "SOHOA1",
        "SOHOA1|A||x",
        "SOHOA1|A||0",
        "SOHOA1|a/b",
    ],
)
def test_refused_separators(text: str) -> None:
    with pytest.raises(ValueError):
        parse_separator(text, "SOHOA1")


def test_what_is_something_else() -> None:
    assert parse_separator("SOHOA12|A||", "SOHOA1") is None
    assert parse_receipt("https://example.invalid/a", "|", ORDER) is None
    assert parse_receipt("a|||||", "|", ORDER) is None
    assert parse_card(RECEIPT) is None


def test_receipts() -> None:
    expected = ReceiptCode(
        "H26-1",
        "2.000635",
        "001085000001",
        "Giấy khai sinh",
        "HT-TTGQTTHC",
        "05/11/2024 08:30",
    )
    assert parse_receipt(RECEIPT, "|", ORDER) == expected
    turned = "#".join(reversed(RECEIPT.split("|")))
    assert parse_receipt(turned, "#", ORDER[::-1]) == expected
    with pytest.raises(ValueError):
        parse_receipt(RECEIPT.replace("H26-1", "../x"), "|", ORDER)


def test_cards() -> None:
    text = (
        "001085000001|012345678|Nguyễn Văn An|05031985|Nam|Số 1, Hà Nội|01072021||An||"
    )
    assert parse_card(text) == CardCode(
        "001085000001",
        "012345678",
        "Nguyễn Văn An",
        "1985-03-05",
        "M",
        "Số 1, Hà Nội",
        "2021-07-01",
    )
    assert parse_receipt(text, "|", ORDER) is None
    old = parse_card(text.replace("012345678", "").replace("Nam", "Nữ"))
    assert old is not None and (old.old_id, old.gender) == (None, "F")
    for wrong in (
        text.replace("05031985", "31021985"),
        text.replace("Nam", "X"),
        text.replace("012345678", "12"),
    ):
        with pytest.raises(ValueError):
            parse_card(wrong)


def segments(
    pages: list[tuple[str, ...]], settings: Settings
) -> tuple[list[StackSegment], tuple[int, ...], tuple[int, ...]]:
    split = split_stack(pages, settings)
    counted = [page for segment in split.segments for page in segment.pages] + [
        *split.orphans,
        *split.separators,
    ]
    assert sorted(counted) == list(range(len(pages)))
    return list(split.segments), split.orphans, split.separators


def test_a_stack_with_separators(settings: Settings) -> None:
    pages = [
        (),
        ("SOHOA1|A|2.1|",),
        (),
        ("other",),
        ("SOHOA1|A||2",),
        (),
        ("SOHOA1|B||",),
        ("SOHOA1|C||1",),
        (),
    ]
    assert segments(pages, settings) == (
        [
            StackSegment("A", "2.1", None, (2, 3)),
            StackSegment("A", "2.1", 2, (5,)),
            StackSegment("C", None, 1, (8,)),
        ],
        (0,),
        (1, 4, 6, 7),
    )


def test_a_stack_with_receipts(settings: Settings) -> None:
    other_paper, other_dossier = (
        RECEIPT.replace("Giấy khai sinh", "Đơn"),
        RECEIPT.replace("H26-1", "H26-2"),
    )
    pages = [
        (RECEIPT,),
        (RECEIPT,),
        (),
        (other_paper,),
        (other_dossier,),
        (),
        ("SOHOA1|H26-2||3",),
        (other_dossier,),
        (),
    ]
    assert segments(pages, settings) == (
        [
            StackSegment("H26-1", "2.000635", None, (0, 1, 2)),
            StackSegment("H26-1", "2.000635", None, (3,)),
            StackSegment("H26-2", "2.000635", None, (4, 5)),
            StackSegment("H26-2", "2.000635", 3, (7, 8)),
        ],
        (),
        (6,),
    )


def test_what_stands_behind_a_sheet_is_the_sheets(settings: Settings) -> None:
    """Papers of earlier procedures bear their own receipts: each is a document of the sheet's
    dossier."""
    own = RECEIPT.replace("H26-1", "A")
    pages = [
        ("SOHOA1|A|1.1|1",),
        (RECEIPT,),
        (),
        (own,),
        (RECEIPT,),
        (own, RECEIPT),
        (),
    ]
    assert segments(pages, settings) == (
        [
            StackSegment("A", "1.1", 1, (1, 2)),
            StackSegment("A", "2.000635", None, (3,)),
            StackSegment("A", "2.000635", None, (4, 5, 6)),
        ],
        (),
        (0,),
    )


def test_a_dossier_that_a_stack_comes_back_to_says_so(settings: Settings) -> None:
    pages = [
        ("SOHOA1|A||",),
        (),
        ("SOHOA1|A||2",),
        (),
        ("SOHOA1|B||",),
        (),
        ("SOHOA1|A||",),
        (),
    ]
    split = split_stack([*pages, (), *pages[4:6]], settings)
    assert [(one.dossier_code, one.again) for one in split.segments] == [
        ("A", False),
        ("A", False),
        ("B", False),
        ("A", True),
        ("B", True),
    ]


def test_a_separator_that_no_page_follows_is_told(settings: Settings) -> None:
    """The same sheet twice is one; another paper's sheet, or the last one, announces pages that are
    not there."""
    one, two, other = ("SOHOA1|A||1",), ("SOHOA1|A||2",), ("SOHOA1|B||",)
    split = split_stack(
        [one, one, (), two, other, (RECEIPT,), other, other, one], settings
    )
    assert [(part.dossier_code, part.pages) for part in split.segments] == [
        ("A", (2,)),
        ("B", (5,)),
    ]
    idle = [(sheet.page, sheet.dossier_code) for sheet in split.idle]
    assert idle == [(3, "A"), (6, "B"), (8, "A")]
    assert split.orphans == ()


def test_pages_behind_a_refused_separator_are_orphans(settings: Settings) -> None:
    pages = [
        ("SOHOA1|A||",),
        (),
        ("SOHOA1|../A||",),
        (),
        ("SOHOA1|B||", "SOHOA1|C||"),
        (),
        ("SOHOA1|D||",),
        (),
    ]
    assert segments(pages, settings) == (
        [StackSegment("A", None, None, (1,)), StackSegment("D", None, None, (7,))],
        (2, 3, 4, 5),
        (0, 6),
    )
    assert segments([], settings) == ([], (), ())


def scanned(sheet: Pixels, dpi: int, angle: float, hard: int, seed: int) -> Pixels:
    """A print scanned again: smaller, turned, blurred, greyed, noisy, JPEG."""
    rng = np.random.default_rng(seed)
    image = cv2.resize(
        sheet, None, fx=dpi / 300, fy=dpi / 300, interpolation=cv2.INTER_AREA
    )
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D(
        (width / 2, height / 2), angle, 1 if angle % 90 == 0 else 0.7
    )
    image = cv2.warpAffine(image, matrix, (width, height), borderValue=255)
    image = cv2.GaussianBlur(image, (0, 0), 0.6 + 0.5 * hard)
    noisy = image * (0.75 - 0.1 * hard) + 30 + rng.normal(0, 8 + 10 * hard, image.shape)
    _, jpeg = cv2.imencode(
        ".jpg",
        np.clip(noisy, 0, 255).astype(np.uint8),
        [cv2.IMWRITE_JPEG_QUALITY, 60 - 15 * hard],
    )
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def test_printed_separators_are_read_after_scanning(
    tmp_path: Path, settings: Settings
) -> None:
    sheets = [
        SeparatorCode("H26.27-241105-0012", "2.000635", 3),
        SeparatorCode("Hồ sơ Đặng Thị Ánh Tuyết 2024"),
    ]
    path = tmp_path / "separators.pdf"
    path.write_bytes(make_separators(sheets, "SOHOA1"))
    kind = inspect_file(path, settings.limits)
    assert kind.page_count == 2 and path.stat().st_size < 60_000
    for number, sheet in enumerate(sheets):
        page = open_page(
            path, kind.media_type, number, settings.limits, settings.preprocess
        )
        assert page.pixels.shape == (3508, 2480) and page.dpi == 300
        for dpi, angle, hard in (
            (300, 0, 0),
            (200, 3, 1),
            (150, 180, 2),
            (200, 45, 2),
            (200, 90, 1),
            (150, -8, 2),
        ):
            texts = {
                code.text
                for code in read_codes(scanned(page.pixels, dpi, angle, hard, number))
            }
            assert {parse_separator(text, "SOHOA1") for text in texts} == {sheet}, (
                dpi,
                angle,
                hard,
            )
    assert make_separators(sheets, "SOHOA1") == path.read_bytes()
    with pytest.raises(ValueError):
        make_separators([SeparatorCode("a|b")], "SOHOA1")


def qr(text: str, scale: int = 4) -> Pixels:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return np.asarray(
        zxingcpp.write_barcode_to_image(code, scale=scale), dtype=np.uint8
    )


def test_boxes_and_several_codes() -> None:
    page = np.full((2339, 1654), 255, np.uint8)
    first, second = qr(RECEIPT), qr("001085000001|x")
    page[100 : 100 + first.shape[0], 80 : 80 + first.shape[1]] = first
    page[1500 : 1500 + second.shape[0], 900 : 900 + second.shape[1]] = second
    bars = zxingcpp.create_barcode("H26.27-241105", zxingcpp.BarcodeFormat.Code128)
    strip = np.asarray(zxingcpp.write_barcode_to_image(bars, scale=2), dtype=np.uint8)
    page[800 : 800 + strip.shape[0], 300 : 300 + strip.shape[1]] = strip
    found = read_codes(np.repeat(page[:, :, None], 3, axis=2))
    assert [(code.symbology, code.text) for code in found] == [
        ("QRCode", RECEIPT),
        ("Code128", "H26.27-241105"),
        ("QRCode", "001085000001|x"),
    ]
    assert 80 < found[0].x0 < 110 and 100 < found[0].y0 < 130
    assert (
        abs(found[0].x1 - (80 + first.shape[1])) < 30
        and abs(found[0].y1 - (100 + first.shape[0])) < 30
    )


def test_pages_without_codes() -> None:
    assert read_codes(np.full((2339, 1654), 255, np.uint8)) == ()
    assert read_codes(np.zeros((16, 16), np.uint8)) == ()
    noise = np.random.default_rng(1).integers(0, 256, (400, 300), dtype=np.uint8)
    assert read_codes(noise) == ()


def test_a_code_whose_check_words_do_not_hold_says_nothing() -> None:
    """More modules are turned over than error correction can mend; the finders stand."""
    code = qr(RECEIPT)
    page = np.full((600, 600), 255, np.uint8)
    page[100 : 100 + code.shape[0], 100 : 100 + code.shape[1]] = code
    assert [one.text for one in read_codes(page)] == [RECEIPT]
    middle = slice(100 + int(code.shape[0] * 0.45), 100 + int(code.shape[0] * 0.6))
    page[middle, 100 : 100 + code.shape[1]] = (
        255 - page[middle, 100 : 100 + code.shape[1]]
    )
    assert read_codes(page) == ()
