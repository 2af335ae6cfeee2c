"""Pages with text of their own: born digital, or laid under a scan, right and wrong."""

from __future__ import annotations

import functools
import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf

from tests.odd_inputs.inputs import OddInput
from tests.support.kept_pages import letter
from tests.support.layered_pdf import LETTER, OTHER, laid, layered_page
from tests.support.office_pages import DRAWN, KEPT
from tests.support.signed_pdfs import made_person, signed_pdf

Change = Callable[[pikepdf.Pdf], None]
_SHORT = LETTER[:9]


def make_pages() -> Iterator[OddInput]:
    """All of them."""
    for name, change in KEPT.items():
        make = functools.partial(_letter, change)
        yield OddInput("born digital, of known parts", f"PDF {name}", "pdf", make)
    for name, (_, change) in DRAWN.items():
        make = functools.partial(_letter, change)
        yield OddInput("born digital, of other parts", f"PDF {name}", "pdf", make)
    wrong = dict(zip("aeiou", "xzwqj", strict=True))
    for name, options in {
        "text under its like": {"shown": laid(_SHORT), "hidden": laid(_SHORT)},
        "text of another page": {"shown": laid(_SHORT), "hidden": laid(OTHER)},
        "text that says other letters": {"shown": laid(_SHORT), "told": wrong},
        "text on a page that is turned": {"shown": laid(_SHORT), "rotate": 90},
        "text that is hidden alone": {"hidden": laid(_SHORT)},
        "two words": {"shown": laid(("Đơn", "số 5"))},
    }.items():
        make = functools.partial(_layered, options)
        yield OddInput("text already there", f"PDF {name}", "pdf", make)
    yield OddInput("signed", "PDF signed by a stranger", "pdf", _signed)
    yield OddInput("signed", "PDF signed and cut", "pdf", lambda: _signed()[:-200])
    yield OddInput(
        "signed",
        "PDF signed and changed",
        "pdf",
        lambda: _signed().replace(b"20 20 100", b"20 20 900"),
    )


def _letter(change: Change) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return letter(Path(folder) / "a.pdf", change).read_bytes()


def _layered(options: dict[str, object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return layered_page(Path(folder) / "a.pdf", **options).read_bytes()


@functools.cache
def _signed() -> bytes:
    return io.BytesIO(signed_pdf(made_person("Ngân hàng Thử"))).getvalue()
