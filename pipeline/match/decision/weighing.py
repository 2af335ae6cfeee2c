"""From queries to weighed candidates: search, comparison, weights, and the evidence on the few
best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.match.candidates.search import Candidates, find_candidates
from pipeline.match.evidence.comparison import Compared, compare
from pipeline.match.evidence.pairs import evidence
from pipeline.match.evidence.rivals import Shortlist, shortlist
from pipeline.match.evidence.scoring import Scored, score
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register

_SHORT = 4
REACH = 20.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A batch of queries with their candidates. `evidence`: of the shortlisted pairs, in their
    order."""

    candidates: Candidates
    compared: Compared
    scored: Scored
    shortlist: Shortlist
    evidence: npt.NDArray[np.float32]


def weigh(prepared: Prepared, register: Register, wide: bool) -> Weighed:
    """Find and weigh the candidates; `wide`: by the further rules as well (`find_candidates`)."""
    found = find_candidates(prepared, register, wide)
    compared = compare(prepared, found.query, found.row, register)
    scored = score(compared, found.query, register.tables)
    chosen = shortlist(scored, len(found.query), _SHORT, REACH)
    told = evidence(
        prepared, found.query, found.row, compared, scored, chosen.pairs, register
    )
    return Weighed(found, compared, scored, chosen, told)
