"""Citizens, queries about them, and decisions."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PersonQuery:
    """A person as a paper names one; every fact as OCR read it, None where the paper is silent."""

    query_id: str
    citizen_id: str | None = None
    old_id: str | None = None
    full_name: str | None = None
    birth_date: str | None = None
    gender: str | None = None
    commune_name: str | None = None
    province_name: str | None = None


@dataclass(frozen=True, slots=True)
class Citizen:
    """One row of the citizen register. `former_ids`: numbers of 9 or 12 digits borne before;
    `death_date`: of the dead, who stay in the register."""

    citizen_id: str
    full_name: str
    old_id: str | None = None
    birth_date: str | None = None
    gender: str | None = None
    birth_province: str | None = None
    commune_code: str | None = None
    commune_name: str | None = None
    province_name: str | None = None
    former_ids: tuple[str, ...] = ()
    death_date: str | None = None


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """Outcome for one query: `matched`, `review` or `none`.

    `citizen_id` is None unless matched. `weight` is the best candidate's total match weight (log2),
    `probability` its calibrated posterior. `candidate_ids`: at most 12, best first. `explanation`
    is for people (Vietnamese unless asked for in English), without anybody's data.
    `register_version` names the state of the register that it was made with.
    """

    query_id: str
    outcome: str
    citizen_id: str | None
    weight: float | None
    probability: float | None
    runner_up_id: str | None
    runner_up_weight: float | None
    candidate_ids: tuple[str, ...] = field(default_factory=tuple)
    explanation: str = ""
    register_version: str | None = None
