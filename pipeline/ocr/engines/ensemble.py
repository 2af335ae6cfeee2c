"""The default engine: AsterNet reads rows, looks closer where it is unsure, Tesseract reads what
stays doubtful.

Most words are sure at the first look, on a narrow picture. Only doubtful words and their neighbours
are shown again on a wider one, and only words that two looks leave doubtful go to another reader.
An arbiter decides each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from pipeline.common.threads import map_in_threads
from pipeline.ocr.arbitration.addresses import may_hold_address, take_addresses
from pipeline.ocr.arbitration.arbiter import (
    are_joined,
    choose_words,
    find_doubtful_spans,
    rate_words,
    widen_spans,
)
from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.arbitration.weights import RereadingRule, load_weights
from pipeline.ocr.asternet.model import AsterNet
from pipeline.ocr.engines.row_by_row import read_rows
from pipeline.ocr.segmentation.strips import RowStrip
from pipeline.ocr.tesseract.lines import TesseractLines
from schemas.imaging import CleanPage, Pixels
from schemas.ocr import OcrPage

Profile = Literal["fast", "balanced", "best"]
# How wide pieces are shown to AsterNet at the first look, as a share of the model's usual squeeze.
SHOWN: dict[Profile, float] = {"fast": 0.85, "balanced": 1.0, "best": 1.2}
BESIDE = 5  # pixels shown on either side of doubtful words
WHOLE_ROW = (
    0.7  # a row is read again as a whole where this share of its width is doubtful
)
# words shown on either side of doubtful ones at the wider look, for AsterNet reads by context
NEIGHBOURS = 1
ALL = 1.01  # no word is as probable


class EnsembleEngine:
    """Reads pages by two recognisers. Models are loaded at the first page, so the engine can be
    pickled before.

    `fast`: AsterNet alone, one look on narrower pictures. `balanced`: a wider look at doubtful
    words, and Tesseract for words that stay doubtful. `best`: two looks at everything, and
    Tesseract reads every word.
    """

    name = "ensemble"

    def __init__(self, language: str, profile: Profile = "balanced") -> None:
        """Check what is installed.

        Args:
            language: Tesseract's codes joined by +.
            profile: how much may be spent.

        Raises:
            MissingToolError: Tesseract, its language data or the model file are missing.
        """
        self._language = language
        self._profile: Profile = profile
        self._first = AsterNet()
        self._other = TesseractLines(language) if profile != "fast" else None

    @property
    def version(self) -> str:
        """Both readers and the profile."""
        other = f" + {self._other.version}" if self._other else ""
        return f"ensemble-{self._profile} {self._first.version}{other}"

    def recognize(self, page: CleanPage) -> OcrPage:
        """Read one page; see OcrEngine."""
        return OcrPage(
            read_rows(page, self._read), page.geometry, self.name, self._language
        )

    def _read(
        self, strips: Sequence[RowStrip], dpi: float
    ) -> Iterator[Sequence[WordText]]:
        """The words of each row. AsterNet looks at several rows at once where it may; the other
        reader, which can't, goes behind it in their order."""
        looked = map_in_threads(self._look_along, strips)
        for strip, words in zip(strips, looked, strict=True):
            yield (
                words
                if self._other is None
                else self._check(words, strip.pixels, dpi, self._other)
            )

    def _look_along(self, strip: RowStrip) -> list[WordText]:
        return [
            word.shift(begin)
            for begin, end in strip.parts
            for word in self._look(strip.pixels[:, begin:end])
        ]

    def _look(self, piece: Pixels) -> list[WordText]:
        """What AsterNet makes of a piece of a row, at one look or two."""
        by, squeeze = load_weights(), self._first.model.squeeze
        words = rate_words(
            self._first.read(piece, squeeze * SHOWN[self._profile]).words, by.first
        )
        if self._other is None:
            return words

        def look_closer(columns: Pixels) -> list[WordText]:
            return rate_words(
                self._first.read(columns, squeeze * by.width).words, by.wider
            )

        return self._read_again(words, piece, by.wider_look, look_closer, NEIGHBOURS)

    def _check(
        self, words: list[WordText], row: Pixels, dpi: float, other: TesseractLines
    ) -> list[WordText]:
        """The words of a row, the doubtful ones read by another reader; all of it where the first
        saw nothing."""
        by = load_weights()

        def ask(columns: Pixels) -> list[WordText]:
            return rate_words(other.read(columns, dpi), by.other)

        if not words:
            return choose_words((), ask(row), by.other_reader)
        if may_hold_address(words):
            words = take_addresses(words, ask(row))
        return self._read_again(words, row, by.other_reader, ask)

    def _read_again(
        self,
        words: list[WordText],
        row: Pixels,
        by: RereadingRule,
        read: Callable[[Pixels], list[WordText]],
        beside: int = 0,
    ) -> list[WordText]:
        """The words; doubtful ones and `beside` neighbours are read again by `read`, and what is
        better stands."""
        spans = widen_spans(
            find_doubtful_spans(words, self._limit(by.doubtful)), beside, len(words)
        )
        width = row.shape[1]
        if (
            sum(words[end - 1].end - words[begin].start for begin, end in spans)
            > WHOLE_ROW * width
        ):
            return choose_words(words, read(row), by)
        result: list[WordText] = []
        at = 0
        for begin, end in spans:
            left, right = _room(words, begin, end, width)
            again = [word.shift(left) for word in read(row[:, left:right])]
            chosen = choose_words(words[begin:end], again, by)
            # The wider look may have joined a syllable that the first had broken in two.
            if at < begin and are_joined(words[begin - 1 : begin + 1], chosen[:1]):
                begin -= 1
            result += [*words[at:begin], *chosen]
            at = end
            if end < len(words) and are_joined(words[end - 1 : end + 1], chosen[-1:]):
                at += 1
        return result + words[at:]

    def _limit(self, usual: float) -> float:
        return ALL if self._profile == "best" else usual


def _room(
    words: Sequence[WordText], begin: int, end: int, width: int
) -> tuple[int, int]:
    """The columns of words begin to end with a little white, and nothing of their neighbours."""
    before = words[begin - 1].end if begin else 0.0
    after = words[end].start if end < len(words) else float(width)
    left = max(words[begin].start - BESIDE, (before + words[begin].start) / 2)
    right = min(words[end - 1].end + BESIDE, (words[end - 1].end + after) / 2)
    return max(0, int(left)), min(width, round(right) + 1)
