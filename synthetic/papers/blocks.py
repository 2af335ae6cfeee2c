"""What all papers share: the head of Decree 30/2020, signatures and seals, recipients, statements
about persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from synthetic.pages import fonts
from synthetic.pages.items import (
    Paper,
    Party,
    Picture,
    QrCode,
    Rule,
    Run,
    Seal,
    Signature,
)
from synthetic.pages.layout import Sheet
from synthetic.people.people import Cast, Person
from synthetic.people.places import Unit
from synthetic.people.words import long_date

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LEFT_AXIS, RIGHT_AXIS = 158.0, 408.0


@dataclass(frozen=True, slots=True)
class Brief:
    """What a paper is to be written from. `procedure`: the code that decides among variants, None
    for any."""

    unit: Unit
    issued: date
    cast: Cast
    rng: np.random.Generator
    procedure: str | None = None

    def number(self, most: int = 2400) -> int:
        """A running number for a paper."""
        return int(self.rng.integers(3, most))


def new_sheet(brief: Brief, kind: str, title: str, size: float = 13.5) -> Sheet:
    """A sheet in a family of letters chosen by its share."""
    families = list(fonts.SHARES)
    weights = np.array([share for share, _ in fonts.SHARES.values()])
    family = str(brief.rng.choice(families, p=weights / weights.sum()))
    return Sheet(kind, title, family, size)


def with_receipt(paper: Paper, text: str) -> Paper:
    """The paper with a receipt's QR code top left on its first page."""
    first, *rest = paper.pages
    # Inside the frame, where the paper has one.
    framed = any(
        isinstance(item, Picture) and item.name == "guilloche" for item in first.items
    )
    first = replace(
        first,
        items=(
            *first.items,
            QrCode(*((52.0, 42.0) if framed else (24.0, 18.0)), 56.0, text),
        ),
    )
    return replace(paper, pages=(first, *rest))


def organ_head(
    sheet: Sheet, brief: Brief, number: str | None, dated: bool = True
) -> None:
    """Organ and number left; national title, motto, place and date right (Decree 30/2020, Annex I)."""
    unit, top = brief.unit, 62.0
    y = top
    named = unit.name if unit.kind == "department" else f"ỦY BAN NHÂN DÂN {unit.name}"
    issuer = sheet.fact(
        None, None, "issuer", unit.full_name.removesuffix(" thành phố Hà Nội"), named
    )
    for text in unit.above_on(brief.issued).split("\n"):
        # "Ủy ban nhân dân" over a district's name belongs to that name; over a department's it is
        # the authority above.
        part = issuer if unit.level == "district" else None
        sheet.line([Run(text, size=12.5, fact=part)], LEFT_AXIS, y, "center")
        y += 15.5
    for text in (
        ("ỦY BAN NHÂN DÂN", unit.name) if unit.level == "commune" else (unit.name,)
    ):
        for row in sheet.broken([Run(text, bold=True, size=12.5, fact=issuer)], 178.0):
            sheet.line(row, LEFT_AXIS, y, "center")
            y += 15.5
    sheet.put(Rule(LEFT_AXIS - 32, y - 9.5, LEFT_AXIS + 32, y - 9.5))
    if number is not None:
        fact = sheet.fact(None, None, "number", number)
        y += 8
        sheet.line([Run("Số:"), Run(number, fact=fact)], LEFT_AXIS, y, "center")
    right = _title(sheet, RIGHT_AXIS, top)
    if dated:
        right = max(y, right + 21) if number is not None else right + 21
        dated_line(sheet, brief, RIGHT_AXIS, right)
    sheet.y = max(y, right) + 8


def citizen_head(sheet: Sheet) -> None:
    """National title and motto in the middle, as on what citizens write."""
    sheet.y = _title(sheet, sheet.middle, 66.0) + 10


def _title(sheet: Sheet, axis: float, y: float) -> float:
    sheet.line([Run(NATION, bold=True, size=12.5)], axis, y, "center")
    y += 17
    sheet.line([Run(MOTTO, bold=True, size=13.5)], axis, y, "center")
    half = sheet.width_of([Run(MOTTO, bold=True, size=13.5)]) / 2
    sheet.put(Rule(axis - half, y + 4, axis + half, y + 4))
    return y + 4


def place_of(unit: Unit) -> str:
    """The place that stands before the date: commune, district or province."""
    return (
        "Hà Nội"
        if unit.level == "province"
        else unit.full_name.removeprefix("Ủy ban nhân dân ").split(" ", 1)[1]
    )


def addressee(sheet: Sheet, brief: Brief, below: float) -> None:
    """`Kính gửi:` and the organ, centred."""
    sheet.y += below
    sheet.line(
        [Run("Kính gửi:", bold=True), Run(brief.unit.full_name)],
        sheet.middle,
        sheet.y,
        "center",
    )


def dated_line(sheet: Sheet, brief: Brief, axis: float, y: float) -> None:
    """Place and date in italics around an axis, as facts of the document."""
    place, day = place_of(brief.unit), long_date(brief.issued)
    at = sheet.fact(None, None, "place", place)
    on = sheet.fact(None, None, "issued_date", brief.issued.isoformat(), day)
    sheet.line(
        [
            Run(place, italic=True, fact=at),
            Run(",", italic=True, glue=True),
            Run(day, italic=True, fact=on),
        ],
        axis,
        y,
        "center",
    )


def sign_organ(
    sheet: Sheet,
    brief: Brief,
    titles: Sequence[str],
    recipients: Sequence[str] = (),
    axis: float = 420.0,
) -> None:
    """Recipients left; the signer's title, signature, red seal and name right."""
    sheet.need(150)
    top = sheet.y + 22
    y = top
    for title in titles:
        sheet.line([Run(title, bold=True)], axis, y, "center")
        y += 17
    name, _ = brief.cast.official()
    rng = brief.rng
    sheet.put(
        Signature(
            axis - 62 + rng.uniform(-8, 8),
            y - 2,
            130.0,
            58.0,
            int(rng.integers(1 << 30)),
        ),
        Seal(
            axis - 128 + rng.uniform(-8, 8),
            y - 26 + rng.uniform(-6, 6),
            _seal_name(brief.unit),
            _seal_above(brief),
            angle=float(rng.uniform(-16, 16)),
        ),
    )
    fact = sheet.fact(None, None, "signer_name", name)
    sheet.line([Run(name, bold=True, fact=fact)], axis, y + 70, "center")
    if recipients:
        sheet.line(
            [Run("Nơi nhận:", bold=True, italic=True, size=12)], sheet.left, top, "left"
        )
        for n, text in enumerate(recipients, start=1):
            sheet.line([Run(f"- {text}", size=11)], sheet.left, top + 14.5 * n, "left")
    sheet.y = max(y + 78, top + 14.5 * (len(recipients) + 1))


def _seal_name(unit: Unit) -> str:
    return unit.name if unit.kind == "department" else f"ỦY BAN NHÂN DÂN {unit.name}"


def _seal_above(brief: Brief) -> str:
    unit = brief.unit
    if unit.kind == "department" or unit.level == "district":
        return "THÀNH PHỐ HÀ NỘI"
    return (
        f"{unit.above_on(brief.issued)} - TP HÀ NỘI"
        if unit.above_on(brief.issued) == unit.above
        else "TP HÀ NỘI"
    )


def chief(unit: Unit, rng: np.random.Generator) -> tuple[str, ...]:
    """The lines of title above a signature: the chief or a deputy for him."""
    lead = (
        ()
        if unit.kind == "department"
        else (f"TM. {unit.above if unit.level == 'district' else 'ỦY BAN NHÂN DÂN'}",)
    )
    if rng.random() < 0.45:
        return *lead, f"KT. {unit.chief}", f"PHÓ {unit.chief}"
    return *lead, unit.chief


def sign_citizen(sheet: Sheet, brief: Brief, title: str, name: str) -> None:
    """Place, date, title and signature of a citizen, right."""
    sheet.need(135)
    axis = 410.0
    dated_line(sheet, brief, axis, sheet.y + 22)
    sheet.line([Run(title, bold=True)], axis, sheet.y + 40, "center")
    sheet.line(
        [Run("(Ký, ghi rõ họ tên)", italic=True, size=12)], axis, sheet.y + 55, "center"
    )
    sheet.put(
        Signature(
            axis - 60, sheet.y + 56, 120.0, 50.0, int(brief.rng.integers(1 << 30))
        )
    )
    signer = sheet.fact(None, None, "signer_name", name)
    sheet.line([Run(name, fact=signer)], axis, sheet.y + 122, "center")
    sheet.y += 128


@dataclass(frozen=True, slots=True)
class Voice:
    """States facts about one person of a paper; every method gives the run that prints the fact."""

    sheet: Sheet
    person: Person
    role: str
    index: int
    at: date

    @classmethod
    def of(
        cls, sheet: Sheet, person: Person, role: str, at: date, index: int = 1
    ) -> Voice:
        """Note the person as a party of the paper."""
        sheet.parties.append(
            Party(
                role,
                index,
                person.citizen_id if person.registered else None,
                person.full_name,
            )
        )
        return cls(sheet, person, role, index, at)

    def say(
        self, name: str, value: str, printed: str | None = None, bold: bool = False
    ) -> Run:
        """Any fact."""
        return Run(
            printed or value,
            bold=bold,
            fact=self.sheet.fact(self.role, self.index, name, value, printed),
        )

    def name(self, upper: bool = False, bold: bool = True) -> Run:
        """Full name."""
        name = self.person.full_name
        return self.say("full_name", name, name.upper() if upper else name, bold=bold)

    def birth(self, bold: bool = False) -> Run:
        """Birth date, dd/mm/yyyy, or the year."""
        return self.say(
            "birth_date", self.person.birth_date, self.person.birth_printed, bold=bold
        )

    def birth_year(self) -> Run:
        """Only the year of birth."""
        return self.say("birth_date", self.person.birth_date[:4])

    def gender(self) -> Run:
        """Nam or Nữ."""
        return self.say("gender", self.person.gender, self.person.gender_word)

    def number(self) -> Run:
        """Identity number of the time, without a label."""
        field, number, _ = self.person.identity(self.at)
        return self.say(field, number)

    def address(self) -> Run:
        """Where the person lives."""
        return self.say("address", self.person.address(self.at))

    def ethnicity(self) -> Run:
        """Dân tộc."""
        return self.say("ethnicity", self.person.ethnicity)

    def nationality(self) -> Run:
        """Quốc tịch."""
        return self.say("nationality", self.person.nationality)

    @property
    def number_label(self) -> str:
        """CMND, CCCD or Căn cước."""
        return self.person.identity(self.at)[2]
