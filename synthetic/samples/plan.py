"""Which dossiers there are: 51 hand-picked cases, repeated with new codes, people and chance for
larger sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from synthetic.pages.degrade import WearLevel
from synthetic.people.places import Unit, units

Container = Literal["pdf", "single", "tiff", "folder", "loose", "stack"]
Fault = Literal["empty", "text", "cut_jpeg", "cut_pdf"]
Ink = Literal["rgb", "grey", "bilevel"]

BIRTH, MARRIAGE, EXTRACT, ALLOWANCE, LAND, PERMIT = (
    "1.001193",
    "1.000894",
    "2.000635",
    "1.001776",
    "1.012753",
    "1.013236",
)
# The result that a procedure ends with.
RESULT_OF = {
    BIRTH: "giay_khai_sinh",
    MARRIAGE: "giay_chung_nhan_ket_hon",
    EXTRACT: "trich_luc_khai_sinh",
    ALLOWANCE: "quyet_dinh",
    LAND: "giay_chung_nhan_quyen_su_dung_dat",
    PERMIT: "giay_phep_xay_dung",
}


@dataclass(frozen=True, slots=True)
class Doc:
    """One paper of a case. `turn`: how it lies on the glass (degrees to turn it clockwise); `back`:
    blank backs follow.

    `older`: issued so many days before the dossier's date (papers that a citizen brings along).
    """

    kind: str
    turn: int = 0
    back: bool = False
    older: int = 0
    wear: WearLevel = "office"
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier to be made. `month` lets it fall before or after districts were abolished."""

    level: str
    year: int
    kind: str
    procedure: str
    docs: tuple[Doc, ...]
    container: Container = "pdf"
    dpi: int = 200
    ink: Ink = "rgb"
    month: int | None = None
    listed: bool = True
    still_valid: bool = True
    fault: Fault | None = None
    past: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A case with its code, unit and date."""

    code: str
    unit: Unit
    day: date
    case: Case
    stack: str | None = None


def _past(
    level: str,
    year: int,
    procedure: str,
    *docs: Doc,
    container: Container = "pdf",
    dpi: int = 200,
    ink: Ink = "rgb",
    listed: bool = True,
    still_valid: bool = True,
    fault: Fault | None = None,
) -> Case:
    docs = docs or (Doc(RESULT_OF[procedure]),)
    return Case(
        level,
        year,
        "result",
        procedure,
        docs,
        container,
        dpi,
        ink,
        None,
        listed,
        still_valid,
        fault,
        past=True,
    )


def _new(
    level: str,
    year: int,
    kind: str,
    procedure: str,
    *docs: Doc,
    container: Container = "pdf",
    dpi: int = 200,
    ink: Ink = "rgb",
    month: int | None = None,
) -> Case:
    return Case(level, year, kind, procedure, docs, container, dpi, ink, month)


_BIRTH, _WED, _EXTRACT = (
    Doc("giay_khai_sinh"),
    Doc("giay_chung_nhan_ket_hon"),
    Doc("trich_luc_khai_sinh"),
)
_LAND, _PERMIT, _DECISION = (
    Doc("giay_chung_nhan_quyen_su_dung_dat"),
    Doc("giay_phep_xay_dung"),
    Doc("quyet_dinh"),
)
_FORM, _PLEA, _CARD = Doc("to_khai"), Doc("don_de_nghi"), Doc("the_can_cuoc", older=200)

# The first few differ most from one another, so that a small sample shows the range.
CASES: tuple[Case, ...] = (
    _new("commune", 2024, "component", BIRTH, Doc("to_khai", back=True), _CARD),
    _past("district", 2020, ALLOWANCE, Doc("quyet_dinh", back=True), _DECISION),
    _past("commune", 2005, BIRTH, container="tiff", ink="bilevel"),
    _past("commune", 2023, BIRTH, Doc("giay_khai_sinh", turn=270), container="loose"),
    _past(
        "commune", 2013, MARRIAGE, _WED, Doc("to_khai", back=True), container="folder"
    ),
    _past(
        "district",
        2022,
        PERMIT,
        Doc("giay_phep_xay_dung", turn=180, back=True),
        container="single",
    ),
    _new(
        "district",
        2024,
        "component",
        PERMIT,
        Doc("don_de_nghi", receipt=True),
        Doc(_LAND.kind, older=500),
    ),
    _past("province", 2008, LAND, dpi=300),
    _past(
        "commune",
        2006,
        MARRIAGE,
        _WED,
        Doc("to_khai", back=True),
        container="tiff",
        ink="bilevel",
    ),
    _past("district", 2007, ALLOWANCE, _DECISION, Doc("bien_ban", back=True)),
    _past(
        "commune",
        2009,
        BIRTH,
        Doc("giay_khai_sinh", back=True),
        container="loose",
        ink="grey",
    ),
    _past("district", 2010, LAND, container="tiff", ink="bilevel", still_valid=False),
    _past("commune", 2011, EXTRACT, container="single", ink="grey", still_valid=False),
    _past("district", 2012, PERMIT, Doc("giay_phep_xay_dung", turn=90)),
    _past("province", 2014, PERMIT, _PERMIT, Doc("bien_ban", older=20)),
    _past("district", 2014, LAND, dpi=300, container="folder"),
    _past("commune", 2015, BIRTH, Doc("giay_khai_sinh", wear="hard", back=True)),
    _past("commune", 2016, MARRIAGE, container="single"),
    _past("district", 2016, ALLOWANCE, Doc("quyet_dinh", back=True, wear="hard")),
    _past("province", 2017, LAND, Doc(_LAND.kind), Doc("don_de_nghi", older=30)),
    _past("commune", 2018, BIRTH, _BIRTH, Doc("trich_luc_khai_sinh")),
    _past("district", 2018, PERMIT, Doc("giay_phep_xay_dung", back=True), listed=False),
    _past("commune", 2019, MARRIAGE, container="loose", dpi=300),
    _past("province", 2020, LAND, dpi=300, ink="grey"),
    _past(
        "commune",
        2021,
        EXTRACT,
        Doc("trich_luc_khai_sinh", wear="clean"),
        container="loose",
    ),
    _past(
        "district", 2023, LAND, Doc(_LAND.kind), Doc("don_de_nghi", older=25, back=True)
    ),
    _past(
        "province",
        2024,
        EXTRACT,
        _DECISION,
        Doc("cong_van", older=3),
        still_valid=False,
    ),
    _past("commune", 2024, MARRIAGE, container="folder", listed=False),
    _new(
        "commune",
        2024,
        "component",
        MARRIAGE,
        Doc("to_khai", receipt=True),
        Doc("the_can_cuoc", older=300),
    ),
    _new(
        "commune",
        2024,
        "component",
        ALLOWANCE,
        _PLEA,
        Doc("to_khai", back=True),
        Doc("quyet_dinh", older=400),
    ),
    _new(
        "district",
        2025,
        "component",
        PERMIT,
        _PLEA,
        Doc("bien_ban", older=10),
        Doc(_LAND.kind, older=600),
        month=3,
    ),
    _new(
        "commune",
        2025,
        "component",
        BIRTH,
        Doc("to_khai", receipt=True, turn=90),
        _CARD,
        container="folder",
        month=8,
    ),
    _new(
        "province",
        2025,
        "component",
        LAND,
        _PLEA,
        Doc(_LAND.kind, older=700),
        dpi=300,
        month=5,
    ),
    _new("commune", 2025, "component", MARRIAGE, _FORM, container="single", month=11),
    _new(
        "commune",
        2026,
        "component",
        ALLOWANCE,
        Doc("don_de_nghi", back=True),
        _FORM,
        ink="grey",
    ),
    _new(
        "commune",
        2026,
        "component",
        BIRTH,
        _FORM,
        Doc("giay_chung_nhan_ket_hon", older=900),
        container="folder",
    ),
    _new(
        "province",
        2026,
        "component",
        PERMIT,
        _PLEA,
        Doc("giay_phep_xay_dung", older=700),
    ),
    _new(
        "district",
        2024,
        "component",
        EXTRACT,
        Doc("don_de_nghi", back=True),
        Doc("cong_van", older=5),
        _EXTRACT,
    ),
    _new("commune", 2024, "result", BIRTH, Doc("giay_khai_sinh", receipt=True)),
    _new(
        "commune",
        2025,
        "result",
        MARRIAGE,
        Doc("giay_chung_nhan_ket_hon", receipt=True),
        month=9,
    ),
    _new(
        "district",
        2025,
        "result",
        ALLOWANCE,
        Doc("quyet_dinh", receipt=True, back=True),
        month=4,
    ),
    _new("province", 2025, "result", LAND, _LAND, month=10),
    _new(
        "commune",
        2026,
        "result",
        EXTRACT,
        Doc("trich_luc_khai_sinh", receipt=True),
        container="loose",
    ),
    _new(
        "district",
        2024,
        "result",
        PERMIT,
        Doc("giay_phep_xay_dung", receipt=True),
        container="single",
    ),
    _new(
        "commune",
        2024,
        "component",
        BIRTH,
        _FORM,
        Doc("giay_chung_nhan_ket_hon", older=600),
        container="stack",
    ),
    _new(
        "commune",
        2025,
        "component",
        EXTRACT,
        Doc("trich_luc_khai_sinh", receipt=True),
        container="stack",
        month=2,
    ),
    _new(
        "district",
        2024,
        "component",
        PERMIT,
        Doc("don_de_nghi", back=True),
        Doc("giay_phep_xay_dung", older=300),
        container="stack",
    ),
    _past("district", 2017, ALLOWANCE, _DECISION, _DECISION, fault="empty"),
    _past("commune", 2019, MARRIAGE, container="single", fault="text"),
    _past(
        "commune",
        2010,
        MARRIAGE,
        _WED,
        Doc("to_khai", back=True),
        container="folder",
        fault="cut_jpeg",
    ),
    _past(
        "district",
        2021,
        ALLOWANCE,
        _DECISION,
        Doc("cong_van", older=9),
        fault="cut_pdf",
    ),
)


def plan(count: int, rng: np.random.Generator) -> Iterator[Planned]:
    """The first `count` dossiers, with codes that are all different. Every 51 cases share a stack
    of their own."""
    used: set[str] = set()
    for number in range(count):
        case = CASES[number % len(CASES)]
        fitting = [
            unit for unit in units() if unit.level == case.level and _suits(unit, case)
        ]
        unit = fitting[int(rng.integers(len(fitting)))]
        month = case.month or int(
            rng.integers(1, 6 if case.level == "district" else 11)
        )
        day = _working_day(date(case.year, month, int(rng.integers(1, 28))))
        code = ""
        while not code or code in used:
            code = f"{unit.code}-{day:%y%m%d}-{rng.integers(1, 60):04d}"
        used.add(code)
        stack = (
            f"stack-{number // len(CASES) + 1:04d}"
            if case.container == "stack"
            else None
        )
        yield Planned(code, unit, day, case, stack)


def _suits(unit: Unit, case: Case) -> bool:
    """Departments of the province keep to their own field."""
    if unit.level != "province":
        return True
    return unit.code == {LAND: "H26.101", PERMIT: "H26.102"}.get(
        case.procedure, "H26.103"
    )


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
