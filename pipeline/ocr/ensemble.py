"""The default engine: Tesseract reads each row, AsterNet reads the doubtful words again, an arbiter decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pipeline.ocr.arbiter import decided, doubtful_spans, judged, kind_of, weights
from pipeline.ocr.assembly import page_of
from pipeline.ocr.asternet import AsterNet
from pipeline.ocr.leader_dots import without_leader_dots
from pipeline.ocr.line_text import WordText
from pipeline.ocr.lines import find_lines
from pipeline.ocr.rows import RowStrip, rows_of, strip_of
from pipeline.ocr.tesseract_lines import TesseractLines
from schemas.imaging import CleanPage
from schemas.ocr import OcrPage

Profile = Literal["fast", "balanced", "best"]
BESIDE = 5  # pixels shown on either side of doubtful words
WHOLE_ROW = 0.7  # a row is read as a whole where this share of its width is doubtful
# Rows of words less probable than that are seals, strokes of pens, pictures; and so are single signs.
LEAST_ROW, LEAST_SIGN = 0.35, 0.6
# A row with so many sure syllables is writing, whatever else is on it.
SURE_WORDS, SURE_ROW = 2, 0.9
# Ink between words, in row heights, that the first reader passed over; and how probable must be what is read there.
GAP_INK, LEAST_IN_GAP = 0.45, 0.5
INK_LEVEL = 150


class EnsembleEngine:
    """Reads pages by two recognisers. Models are loaded at the first page, so the engine can be pickled before.

    `fast`: Tesseract alone on our lines. `balanced`: AsterNet on doubtful words. `best`: AsterNet on every word.
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
        self._first = TesseractLines(language)
        self._second = AsterNet() if profile != "fast" else None

    @property
    def version(self) -> str:
        """Both readers and the profile."""
        second = f" + {self._second.version}" if self._second else ""
        return f"ensemble-{self._profile} {self._first.version}{second}"

    def recognize(self, page: CleanPage) -> OcrPage:
        """Read one page; see OcrEngine."""
        if page.is_blank:
            return OcrPage((), page.geometry, self.name, self._language)
        found = find_lines(page)
        read = []
        for row in rows_of(page, found):
            strip = strip_of(page, found, row)
            words = credible(without_leader_dots(self._read(strip, page.dpi)))
            if words:
                read.append((row, strip, words))
        return OcrPage(page_of(page, read, found.x_height), page.geometry, self.name, self._language)

    def _read(self, strip: RowStrip, dpi: float) -> list[WordText]:
        words = self._first.read(strip.pixels, dpi)
        if self._second is None:
            return judged(words, weights().first)
        threshold = 1.01 if self._profile == "best" else weights().doubtful
        spans = doubtful_spans(words, threshold)
        doubtful = sum(words[end - 1].end - words[begin].start for begin, end in spans)
        if not words or doubtful > WHOLE_ROW * strip.pixels.shape[1]:
            return list(decided(words, self._again(strip, 0, strip.pixels.shape[1])))
        result: list[WordText] = []
        at = 0
        for begin, end in _with_gaps(spans, words, strip):
            result += judged(words[at:begin], weights().first)
            left, right = _room(words, begin, end, strip.pixels.shape[1])
            again = decided(words[begin:end], self._again(strip, left, right))
            result += again if end > begin else [word for word in again if word.confidence >= LEAST_IN_GAP]
            at = end
        return result + judged(words[at:], weights().first)

    def _again(self, strip: RowStrip, left: int, right: int) -> tuple[WordText, ...]:
        """What AsterNet reads between two columns of the strip, piece by piece."""
        assert self._second is not None
        found: list[WordText] = []
        for begin, end in strip.parts(left, right):
            for word in self._second.read(strip.pixels[:, begin:end]).words:
                found.append(WordText(word.text, begin + word.start, begin + word.end, word.confidence))
        return tuple(found)


def credible(words: Sequence[WordText]) -> tuple[WordText, ...]:
    """The words of a row without signs that stand for specks; nothing where the whole row is no writing.

    Args:
        words: with the probability that they are right for confidence.
    """
    kept = [w for w in words if any(c.isalnum() for c in w.text) or w.confidence >= LEAST_SIGN]
    sure = sum(len(w.text) > 1 and w.confidence >= SURE_ROW and kind_of(w.text) == "syllable" for w in kept)
    if sure >= SURE_WORDS:
        return tuple(kept)
    # One long word that was garbled says little about its row.
    weights = [min(len(word.text), 6) for word in kept]
    mean = sum(w.confidence * weight for w, weight in zip(kept, weights, strict=True)) / max(1, sum(weights))
    if mean < LEAST_ROW:
        return ()
    # Ink of seals and pens is read as single letters and signs.
    single = sum(len(word.text) == 1 and not word.text.isdecimal() for word in words)
    return () if single > 0.5 * len(words) and mean < SURE_ROW else tuple(kept)


def _with_gaps(spans: Sequence[tuple[int, int]], words: Sequence[WordText], strip: RowStrip) -> list[tuple[int, int]]:
    """The spans, and empty ones where ink stands between words that the first reader passed over."""
    found = list(spans)
    ink = strip.pixels.min(axis=0) < INK_LEVEL
    edges = [0.0, *(edge for word in words for edge in (word.start, word.end)), float(len(ink))]
    for number, (left, right) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        inside = ink[max(0, int(left) + 2) : max(0, int(right) - 2)]
        passed_over = inside.sum() >= GAP_INK * strip.pixels.shape[0]
        if passed_over and not any(begin - 1 < number < end + 1 for begin, end in spans):
            found.append((number, number))
    return sorted(found)


def _room(words: Sequence[WordText], begin: int, end: int, width: int) -> tuple[int, int]:
    """The columns of words begin to end with a little white, and nothing of their neighbours."""
    before = words[begin - 1].end if begin else 0.0
    after = words[end].start if end < len(words) else float(width)
    if begin == end:
        return max(0, int(before)), min(width, round(after) + 1)
    left = max(words[begin].start - BESIDE, (before + words[begin].start) / 2)
    right = min(words[end - 1].end + BESIDE, (words[end - 1].end + after) / 2)
    return max(0, int(left)), min(width, round(right) + 1)
