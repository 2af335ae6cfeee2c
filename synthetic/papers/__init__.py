"""The kinds of papers, each a function from a brief to a finished paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np

from synthetic.pages.items import Paper
from synthetic.papers import cards, civil, land, letters, requests
from synthetic.papers.blocks import Brief, with_receipt
from synthetic.people.people import Cast
from synthetic.people.places import Unit, units
from synthetic.people.register import Register, make_register

PAPERS: dict[str, tuple[Callable[[Brief], Paper], ...]] = {
    "quyet_dinh": (letters.decision,),
    "giay_khai_sinh": (civil.birth_certificate,),
    "trich_luc_khai_sinh": (civil.birth_extract,),
    "giay_chung_nhan_ket_hon": (civil.marriage_certificate,),
    "giay_chung_nhan_quyen_su_dung_dat": (land.land_certificate,),
    "giay_phep_xay_dung": (land.building_permit,),
    "don_de_nghi": (requests.request,),
    "to_khai": (
        civil.birth_declaration,
        civil.marriage_declaration,
        requests.household_declaration,
    ),
    "cong_van": (letters.official_letter,),
    "bien_ban": (letters.minutes,),
    "the_can_cuoc": (cards.identity_card,),
}
KINDS = tuple(PAPERS)
# Which of the declarations belongs to a procedure; by chance where none is named.
_DECLARATIONS = {"1.001193": 0, "1.000894": 1, "1.001776": 2}
_LEVELS = {
    "quyet_dinh": "district",
    "giay_chung_nhan_quyen_su_dung_dat": "district",
    "giay_phep_xay_dung": "district",
}


@cache
def _small_register() -> Register:
    return make_register(3000, 0)


def make_paper(
    kind: str,
    rng: np.random.Generator,
    *,
    cast: Cast | None = None,
    unit: Unit | None = None,
    issued: date | None = None,
    receipt: str | None = None,
    procedure: str | None = None,
) -> Paper:
    """Write one paper.

    Args:
        kind: one of `KINDS` (document types of the contract).
        rng: the source of all chance.
        cast: where its persons come from; without it a register of 3,000 made-up citizens.
        unit: the agency; without it one of a fitting level.
        issued: day of the paper; without it one of 2017-2024.
        receipt: text of the receipt QR code top left.
        procedure: code of the procedure, which decides among the kinds of declaration and request.

    Raises:
        KeyError: an unknown kind.
    """
    variants = PAPERS[kind]
    cast = cast or Cast(_small_register(), rng)
    if unit is None:
        level = _LEVELS.get(kind, "commune")
        fitting = [u for u in units() if u.level == level]
        unit = fitting[int(rng.integers(len(fitting)))]
    if issued is None:
        issued = date(
            int(rng.integers(2017, 2025)),
            int(rng.integers(1, 13)),
            int(rng.integers(1, 29)),
        )
    chosen = _DECLARATIONS.get(procedure or "", int(rng.integers(len(variants))))
    paper = variants[min(chosen, len(variants) - 1)](
        Brief(unit, issued, cast, rng, procedure)
    )
    return paper if receipt is None else with_receipt(paper, receipt)
