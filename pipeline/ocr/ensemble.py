"""The default engine: AsterNet reads each row, Tesseract reads the doubtful words again, an arbiter decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pipeline.ocr.arbiter import decided, doubtful_spans, judged, weights
from pipeline.ocr.assembly import read_rows
from pipeline.ocr.asternet import AsterNet
from pipeline.ocr.line_text import WordText
from pipeline.ocr.rows import RowStrip
from pipeline.ocr.tesseract_lines import TesseractLines
from schemas.imaging import CleanPage
from schemas.ocr import OcrPage

Profile = Literal["fast", "balanced", "best"]
# How wide rows are shown to AsterNet, as a share of the model's usual squeeze.
SHOWN: dict[Profile, float] = {"fast": 0.85, "balanced": 1.0, "best": 1.2}
BESIDE = 5  # pixels shown on either side of doubtful words
WHOLE_ROW = 0.7  # a row is read again as a whole where this share of its width is doubtful
ALL = 1.01  # no word is as probable


class EnsembleEngine:
    """Reads pages by two recognisers. Models are loaded at the first page, so the engine can be pickled before.

    `fast`: AsterNet alone, on narrower pictures. `balanced`: Tesseract reads doubtful words again. `best`: AsterNet on
    wider pictures, and Tesseract reads every word.
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
        self._second = TesseractLines(language) if profile != "fast" else None

    @property
    def version(self) -> str:
        """Both readers and the profile."""
        second = f" + {self._second.version}" if self._second else ""
        return f"ensemble-{self._profile} {self._first.version}{second}"

    def recognize(self, page: CleanPage) -> OcrPage:
        """Read one page; see OcrEngine."""
        return OcrPage(read_rows(page, self._read), page.geometry, self.name, self._language)

    def _read(self, strip: RowStrip, dpi: float) -> Sequence[WordText]:
        words = self._first.read_row(strip, self._first.model.squeeze * SHOWN[self._profile])
        by = weights()
        if self._second is None:
            return judged(words, by.first)
        spans = doubtful_spans(words, ALL if self._profile == "best" else by.doubtful)
        width = strip.pixels.shape[1]
        doubtful = sum(words[end - 1].end - words[begin].start for begin, end in spans)
        if not words or doubtful > WHOLE_ROW * width:
            return decided(words, self._second.read(strip.pixels, dpi))
        result: list[WordText] = []
        at = 0
        for begin, end in spans:
            left, right = _room(words, begin, end, width)
            again = self._second.read(strip.pixels[:, left:right], dpi)
            moved = [WordText(word.text, left + word.start, left + word.end, word.confidence) for word in again]
            result += [*judged(words[at:begin], by.first), *decided(words[begin:end], moved)]
            at = end
        return result + judged(words[at:], by.first)


def _room(words: Sequence[WordText], begin: int, end: int, width: int) -> tuple[int, int]:
    """The columns of words begin to end with a little white, and nothing of their neighbours."""
    before = words[begin - 1].end if begin else 0.0
    after = words[end].start if end < len(words) else float(width)
    left = max(words[begin].start - BESIDE, (before + words[begin].start) / 2)
    right = min(words[end - 1].end + BESIDE, (words[end - 1].end + after) / 2)
    return max(0, int(left)), min(width, round(right) + 1)
