"""The issuing organ: named top left above the number, or above the signature of a certificate."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.extract.layout import Row
from pipeline.extract.normalize import fold
from pipeline.extract.number import number_start
from pipeline.extract.types import LayoutWords, Vocabulary
from pipeline.extract.values import Value, Words, organ_value


def read_issuer(
    rows: Sequence[Row], number_row: Row | None, title_row: Row | None, vocabulary: Vocabulary
) -> Value | None:
    """The lower organ of the two named top left."""
    lines = _organ_lines(rows, number_row, title_row)
    names: list[list[Row]] = []
    for line in lines:
        if not names or (
            _starts_organ(line, vocabulary.layout) and not _continues(names[-1], vocabulary.layout)
        ):
            names.append([])
        names[-1].append(line)
    named = [name for name in names if _starts_organ(name[0], vocabulary.layout)]
    return _organ_value(named[-1], vocabulary) if named else None


def organ_at_signature(rows: Sequence[Row], vocabulary: Vocabulary) -> Value | None:
    """The organ that certificates name above the signature: `ỦY BAN NHÂN DÂN QUẬN …`, with or
    without `TM.`."""
    for at, row in enumerate(rows):
        for part in row.segments:
            if (
                (part.box.x0 + part.box.x1) / 2 < 0.42 * row.page_width
                or not _is_caps(part)
                or part.text.endswith(":")
            ):
                continue
            line = part.part(1) if part.tokens[0].folded in {"tm", "kt", "tl"} else part
            if (
                line is None
                or has_signer_title(line.text, vocabulary.layout.signer_titles)
                or not _starts_organ(line, vocabulary.layout)
            ):
                continue
            below = rows[at + 1].segments if at + 1 < len(rows) else ()
            centre = part.box.x0 + part.box.x1
            under = [b for b in below if abs(b.box.x0 + b.box.x1 - centre) < 0.1 * row.page_width]
            wrapped = under and _is_caps(under[0]) and under[0].box.y0 - part.box.y1 < part.height
            ends = not wrapped or has_signer_title(under[0].text, vocabulary.layout.signer_titles)
            lines = [line] if ends else [line, under[0]]
            # `TM. ỦY BAN NHÂN DÂN HUYỆN` names no organ.
            if not _continues(lines, vocabulary.layout):
                return _organ_value(lines, vocabulary)
    return None


def has_signer_title(text: str, titles: Sequence[str]) -> bool:
    """Whether a line is a signer's title and no organ (`CỤC TRƯỞNG`, `KT. CHỦ TỊCH`)."""
    if text.upper().startswith(("TM", "KT", "TL.", "TUQ")):
        return True
    flat = fold(text)
    organs = {"uy ban nhan dan", "ubnd"}
    return any(
        flat == title or flat.startswith(title + " ")
        for title in map(fold, titles)
        if title not in organs
    )


def _organ_lines(rows: Sequence[Row], number_row: Row | None, title_row: Row | None) -> list[Row]:
    """Left segments in capitals above the number (or the title)."""
    lines: list[Row | None] = []
    for row in rows:
        if row is number_row or row is title_row or row.box.y0 > 0.3 * row.page_height:
            break
        # Beside the organ a QR code may stand, read as letters.
        half = [part for part in row.segments if part.box.x0 + part.box.x1 < 0.9 * row.page_width]
        left = max(half or row.segments[:1], key=lambda part: sum(map(str.isalpha, part.text)))
        if number_start(left.tokens) is not None:
            break
        centre = (left.box.x0 + left.box.x1) / 2
        if centre < 0.45 * row.page_width and left.box.x0 < 0.4 * row.page_width and _is_caps(left):
            lines.append(_without_national_title(left))
    return [line for line in lines if line is not None]


def _is_caps(segment: Row) -> bool:
    letters = [char for char in segment.text if char.isalpha()]
    return len(letters) >= 3 and sum(char.isupper() for char in letters) >= 0.7 * len(letters)


def _without_national_title(segment: Row) -> Row | None:
    """The segment up to `CỘNG HÒA …` or `Độc lập …`, where no gap divides the columns; None if
    nothing is left."""
    folded = [token.folded for token in segment.tokens]
    for at in range(len(folded)):
        three = "".join(folded[at : at + 3])
        if max(fuzz.ratio(three, "conghoaxa"), fuzz.ratio(three, "doclap")) >= 84:
            return segment.part(0, at)
    return segment


def _organ_value(lines: Sequence[Row], vocabulary: Vocabulary) -> Value | None:
    return organ_value(
        Words([token for line in lines for token in line.tokens], lines[0].page), vocabulary
    )


def _starts_organ(line: Row, words: LayoutWords) -> bool:
    flat = fold(line.text)
    joined = flat.replace(" ", "")
    spelled = line.text.lower().strip(" -*:.")
    for start in words.organ_starts:
        folded = fold(start)
        if " " not in folded:
            # Words of one syllable must stand with their marks: `Bộ` begins an organ, `Bồ Đề` is a
            # place.
            if spelled == start.lower() or spelled.startswith(start.lower() + " "):
                return True
        elif (
            flat.startswith(folded)
            or fuzz.ratio(joined[: len(folded) - folded.count(" ")], folded.replace(" ", "")) >= 84
        ):
            return True
    return False


def _continues(name: list[Row], words: LayoutWords) -> bool:
    """Whether the next line must end the name so far:
    `ỦY BAN NHÂN DÂN XÃ`, `CHI NHÁNH`, `SỞ … VÀ`."""
    above = " " + fold(" ".join(part.text for part in name))
    open_ends = (*words.place_units, *words.organ_links)
    return above.endswith(tuple(" " + fold(end) for end in open_ends))
