"""What is read of files without an archive, in each form."""

import json

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.operations.recognize import (
    ReadFile,
    as_json,
    count_pages,
    read_files,
    render_files,
)
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord, PageReading
from schemas.work import Failure

SETTINGS = load_settings(environ={})
FLAT = PageGeometry(400, 300, 200.0, 0, 0.0)


def line(*words, block=0, y=20.0):
    boxes = (
        BoundingBox(10 + 100 * at, y, 90 + 100 * at, y + 20) for at in range(len(words))
    )
    return OcrLine.around(
        (
            OcrWord(text, box, sure)
            for (text, sure), box in zip(words, boxes, strict=True)
        ),
        block,
    )


def page(number, *lines):
    return PageReading(
        page=number,
        ocr=OcrPage(lines, FLAT, "made 1.0"),
        is_blank=not lines,
        flags=("grey",),
        dpi_known=True,
        codes=(),
        image_sha256=None,
        image_passthrough=True,
        seconds=0.1,
        stage_seconds={},
    )


@pytest.fixture
def read(tmp_path):
    first = page(
        1, line(("Quyết", 0.9), ("định", 0.2)), line(("Số", 1.0), block=1, y=60.0)
    )
    return [ReadFile(tmp_path / "a.pdf", (first, page(2)))]


def test_text_has_a_form_feed_between_pages(read):
    assert render_files(read, "text", 0.5) == "Quyết định\n\nSố\f"


def test_json_names_words_lines_and_blocks(read):
    (file,) = as_json(read, 0.5)["files"]
    assert file["error"] is None
    first, second = file["pages"]
    assert [(one["text"], one["flags"]) for one in first["words"]] == [
        ("Quyết", []),
        ("định", ["low_confidence"]),
        ("Số", []),
    ]
    assert [(one["text"], one["words"]) for one in first["lines"]] == [
        ("Quyết định", [0, 2]),
        ("Số", [2, 3]),
    ]
    assert [(one["block"], one["lines"]) for one in first["blocks"]] == [
        (0, [0, 1]),
        (1, [1, 2]),
    ]
    assert (second["is_blank"], second["words"], second["flags"]) == (
        True,
        [],
        ["grey"],
    )
    assert json.loads(render_files(read, "json", 0.5)) == json.loads(
        json.dumps(as_json(read, 0.5))
    )


@pytest.mark.parametrize(("form", "holds"), [("alto", "<alto"), ("hocr", "ocr_page")])
def test_other_forms_hold_the_words(read, form, holds):
    text = render_files(read, form, 0.5)
    assert holds in text and "Quyết" in text


def test_a_failure_is_told_beside_the_files_that_were_read(tmp_path):
    failed = ReadFile(
        tmp_path / "b.pdf", (), Failure("broken_pdf", "broken", None, "ingest", 2)
    )
    (file,) = as_json([failed], 0.5)["files"]
    assert (file["pages"], file["error"]) == (
        [],
        {"code": "broken_pdf", "message": "broken", "page": 2},
    )


def test_a_file_that_is_not_there_stops_before_any_is_read(tmp_path):
    with pytest.raises(UsageError) as caught:
        read_files([tmp_path / "gone.png"], SETTINGS)
    assert caught.value.code == "no_file"


def test_what_can_not_be_opened_has_no_pages(tmp_path):
    (tmp_path / "a.png").write_bytes(b"no picture")
    assert count_pages([tmp_path / "a.png"], SETTINGS) == 0
    (read,) = read_files([tmp_path / "a.png"], SETTINGS)
    assert read.pages == () and read.failure is not None
