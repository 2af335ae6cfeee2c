"""Codes on pages: which are read, and what is read where there is none:
`python -m benchmarks.fields.codes --pages 10000`.

A QR code is drawn into a page of print with modules of a given size, contrast, angle and blur. Each
is read or not; a text that was never drawn counts as false. Then pages of both generators without a
code are scanned in many ways (place, size, angle, blur, noise); anything read there is false.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from pipeline.ingest.stacks.codes import read_codes
from schemas.imaging import Pixels
from synthetic import KINDS, make_paper
from synthetic.ocr_pages.notation import outlines
from synthetic.ocr_pages.writing import write_paper
from synthetic.pages.items import Paper
from synthetic.pages.render import render_page

_DPI = 200
_SEED = 20261130
_SCANS_OF_A_PAGE = 40
_FINE = 8
_CARD = (
    "{id}|012345678|Nguyễn Thị Mẫu|01011980|Nữ|Thôn Mẫu, Xã Mẫu, Tỉnh Hà Giang|01012022"
)
_RECEIPT = "H26.27-241105-0012|1.004220|{id}"


@dataclass(frozen=True, slots=True)
class Print:
    """How a code is printed and scanned: pixels of a module, share of the ground's brightness that
    ink takes away, degrees, sigma of the blur in pixels."""

    module: float
    contrast: float
    angle: float
    blur: float


def prints() -> Iterator[Print]:
    """What has to be read: modules of 4 px and more, contrast of 40 % and more, any quarter turn
    and 15 degrees about it, blur of 1 px, from modules of 6 px of 2."""
    modules, contrasts = (4.0, 4.5, 5.0, 6.0, 7.5, 10.0), (0.4, 0.6, 0.95)
    angles = tuple(
        quarter + lean for quarter in (0, 90, 180, 270) for lean in (-15, -7, 0, 4, 15)
    )
    for module, contrast, angle in product(modules, contrasts, angles):
        for blur in (0.0, 1.0, 2.0) if module >= 6 else (0.0, 1.0):
            yield Print(module, contrast, angle, blur)


def draw_code(
    page: Pixels, text: str, how: Print, rng: np.random.Generator, noise: float = 4.0
) -> Pixels:
    """The page with the code at a free place, blurred and with the noise of a scanner."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    drawn = np.asarray(
        zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=True)
    )
    side = drawn.shape[0] * how.module
    reach = int(1.5 * side) + 2
    turn = cv2.getRotationMatrix2D(
        (drawn.shape[1] / 2 - 0.5, drawn.shape[0] / 2 - 0.5), how.angle, how.module
    )
    turn[:, 2] += reach / 2 - np.array(drawn.shape[::-1]) / 2
    ink = cv2.warpAffine(
        _fine(drawn),
        turn @ _finer(),
        (reach, reach),
        flags=cv2.INTER_AREA,
        borderValue=255,
    )
    light = 245 - (255 - ink.astype(np.float32)) / 255 * 245 * how.contrast
    out: NDArray[np.float32] = page.astype(np.float32)
    y = int(rng.integers(0, max(1, page.shape[0] - reach)))
    x = int(rng.integers(0, max(1, page.shape[1] - reach)))
    out[y : y + reach, x : x + reach] = light[: out.shape[0] - y, : out.shape[1] - x]
    out = cv2.GaussianBlur(out, (0, 0), how.blur) if how.blur else out
    noisy = out + rng.normal(0, noise, out.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def _fine(drawn: Pixels) -> Pixels:
    """Each module as 8 x 8 pixels: edges of a turned code lie where print has them."""
    return np.kron(drawn, np.ones((_FINE, _FINE), np.uint8))


def _finer() -> NDArray[np.float64]:
    shift = (1 / _FINE - 1) / 2
    return np.array([[1 / _FINE, 0, shift], [0, 1 / _FINE, shift], [0, 0, 1]])


def pages(rng: np.random.Generator) -> Iterator[Pixels]:
    """Pages of both generators without a code, in grey, without end."""
    while True:
        kind = KINDS[int(rng.integers(len(KINDS)))]
        if kind != "the_can_cuoc":  # a card has a code of its own
            yield _grey(make_paper(kind, rng))
        texts = outlines("test")
        yield _grey(write_paper(texts[int(rng.integers(len(texts)))], "test", rng))


def _grey(paper: Paper) -> Pixels:
    page = render_page(paper.pages[0], paper.facts, _DPI)
    return np.asarray(page.image.convert("L"))


def scan(page: Pixels, rng: np.random.Generator) -> Pixels:
    """One scan of a page: another size, angle, place, blur, light, noise; some are one bit."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D(
        (width / 2, height / 2), rng.normal(0, 2), rng.uniform(0.6, 1.3)
    )
    turn[:, 2] += rng.normal(0, 25, 2)
    out = cv2.warpAffine(page, turn, (width, height), borderValue=250).astype(
        np.float32
    )
    out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.3, 1.5))
    out = out * rng.uniform(0.6, 1.0) + rng.normal(0, rng.uniform(0, 12), out.shape)
    if rng.random() < 0.25:
        out = np.where(out > rng.uniform(90, 190), 255, 0)
    return np.rot90(np.clip(out, 0, 255).astype(np.uint8), int(rng.integers(4))).copy()


def read_share(rng: np.random.Generator) -> Iterator[str]:
    """A row for each size of module: read of drawn, false ones; then those that were not read."""
    drawn, read, false = Counter[float](), Counter[float](), 0
    missed = []
    source = pages(rng)
    for number, how in enumerate(prints()):
        if number % 20 == 0:
            page = next(source)
        text = (_CARD if number % 2 else _RECEIPT).format(
            id=f"{rng.integers(10**11, 10**12)}"
        )
        found = [code.text for code in read_codes(draw_code(page, text, how, rng))]
        drawn[how.module] += 1
        read[how.module] += text in found
        false += sum(one != text for one in found)
        missed += [] if text in found else [how]
    yield "| module | drawn | read |\n|--|--|--|"
    for module in sorted(drawn):
        yield f"| {module:g} px | {drawn[module]} | {read[module]} |"
    yield f"all: {read.total()} of {drawn.total()}; other texts than the drawn: {false}"
    yield from (f"not read: {how}" for how in missed)


def false_codes(count: int, rng: np.random.Generator) -> Iterator[str]:
    """Everything read on so many scans without a code."""
    source = pages(rng)
    found: list[str] = []
    for number in range(count):
        if number % _SCANS_OF_A_PAGE == 0:
            page = next(source)
        for code in read_codes(scan(page, rng)):
            found.append(f"{code.symbology} {code.text!r}")
            yield f"false: scan {number} {found[-1]}"
    of = -(-count // _SCANS_OF_A_PAGE)
    yield f"{len(found)} codes read on {count:,} scans of {of} pages without one"


def main() -> None:
    """Print both parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=400, help="scans without a code")
    parser.add_argument("--seed", type=int, default=_SEED)
    given = parser.parse_args()
    for line in read_share(np.random.default_rng(given.seed)):
        print(line, flush=True)
    for line in false_codes(given.pages, np.random.default_rng(given.seed + 1)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
