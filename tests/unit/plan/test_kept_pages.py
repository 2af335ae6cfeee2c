"""Pages of PDFs that go into the archive as they are: what is left of them in the work folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.plan.pages import load_content, load_reading, read_page
from schemas.imaging import EncodedImage, KeptPage
from schemas.ocr import PageReading
from schemas.received.source import MediaType, SourceFile
from schemas.work import PageDone, PageJob
from tests.support.kept_pages import letter, write_before
from tests.support.layered_pdf import LETTER, OTHER, laid, layered_page

SETTINGS = load_settings(environ={}, options={"ocr": {"engine": "asternet"}})


def read(path: Path, work: Path) -> tuple[PageReading, EncodedImage | KeptPage]:
    data = path.read_bytes()
    file = SourceFile(
        path=str(path),
        name=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type=MediaType.PDF,
    )
    done = read_page(PageJob("d", 1, file, 0, str(work), path.name), SETTINGS)
    assert isinstance(done, PageDone), done
    return load_reading(work, 1), load_content(work, 1)


def test_a_born_digital_page_is_kept_and_its_own_words_are_the_reading(tmp_path):
    reading, content = read(letter(tmp_path / "a.pdf"), tmp_path / "work")
    assert isinstance(content, KeptPage)
    assert content.data.startswith(b"%PDF")
    assert {"page_kept", "text_layer"} <= {*reading.flags}
    assert "redrawn" not in reading.flags
    assert reading.image_sha256 is None and not reading.image_passthrough
    assert reading.ocr.text.split() == " ".join(LETTER).split()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda pdf: write_before(pdf, "0 0 0 1 k 9 9 20 20 re f 0 g"), "colours"),
        # White on white: it would be found in the file, and is not on the page.
        (
            lambda pdf: write_before(
                pdf, "1 g BT /F 12 Tf 300 800 Td <00010002> Tj ET 0 g"
            ),
            "text",
        ),
    ],
)
def test_a_page_that_can_not_be_kept_is_a_picture_and_says_why(tmp_path, change, why):
    reading, content = read(letter(tmp_path / "a.pdf", change), tmp_path / "work")
    assert isinstance(content, EncodedImage)
    assert {"redrawn", f"drawn_{why}"} <= {*reading.flags}
    assert reading.image_sha256 == hashlib.sha256(content.data).hexdigest()


def test_text_that_is_not_what_is_seen_keeps_a_page_out(tmp_path):
    letters = dict(zip("aeiou", "xzwqj", strict=True))
    path = layered_page(tmp_path / "a.pdf", shown=laid(OTHER), told=letters)
    reading, content = read(path, tmp_path / "work")
    assert isinstance(content, EncodedImage)
    assert {"text_layer_rejected", "drawn_text"} <= {*reading.flags}
