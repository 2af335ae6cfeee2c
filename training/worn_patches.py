"""Patches of made-up pages worn to black and white, beside the same patch as it was printed: what
`tune_restorer` learns from.

    python -m training.worn_patches --out FILE [--papers N]

writes the clean pages (tuning part of synthetic/ocr_pages, and papers of synthetic/papers) as one
.npz; `wear_patch` wears a patch of one. It draws far more kinds of grounds and gaps than
`synthetic.pages.failing`, by which the result is judged.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Soft = NDArray[np.float32]
PATCH = 128
DPI = 200


def wear_patch(page: Grey, rng: np.random.Generator) -> tuple[Grey, Grey]:
    """A patch worn, and as it was printed; both uint8 (PATCH, PATCH)."""
    scale = float(rng.choice([1.0, 1.0, 1.25, 1.5, 0.75])) * float(
        rng.uniform(0.95, 1.05)
    )
    printed = _cut(page, rng)
    size = (round(PATCH * scale),) * 2
    seen = cv2.resize(printed, size, interpolation=cv2.INTER_CUBIC)
    worn = _wear(seen, scale, rng)
    way = cv2.INTER_AREA if scale > 1.1 else cv2.INTER_CUBIC
    return cv2.resize(worn, (PATCH, PATCH), interpolation=way), printed


def _cut(page: Grey, rng: np.random.Generator) -> Grey:
    """A patch of the page at a size of print drawn by chance, with ink on it."""
    zoom = rng.uniform(0.75, 1.35)
    side = round(PATCH / zoom)
    for _ in range(20):
        y, x = (int(rng.integers(0, n - side)) for n in page.shape)
        part = page[y : y + side, x : x + side]
        if (part < 128).mean() > 0.02:
            break
    return cv2.resize(part, (PATCH, PATCH), interpolation=cv2.INTER_CUBIC)


def _wear(seen: Grey, scale: float, rng: np.random.Generator) -> Grey:
    soft = cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.3, 0.8) * scale).astype(
        np.float32
    )
    if rng.random() < 0.45:
        soft = soft + _missing(soft.shape, scale, rng)
    ink = soft < rng.uniform(105, 165)
    if rng.random() < 0.6:
        ink = _on_ground(ink, scale, rng)
    if rng.random() < 0.3:
        ink = ink ^ (rng.random(ink.shape) < rng.uniform(0.0005, 0.004))
    return np.where(ink, np.uint8(0), np.uint8(255))


def _grain(shape: tuple[int, ...], sigma: float, rng: np.random.Generator) -> Soft:
    grain = cv2.GaussianBlur(rng.normal(0, 1, shape).astype(np.float32), (0, 0), sigma)
    return np.asarray(grain / float(grain.std()), np.float32)


def _cloud(shape: tuple[int, ...], rng: np.random.Generator) -> Soft:
    few = rng.normal(0, 1, (3, 3)).astype(np.float32)
    return np.asarray(
        cv2.resize(few, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32
    )


def _missing(shape: tuple[int, ...], scale: float, rng: np.random.Generator) -> Soft:
    """How much lighter toner that failed makes the print."""
    share = rng.uniform(0.2, 1.1) * np.clip(0.5 + _cloud(shape, rng) / 2, 0, 1)
    grain = _grain(shape, rng.uniform(0.5, 1.4) * scale, rng)
    return np.asarray(
        share * (rng.uniform(50, 120) + rng.uniform(30, 90) * grain), np.float32
    )


def _on_ground(
    ink: NDArray[np.bool_], scale: float, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Ink on ground that came out as specks, with white around it as scanners' sharpening leaves
    it; now and then the print is white on a dark ground."""
    inverse = rng.random() < 0.12
    dark = rng.uniform(0.4, 0.95) if inverse else rng.uniform(0.06, 0.55)
    specks = _screen(ink.shape, scale, rng) < np.clip(
        dark + 0.12 * rng.random() * _cloud(ink.shape, rng), 0.02, 0.97
    )
    halo = round(rng.uniform(0, 3.2) * scale)
    around = _grown(ink, halo)
    if inverse:
        thin = round(rng.uniform(0, 1.6) * scale)
        return (specks & ~ink) | (_grown(ink, thin) & ~ink)
    rows = slice(None)
    if rng.random() < 0.5:
        edge = int(rng.integers(0, ink.shape[0]))
        rows = slice(edge, None) if rng.random() < 0.5 else slice(0, edge)
    shaded = ink.copy()
    shaded[rows] |= (specks & ~around)[rows]
    return shaded


def _grown(ink: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    if by <= 0:
        return ink
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return cv2.dilate(ink.astype(np.uint8), kernel) > 0


def _screen(shape: tuple[int, ...], scale: float, rng: np.random.Generator) -> Soft:
    """A field of 0 to 1, evenly spread: grain of one or two sizes, or a printer's screen."""
    if rng.random() < 0.3:
        pitch, turn = rng.uniform(3, 8) * scale, rng.uniform(0, np.pi / 2)
        y, x = np.indices(shape, np.float32)
        u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        field = np.cos(2 * np.pi * u / pitch) + np.cos(2 * np.pi * v / pitch)
        field = field + rng.uniform(0.1, 1.0) * _grain(shape, 0.7 * scale, rng)
    else:
        field = _grain(shape, rng.uniform(0.45, 1.3) * scale, rng)
        if rng.random() < 0.4:
            field = field + rng.uniform(0.2, 0.8) * _grain(
                shape, rng.uniform(1.5, 3) * scale, rng
            )
    order = np.argsort(field, axis=None)
    even = np.empty(field.size, np.float32)
    even[order] = np.linspace(0, 1, field.size, dtype=np.float32)
    return even.reshape(shape)


def main() -> None:
    """See the module."""
    from PIL import Image

    from synthetic import make_paper, render_paper
    from synthetic.ocr_pages import load
    from synthetic.papers import PAPERS

    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--papers", type=int, default=44)
    options = parser.parse_args()
    pages = [
        np.asarray(Image.open(page.path).convert("L"))
        for page in load("tuning", "clean")
    ]
    for number in range(options.papers):
        rng = np.random.default_rng([5, number])
        kind = sorted(PAPERS)[number % len(PAPERS)]
        paper = render_paper(make_paper(kind, rng), dpi=DPI)[0]
        pages.append(np.asarray(paper.image.convert("L")))
    np.savez_compressed(options.out, *pages)


if __name__ == "__main__":
    main()
