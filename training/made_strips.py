"""Strips of text as the recogniser meets them, with their text: made-up papers through our own
preparation.

    python -m training.made_strips --out FOLDER --seed N --pages M

Papers of the tuning part of `synthetic.ocr_pages` and of `synthetic`, in other letters and looks,
are worn as scans are, prepared, parted into rows and cut into pieces by the code that does it in
the product: what is left of leaders, rules, seals and neighbours stays in. In some words the marks
of vowels and the digits are changed by chance, so that what is learned is letters and not
sentences. Nothing of the test part is used: no paper, no family.
"""

from __future__ import annotations

import argparse
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.config import PreprocessSettings
from pipeline.ocr.segmentation.lines import find_lines
from pipeline.ocr.segmentation.pieces import Piece, cut_piece
from pipeline.ocr.segmentation.rows import find_rows
from pipeline.ocr.segmentation.strips import MARGIN, RowStrip, cut_strip
from pipeline.preprocess.prepare import prepare
from schemas.imaging import CleanPage, EncodedImage, PageImage, Pixels
from synthetic import KINDS, make_paper
from synthetic.ocr_pages.notation import outlines
from synthetic.ocr_pages.style import Fill, LeaderLook, Style, TableRules
from synthetic.ocr_pages.wear import draw_scanner, folded, kept_on_glass, stamped
from synthetic.ocr_pages.writing import write_paper
from synthetic.pages import fonts
from synthetic.pages.degrade import WEAR_LEVELS, WearLevel, degrade
from synthetic.pages.items import Page, Paper, Word
from synthetic.pages.render import TruthLine, render_page

HEIGHT = 48  # strips are kept at this height and at most this wide
WIDEST = 20 * HEIGHT
_LEVEL_SHARES = (0.2, 0.4, 0.4)
_SETTINGS = PreprocessSettings(
    default_dpi=200.0, max_skew_deg=12.0, render_dpi=200, clean=True
)
_SHARE_CHANGED = 0.2  # of the words
_FONTS = "/usr/share/fonts/"
_CUTS = ("Regular", "Bold", "Italic", "BoldItalic")
_DEJAVU = ("", "-Bold", "-Italic", "-BoldItalic")
# Families that the benchmarks' pages do not have.
_MORE: dict[str, tuple[str, tuple[str, ...]]] = {
    "tinos": ("truetype/croscore/Tinos-{}.ttf", _CUTS),
    "arimo": ("truetype/croscore/Arimo-{}.ttf", _CUTS),
    "cousine": ("truetype/croscore/Cousine-{}.ttf", _CUTS),
    "charis": ("truetype/charis/CharisSIL-{}.ttf", _CUTS),
    "opensans": ("truetype/open-sans/OpenSans-{}.ttf", _CUTS),
    "roboto": ("truetype/roboto/unhinted/RobotoTTF/Roboto-{}.ttf", _CUTS),
    "gentium": ("truetype/gentiumplus/GentiumPlus-{}.ttf", _CUTS),
    "libertine": (
        "opentype/linux-libertine/LinLibertine_{}.otf",
        ("R", "RB", "RI", "RI"),
    ),
    "junicode": ("opentype/junicode/JunicodeTwoBeta-{}.otf", _CUTS),
    "lato": ("truetype/lato/Lato-{}.ttf", _CUTS),
    "dejavuserif": ("truetype/dejavu/DejaVuSerif{}.ttf", _DEJAVU),
    "dejavucondensed": ("truetype/dejavu/DejaVuSerifCondensed{}.ttf", _DEJAVU),
}
_WIDE = {"arimo", "opensans", "roboto", "dejavuserif"}
_FAMILIES = {
    "tinos": 0.24,
    "termes": 0.16,
    "arimo": 0.08,
    "heros": 0.04,
    "charis": 0.06,
    "gentium": 0.07,
    "libertine": 0.07,
    "junicode": 0.05,
    "dejavuserif": 0.04,
    "dejavucondensed": 0.03,
    "lato": 0.03,
    "notosans": 0.03,
    "cursor": 0.03,
    "notosansdisplay": 0.02,
    "opensans": 0.02,
    "roboto": 0.02,
    "cousine": 0.01,
}
_VOWELS = {
    base: [
        c + tone
        for c in forms
        for tone in ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
    ]
    for base, forms in {
        "a": "aăâ",
        "e": "eê",
        "i": "i",
        "o": "oôơ",
        "u": "uư",
        "y": "y",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Strip:
    """`pixels`: (48, w) uint8 grey, as cut for the recogniser."""

    pixels: Pixels
    text: str


def made_strips(seed: int, pages: int) -> Iterator[Strip]:
    """Strips of so many pages, drawn from a seed."""
    _add_families()
    for number in range(pages):
        yield from _of_page(np.random.default_rng([seed, number]))


def _add_families() -> None:
    for name, (pattern, cuts) in _MORE.items():
        paths = tuple(_FONTS + pattern.format(cut) for cut in cuts)
        if all(Path(path).exists() for path in paths):
            fonts.FAMILIES[name] = paths
            fonts.SHARES.setdefault(name, (0.0, 0.9 if name in _WIDE else 1.0))


def _style(rng: np.random.Generator) -> Style:
    """A look out of wider ranges than those of the benchmark's pages."""
    families = [name for name in _FAMILIES if name in fonts.FAMILIES]
    shares = np.array([_FAMILIES[name] for name in families])
    mark = str(rng.choice([".", "…", "dot", "dot", "dot", "dash", "line"]))
    leader = LeaderLook(
        mark,
        12.0 if mark == "…" else float(rng.uniform(2.0, 4.6)),
        float(rng.uniform(0.5, 1.05)),
        float(rng.uniform(0.8, 1.0)),
        float(rng.uniform(-0.3, 2.2)),
    )
    fills: tuple[Fill, ...] = ("under", "under", "under", "after", "around")
    tables: tuple[TableRules, ...] = ("grid", "thick", "rows", "frame")
    left, right = float(rng.uniform(56, 92)), float(rng.uniform(528, 554))
    return Style(
        family=str(rng.choice(families, p=shares / shares.sum())),
        size=float(rng.uniform(10.8, 14)),
        leading=float(rng.uniform(1.14, 1.45)),
        left=left,
        right=right,
        indent=float(rng.uniform(16, 34)),
        axes=(float(rng.uniform(146, 165)), float(rng.uniform(400, 424))),
        head_size=float(rng.uniform(11, 13)),
        form_leading=float(rng.uniform(1.4, 1.9)),
        leader=leader,
        fill=fills[int(rng.integers(len(fills)))],
        gap=float(rng.uniform(0.3, 4)),
        bold_values=bool(rng.random() < 0.35),
        italic_values=bool(rng.random() < 0.15),
        justify=bool(rng.random() < 0.6),
        table=tables[int(rng.integers(len(tables)))],
        table_size=float(rng.uniform(10, 12)),
        shade=bool(rng.random() < 0.4),
        pad=float(rng.uniform(2.2, 4)),
    )


def _paper(rng: np.random.Generator) -> Paper:
    if rng.random() < 0.75:
        papers = outlines("tuning")
        return write_paper(
            papers[int(rng.integers(len(papers)))], "tuning", rng, _style(rng)
        )
    kinds = [kind for kind in KINDS if kind != "the_can_cuoc"]
    return make_paper(kinds[int(rng.integers(len(kinds)))], rng)


def _of_page(rng: np.random.Generator) -> Iterator[Strip]:
    paper = _paper(rng)
    page = paper.pages[int(rng.integers(len(paper.pages)))]
    words = _changed([item for item in page.items if isinstance(item, Word)], rng)
    if not words or any(
        word.face.family in {"freeserif", "freesans", "notoserif", "carlito"}
        for word in words
    ):
        return
    rest = tuple(item for item in page.items if not isinstance(item, Word))
    # Every word is a line of its own to the renderer, so that each has a box.
    page = replace(
        page, items=(*rest, *(replace(word, line=n) for n, word in enumerate(words)))
    )
    level = WEAR_LEVELS[int(rng.choice(3, p=_LEVEL_SHARES))]
    scanned = _scanned(page, paper, level, rng)
    if scanned is None:
        return
    clean, truth = scanned
    yield from _cut(clean, truth, words, rng)


def _changed(words: list[Word], rng: np.random.Generator) -> list[Word]:
    return [
        replace(word, text=_other(word.text, rng))
        if rng.random() < _SHARE_CHANGED
        else word
        for word in words
    ]


def _other(text: str, rng: np.random.Generator) -> str:
    """The word with other digits, and other marks on one of its vowels: as wide as before."""
    chars = [str(rng.integers(10)) if char.isdecimal() else char for char in text]
    vowels = [
        at
        for at, char in enumerate(chars)
        if unicodedata.normalize("NFD", char.lower())[0] in _VOWELS
    ]
    if vowels:
        at = vowels[int(rng.integers(len(vowels)))]
        forms = _VOWELS[unicodedata.normalize("NFD", chars[at].lower())[0]]
        other = unicodedata.normalize("NFC", forms[int(rng.integers(len(forms)))])
        chars[at] = other.upper() if chars[at].isupper() else other
    return "".join(chars)


def _scanned(
    page: Page, paper: Paper, level: WearLevel, rng: np.random.Generator
) -> tuple[CleanPage, tuple[TruthLine, ...]] | None:
    """The page worn, scanned and prepared, and its words in pixels of the prepared copy."""
    scanner = draw_scanner(level, rng)
    drawn = render_page(stamped(page, level, rng), paper.facts, scanner.dpi)
    drawn = folded(drawn, scanner.folds, rng) if scanner.folds else drawn
    worn = degrade(drawn, level, rng, kept_on_glass(drawn, scanner.wear), drawn.image)
    image: Image.Image = worn.image.convert("L") if scanner.grey else worn.image
    if scanner.quality:
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=scanner.quality)
        image = Image.open(packed)
    pixels = np.array(image)
    if rng.random() < 0.07:
        pixels = np.where(np.array(image.convert("L")) < 140, 0, 255).astype(np.uint8)
    encoded = EncodedImage(
        b"", "DCTDecode", pixels.shape[1], pixels.shape[0], 8, "DeviceGray", True
    )
    truth = worn.truth.geometry
    received = PageImage(pixels, float(scanner.dpi), True, encoded)
    clean = prepare(received, _SETTINGS, rotation_deg=truth.rotation_deg)
    if clean.is_blank:
        return None
    # From the page as drawn: boxes that went over the turned scan would be wider.
    to_clean = truth.to_scan.then(clean.geometry.to_upright).then(
        clean.to_upright.inverse()
    )
    return clean, tuple(
        TruthLine(line.text, to_clean.apply_box(line.box)) for line in drawn.truth.lines
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    text: str
    glue: bool
    start: float
    end: float


def _cut(
    clean: CleanPage,
    truth: tuple[TruthLine, ...],
    words: list[Word],
    rng: np.random.Generator,
) -> Iterator[Strip]:
    found = find_lines(clean)
    for row in find_rows(clean, found):
        strip = cut_strip(clean, found, row)
        placed: list[_Placed | None] = []
        for (begin, on_page), piece in zip(strip.places, row.pieces, strict=True):
            if not any(_meets(piece, line) for line in truth):
                # Seals, signatures, rules: nothing is to be read there.
                yield Strip(_kept(cut_piece(clean.pixels, found, piece, MARGIN)), "")
            placed += [
                *_placed(piece, truth, words, found.x_height, begin - on_page),
                None,
            ]
        yield from _spans(strip, placed, rng)


def _placed(
    piece: Piece,
    truth: tuple[TruthLine, ...],
    words: list[Word],
    x_height: float,
    shift: float,
) -> Iterator[_Placed | None]:
    """The words that stand on a piece, from the left; None for those that are cut off or stand on
    another line."""
    inside = [
        (line, word)
        for line, word in zip(truth, words, strict=True)
        if piece.core0 - x_height
        < (line.box.y0 + line.box.y1) / 2
        < piece.core1 + x_height
        and line.box.x0 < piece.x1
        and line.box.x1 > piece.x0
    ]
    slack, behind = 0.5 * x_height, 0.0
    for line, word in sorted(inside, key=lambda pair: pair[0].box.x0):
        box = line.box
        whole = box.x0 >= piece.x0 - slack and box.x1 <= piece.x1 + slack
        same = abs((box.y0 + box.y1) / 2 - piece.middle) < 0.9 * x_height
        is_good = whole and same and box.x0 > behind - slack
        behind = box.x1 if is_good else 0.0
        yield (
            _Placed(line.text, word.glue, box.x0 + shift, box.x1 + shift)
            if is_good
            else None
        )


def _meets(piece: Piece, line: TruthLine) -> bool:
    box = line.box
    return (
        box.x0 < piece.x1
        and box.x1 > piece.x0
        and box.y0 < piece.y1
        and box.y1 > piece.y0
    )


def _spans(
    strip: RowStrip, placed: list[_Placed | None], rng: np.random.Generator
) -> Iterator[Strip]:
    """Runs of words that are known without doubt: long ones, and some of one to four words."""
    run: list[_Placed] = []
    for one in [*placed, None]:
        if one is not None:
            run.append(one)
            continue
        if run:
            yield from _of_run(strip, run, rng)
        run = []


def _of_run(
    strip: RowStrip, run: list[_Placed], rng: np.random.Generator
) -> Iterator[Strip]:
    height = strip.pixels.shape[0]
    longest = 19 * height
    at = 0
    while at < len(run):
        most = len(run) if rng.random() < 0.6 else int(rng.integers(1, 5))
        end = at + 1
        while end < min(len(run), at + most) and run[end].end - run[at].start < longest:
            end += 1
        while end < len(run) and run[end].glue:
            end += 1
        before = run[at - 1].end if at else run[at].start - 12
        after = run[end].start if end < len(run) else run[end - 1].end + 12
        left = int(
            max(run[at].start - rng.integers(2, 9), (before + run[at].start) / 2, 0)
        )
        last = run[end - 1].end
        right = int(
            min(
                last + rng.integers(2, 9), (after + last) / 2 + 1, strip.pixels.shape[1]
            )
        )
        text = "".join(
            ("" if n == 0 or word.glue else " ") + word.text
            for n, word in enumerate(run[at:end])
        )
        pixels = strip.pixels[:, left:right]
        at = end
        if pixels.shape[1] < 6 or pixels.shape[1] > 22 * height:
            continue
        yield Strip(_kept(pixels), unicodedata.normalize("NFC", text))


def _kept(pixels: Pixels) -> Pixels:
    height, width = pixels.shape
    size = (max(8, min(WIDEST, round(width * HEIGHT / height))), HEIGHT)
    way = Image.Resampling.BOX if height > HEIGHT else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(np.ascontiguousarray(pixels)).resize(size, way))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=50)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    pixels, texts = [], []
    for strip in made_strips(options.seed, options.pages):
        pixels.append(strip.pixels)
        texts.append(strip.text)
    widths = np.array([one.shape[1] for one in pixels], np.int32)
    target = options.out / f"strips-{options.seed:05d}.npz"
    np.savez(
        target,
        pixels=np.concatenate(pixels, axis=1),
        widths=widths,
        texts=np.array(texts),
    )
    print(len(texts), target, flush=True)


if __name__ == "__main__":
    main()
