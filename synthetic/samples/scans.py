"""From a planned dossier to scanned pages with their truth: writes the papers, wears them, keeps
what they say."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, replace
from datetime import timedelta

import cv2
import numpy as np
from PIL import Image

from synthetic.pages.degrade import degrade, draw_wear
from synthetic.pages.items import Paper, QrCode
from synthetic.pages.layout import Sheet
from synthetic.pages.render import RenderedPage, render_paper
from synthetic.papers import make_paper
from synthetic.papers.blocks import with_receipt
from synthetic.people.people import Cast
from synthetic.people.register import Register
from synthetic.samples.plan import Doc, Planned


@dataclass(frozen=True, slots=True)
class Scan:
    """One side of paper as scanned: the encoded picture (`suffix` .jpg, .png or .tif) and the page
    with its truth."""

    data: bytes
    suffix: str
    page: RenderedPage


@dataclass(frozen=True, slots=True)
class ScannedDoc:
    """A paper and its scanned pages, blank backs among them."""

    paper: Paper
    scans: tuple[Scan, ...]


def scan_dossier(
    planned: Planned, register: Register, seed: int
) -> tuple[ScannedDoc, ...]:
    """Write and scan all papers of a dossier. Chance hangs on the seed and the code alone, not on
    other dossiers."""
    rng = np.random.default_rng([seed, zlib.crc32(planned.code.encode())])
    cast = Cast(register, rng, steady=True)
    quality = int(rng.integers(60, 73))
    return tuple(
        ScannedDoc(paper, _scan_paper(paper, doc, planned, quality, rng))
        for doc, paper in [
            (doc, _write(doc, planned, cast, rng)) for doc in planned.case.docs
        ]
    )


def separator(planned: Planned, number: int | None, seed: int) -> Scan:
    """A separator sheet: its QR code, and the code in print for people."""
    rng = np.random.default_rng([seed, zlib.crc32(planned.code.encode()), 7])
    sheet = Sheet("separator", "TỜ PHÂN CÁCH HỒ SƠ", size=16)
    sheet.y = 120
    sheet.centered("TỜ PHÂN CÁCH HỒ SƠ", bold=True, size=22)
    sheet.put(
        QrCode(
            200,
            190,
            200,
            f"SOHOA1|{planned.code}|{planned.case.procedure}|{number or ''}",
        )
    )
    sheet.y = 440
    sheet.centered(planned.code, bold=True, size=24)
    sheet.centered(planned.unit.full_name)
    page = render_paper(sheet.finish(), 200)[0]
    worn = degrade(page, "office", rng)
    return Scan(encode_jpeg(worn.image, 200, 60), ".jpg", worn)


def encode_jpeg(image: Image.Image, dpi: int, quality: int) -> bytes:
    """Baseline JPEG with its resolution (4:2:0)."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(dpi, dpi), optimize=True)
    return out.getvalue()


def _write(doc: Doc, planned: Planned, cast: Cast, rng: np.random.Generator) -> Paper:
    issued = planned.day - timedelta(days=doc.older)
    if planned.case.kind == "result" and not doc.older:
        issued += timedelta(days=int(rng.integers(0, 4)))
    paper = make_paper(
        doc.kind,
        rng,
        cast=cast,
        unit=planned.unit,
        issued=issued,
        procedure=planned.case.procedure,
    )
    if not doc.receipt:
        return paper
    person = next(
        (fact.value for fact in paper.facts if fact.name == "citizen_id"),
        planned.unit.code,
    )
    time = f"{planned.day.isoformat()}T{rng.integers(8, 17):02d}:{rng.integers(0, 60):02d}:00+07:00"
    fields = (
        planned.code,
        planned.case.procedure,
        person,
        paper.title.capitalize(),
        "HT-TTGQTTHC",
        time,
    )
    return with_receipt(paper, "|".join(fields))


def _scan_paper(
    paper: Paper, doc: Doc, planned: Planned, quality: int, rng: np.random.Generator
) -> tuple[Scan, ...]:
    case, scans = planned.case, []
    rendered = render_paper(paper, case.dpi)
    blank = _blank(rendered[0])
    for number, front in enumerate(rendered):
        other = (
            rendered[number - 1]
            if number % 2
            else (rendered[number + 1] if number + 1 < len(rendered) else blank)
        )
        scans.append(_scan(front, doc, planned, quality, rng, other.image))
    if doc.back:
        scans.append(
            _scan(blank, doc, planned, quality, rng, rendered[-1].image, bleed=0.05)
        )
    return tuple(scans)


def _blank(like: RenderedPage) -> RenderedPage:
    image = Image.new("RGB", like.image.size, (255, 255, 255))
    return RenderedPage(
        image, replace(like.truth, lines=(), facts=(), codes=(), is_blank=True)
    )


def _scan(
    page: RenderedPage,
    doc: Doc,
    planned: Planned,
    quality: int,
    rng: np.random.Generator,
    back: Image.Image,
    bleed: float | None = None,
) -> Scan:
    wear = draw_wear(doc.wear, rng)
    wear = replace(
        wear, rotation_deg=doc.turn, bleed=wear.bleed if bleed is None else bleed
    )
    if doc.wear == "clean":
        wear = replace(wear, skew_deg=float(rng.uniform(-1, 1)))
    worn = degrade(page, doc.wear, rng, wear, back)
    case = planned.case
    if case.ink == "bilevel":
        return Scan(b"", ".tif", replace(worn, image=_bilevel(worn.image)))
    image = worn.image.convert("L") if case.ink == "grey" else worn.image
    worn = replace(worn, image=image)
    if doc.wear == "clean":
        out = io.BytesIO()
        image.save(out, "PNG", dpi=(case.dpi, case.dpi), optimize=True)
        return Scan(out.getvalue(), ".png", worn)
    return Scan(encode_jpeg(image, case.dpi, quality), ".jpg", worn)


def _bilevel(image: Image.Image) -> Image.Image:
    """Black and white at a threshold just below the paper's own tone, as office scanners of the
    time did."""
    grey = np.asarray(image.convert("L"))
    level = int(np.median(grey)) - 62
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.8)
    return Image.fromarray(smooth > level)
