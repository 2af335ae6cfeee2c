"""Files that are odd and whole: other programs wrote them so, readers show them, and they are read."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from pipeline.config import load_settings
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from tests.support.small_batches import slip

SETTINGS = load_settings(environ={})
PICTURE = Image.open(io.BytesIO(slip("Giấy số 12"))).convert("L")


def jpeg() -> bytes:
    out = io.BytesIO()
    PICTURE.save(out, "JPEG", quality=80, dpi=(200, 200))
    return out.getvalue()


def scan(change: Callable[[pikepdf.Pdf], None] = lambda _: None) -> bytes:
    """A scanner's PDF of one page, changed before it is written."""
    pdf = pikepdf.new()
    image = pdf.make_stream(
        jpeg(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=PICTURE.width,
        Height=PICTURE.height,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    size = (PICTURE.width * 72 / 200, PICTURE.height * 72 / 200)
    page = pdf.add_blank_page(page_size=size)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.Contents = pdf.make_stream(
        f"q {size[0]} 0 0 {size[1]} 0 0 cm /Im0 Do Q".encode()
    )
    change(pdf)
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def outline_in_circles(pdf: pikepdf.Pdf) -> None:
    one = pdf.make_indirect(pikepdf.Dictionary(Title="A"))
    two = pdf.make_indirect(pikepdf.Dictionary(Title="B"))
    one.Next, two.Next, one.First, one.Last = two, one, one, two
    outlines = pikepdf.Dictionary(
        Type=pikepdf.Name.Outlines, First=one, Last=two, Count=2
    )
    pdf.Root.Outlines = pdf.make_indirect(outlines)


def names_in_circles(pdf: pikepdf.Pdf) -> None:
    kid = pdf.make_indirect(pikepdf.Dictionary())
    kid.Kids = pikepdf.Array([kid])
    pdf.Root.Names = pikepdf.Dictionary(Dests=kid)


def deep_tree(pdf: pikepdf.Pdf) -> None:
    page, node = pdf.pages[0].obj, pdf.Root.Pages
    node.Kids = pikepdf.Array()
    for _ in range(400):
        kid = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Pages, Count=1, Parent=node, Kids=pikepdf.Array()
            )
        )
        node.Kids.append(kid)
        node = kid
    node.Kids.append(page)
    page.Parent = node


def many_objects(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Odd = pikepdf.Array(
        [pdf.make_indirect(pikepdf.Dictionary()) for _ in range(20_000)]
    )


def jpeg2000(**options: object) -> bytes:
    out = io.BytesIO()
    PICTURE.save(out, "JPEG2000", **options)
    return out.getvalue()


ODD: dict[str, Callable[[], bytes]] = {
    "garbage after the end mark": lambda: scan() + b"\0garbage\n" * 5000,
    "zeros after the end mark": lambda: scan() + bytes(100_000),
    "a web page's foot after the end mark": lambda: (
        scan() + b"<html>%%EOF startxref</html>" * 99
    ),
    "a server's head before the first mark": lambda: (
        b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n" + scan()
    ),
    "an outline that runs in circles": lambda: scan(outline_in_circles),
    "names that run in circles": lambda: scan(names_in_circles),
    "a deep tree of pages": lambda: scan(deep_tree),
    "very many objects": lambda: scan(many_objects),
    "a wrong place of the cross-reference": lambda: scan().replace(
        b"startxref\n", b"startxref\n9"
    ),
    "JPEG 2000 in tiles that begin elsewhere": lambda: jpeg2000(
        tile_size=(128, 128), tile_offset=(3, 3), offset=(5, 5)
    ),
    "JPEG 2000 of one resolution": lambda: jpeg2000(num_resolutions=1),
    "JPEG 2000 without its box": lambda: jpeg2000(no_jp2=True),
}


@pytest.mark.parametrize("name", ODD)
def test_it_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(ODD[name]())
    look = inspect_file(path, SETTINGS.limits)
    assert look.page_count == 1
    page = open_page(path, look.media_type, 0, SETTINGS.limits, SETTINGS.preprocess)
    drawn = np.asarray(PICTURE)
    assert page.pixels.shape[:2] == drawn.shape
    assert np.abs(page.pixels.astype(int) - drawn).mean() < 3
