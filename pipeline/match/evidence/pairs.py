"""What is known on a pair of query and citizen, as numbers that the forest asks for.

Agreement that follows from another fact is told apart from it: the first six digits of a number
follow from province, sex and year of birth, and only the serial number, its last six, says more.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from pipeline.match.arrays import FloatArray, IntArray
from pipeline.match.evidence.comparison import Compared, Levels
from pipeline.match.evidence.facts.births import birth_facts
from pipeline.match.evidence.facts.names import name_facts
from pipeline.match.evidence.facts.numbers import number_facts
from pipeline.match.evidence.facts.places import place_facts
from pipeline.match.evidence.rivals import beside_others
from pipeline.match.evidence.scoring import Scored
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register
from pipeline.match.weights.features import FEATURES
from pipeline.match.weights.model import LEVELS, ranks

_GENDER_RANKS = ranks("gender", {"equal": 2, "absent": 1})
_COMMUNE = LEVELS["place"].index("commune")


def evidence(
    prepared: Prepared,
    query: IntArray,
    row: IntArray,
    compared: Compared,
    scored: Scored,
    chosen: IntArray,
    register: Register,
) -> npt.NDArray[np.float32]:
    """The features of the chosen pairs. Shape (chosen, features).

    Args:
        query: of all pairs of the batch.
        row: of all pairs.
        chosen: pairs to be told about.
    """
    q, r = query[chosen], row[chosen]
    levels = {c: compared.levels[c][chosen] for c in compared.levels}
    columns = {
        **number_facts(prepared, q, compared.held.some(chosen)),
        **name_facts(prepared, q, r, levels["name"], register),
        **birth_facts(prepared, q, r, levels["birth"], register),
        "gender": _GENDER_RANKS[levels["gender"]],
        **place_facts(prepared, q, r, levels["place"], register),
        **beside_others(query, compared, scored, chosen),
    }
    columns |= _expected(columns, levels, register)
    told = np.empty((len(chosen), len(FEATURES)), np.float32)
    for at, feature in enumerate(FEATURES):
        told[:, at] = columns[feature.name]
    return told


def _expected(
    columns: Mapping[str, FloatArray], levels: Mapping[str, Levels], register: Register
) -> dict[str, FloatArray]:
    """How many namesakes born so one expects in a population of this size, and how many of them at
    this home, as logarithms."""
    namesakes = (
        np.log2(max(len(register), 1))
        + columns["name_frequency"]
        + register.tables.random["birth"][levels["birth"]]
    )
    chance = register.tables.random["place"][levels["place"]]
    here = levels["place"] == _COMMUNE
    at_home = np.where(here, columns["commune_frequency"], chance)
    return {
        "expected_namesakes": namesakes,
        "expected_here": namesakes + at_home,
    }
