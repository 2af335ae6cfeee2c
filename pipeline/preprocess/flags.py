"""What is said of a page by flags.

Flags of `CleanPage.flags`:

- `dpi_unknown`: the file names no usable resolution; `low_dpi`: fewer dots than asked for;
- `bilevel`: only black and white; `grey`: no colour; `low_contrast`; `blurred`;
  `out_of_focus`: a photograph that is blurred, or softer in a part than in the rest;
- `shadow`: a good part of the page lies in shadow; `negative`: white on black (the copy is turned
  to black on white);
- `clipped`: text runs into the edge of the picture; `two_pages`: two pages side by side in one
  picture;
- `redrawn`: the archived picture is not the received one to the bit (a PDF page that had to be
  drawn or joined);
- `damaged`: the picture's coded data have errors, which decoders pass over;
- `pale`: all print is hardly darker than its paper; `small_print`: its letters have so few pixels
  that signs and marks above letters are hard to tell;
- `shaded`: a grey ground that came out as specks under the letters (they are taken off the copy);
- `blank`: nothing written on it; `turned_unsure`: the quarter turn could not be told for certain.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.preprocess import quality
from pipeline.preprocess.cleaning.clear import LEAST_PRINT_DPI
from pipeline.preprocess.first_look import FirstLook
from pipeline.preprocess.upright.turn import Turn
from schemas.geometry import PageGeometry
from schemas.imaging import PageImage, Pixels
from schemas.ocr import DAMAGED

FLAGS = (
    "dpi_unknown",
    "low_dpi",
    "bilevel",
    "grey",
    "low_contrast",
    "pale",
    "shaded",
    "small_print",
    "blurred",
    "out_of_focus",
    "shadow",
    "negative",
    "clipped",
    "two_pages",
    "redrawn",
    DAMAGED,
    "blank",
    "turned_unsure",
)


def find_flags(
    page: PageImage,
    look: FirstLook,
    grey: Pixels,
    turned: tuple[Turn, PageGeometry],
    min_dpi: float,
    *,
    blank: bool,
) -> tuple[str, ...]:
    """The flags of a page, in the order of `FLAGS`.

    Args:
        page: as received.
        look: what was seen of it at first.
        grey: uint8, full size, without seals.
        turned: how it stands.
        min_dpi: dots per inch that the rules ask for.
        blank: whether nothing is written on it.
    """
    turn, geometry = turned
    found = {*_of_picture(page, look, min_dpi), *(["blank"] if blank else [])}
    if not turn.sure:
        found.add("turned_unsure")
    if not blank:
        found.update(_of_print(look))
        if look.large is look.view:
            found.update(_of_letters(look, grey, geometry, turn))
    return tuple(name for name in FLAGS if name in found)


def _of_picture(page: PageImage, look: FirstLook, min_dpi: float) -> Iterator[str]:
    """What can be said of any picture."""
    yield from _true(
        dpi_unknown=not page.dpi_known,
        low_dpi=page.dpi_known and page.dpi < min_dpi - 1,
        bilevel=look.bilevel,
        grey=quality.is_grey(look.view),
        shaded=look.shaded,
        small_print=look.page_dpi < LEAST_PRINT_DPI,
        shadow=quality.is_in_shadow(look.view),
        negative=look.negative,
        redrawn=page.redrawn,
        damaged=page.encoded.damaged,
    )


def _of_print(look: FirstLook) -> Iterator[str]:
    """What can be said only where something is written."""
    yield from _true(
        low_contrast=quality.is_low_contrast(look.view),
        pale=look.view.levels.pale,
        clipped=quality.is_clipped(look.view),
    )


def _of_letters(
    look: FirstLook, grey: Pixels, geometry: PageGeometry, turn: Turn
) -> Iterator[str]:
    """What can be said of letters of usual size."""
    view, letters = look.view, look.letters
    spread = quality.is_two_pages(
        letters, view.dpi, geometry.rotation_deg, geometry.skew_deg
    )
    dpi = view.dpi * grey.shape[0] / view.grey.shape[0]
    blurred = quality.is_blurred(grey, letters, dpi)
    yield from _true(
        blurred=blurred,
        out_of_focus=quality.is_out_of_focus(grey, letters, view, blurred=blurred),
        two_pages=turn.sure and spread,
    )


def _true(**flags: bool) -> Iterator[str]:
    return (name for name, holds in flags.items() if holds)
