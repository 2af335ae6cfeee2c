"""Which kind of organ issues a paper, and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from synthetic.heads import authorities, institutions
from synthetic.heads.draws import Draws
from synthetic.heads.organ import Organ

_KINDS: Mapping[Callable[[Draws], Organ], float] = {
    authorities.draw_committee: 4,
    authorities.draw_department: 4,
    institutions.draw_school: 3,
    institutions.draw_hospital: 2,
    institutions.draw_centre: 2,
    authorities.draw_office: 2,
    authorities.draw_ministry: 2,
    institutions.draw_company: 1,
    authorities.draw_police: 1.5,
    authorities.draw_division: 2,
    authorities.draw_board: 1.0,
}
"""How an organ is made, and how often it is one of these."""


def draw_organ(draws: Draws) -> Organ:
    """An issuing organ."""
    return draws.choose(tuple(_KINDS), tuple(_KINDS.values()))(draws)
