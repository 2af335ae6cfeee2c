"""Lines below one another whose parts are told."""

from collections.abc import Sequence

import numpy as np

from pipeline.extract.parts.label import Labelled
from pipeline.extract.rows import page_rows
from synthetic.heads.canvas import Canvas


def labelled(lines: Sequence[tuple[str, str, float]]) -> list[Labelled]:
    """Lines of (text, part, how sure that is) on one axis, left in the head of a page."""
    canvas = Canvas(np.random.default_rng(3), (1654, 2339))
    for at, (text, _, _) in enumerate(lines):
        canvas.put(text, 420, 150 + 40 * at, 32, "", "center")
    rows = page_rows(canvas.reading().ocr, 1)
    return [
        Labelled(row, part, sure, "left")
        for row, (_, part, sure) in zip(rows, lines, strict=True)
    ]
