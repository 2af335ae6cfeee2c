"""A citizen's number held against the paper, the candidates and the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.common.citizen_id import MALE, birth_year, is_citizen_id, sex_digit
from pipeline.match.normal import fold
from pipeline.review.decision import Subject
from pipeline.review.paper import Paper
from schemas.linkage import Citizen

_FACT_OF = {"review_other_year": "birth_date", "review_other_birth_date": "birth_date"}

if TYPE_CHECKING:
    from pipeline.match.register import Register


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: for a number, a name among the words of `configs/review/words.toml`; against
    it, the code of a refusal."""

    code: str
    speaks_for: bool


def compare_link(
    number: str, subject: Subject, paper: Paper, register: Register | None
) -> tuple[Finding, ...]:
    """What speaks for and against a number as that of a person of a paper.

    A reading that is itself in doubt does not speak against a candidate.

    Args:
        number: 12 digits.
        subject: names the person.
        paper: the document's rows.
        register: the citizens; None where there is no register.
    """
    match = paper.match(subject)
    is_candidate = match is not None and number in (match["candidate_ids"] or ())
    citizen = _citizen(number, register)
    held = _Held(subject, paper, lenient=is_candidate)
    known = [Finding("candidate", speaks_for=True)] if is_candidate else []
    if citizen is not None:
        known.append(Finding("registered", speaks_for=True))
    said = held.reading("citizen_id", lambda value: value == number, "review_other_number")
    # Where there is no register, nobody can say whose number it is.
    nobody = "review_no_register" if register is None else "review_unregistered"
    unknown = () if known else (Finding(nobody, speaks_for=False),)
    return _once([*known, *_digits(number, held), *unknown, *said, *_registered(citizen, held)])


def compare_reading(
    number: str, subject: Subject, paper: Paper, register: Register | None
) -> tuple[Finding, ...]:
    """The same for a number as it is said to stand on the paper."""
    match, citizen = paper.match(subject), _citizen(number, register)
    held = _Held(subject, paper, lenient=False)
    found: list[Finding] = []
    unknown: list[Finding] = []
    if match is not None and number in (match["candidate_ids"] or ()):
        found.append(Finding("candidate", speaks_for=True))
    elif citizen is not None:
        found.append(Finding("registered", speaks_for=True))
    elif register is not None:
        unknown.append(Finding("review_unregistered", speaks_for=False))
    if match is not None and match["outcome"] == "matched" and match["citizen_id"] != number:
        unknown.append(Finding("review_linked_otherwise", speaks_for=False))
    return _once([*found, *_digits(number, held), *unknown, *_registered(citizen, held)])


def disagreement(value: str, subject: Subject, paper: Paper) -> str | None:
    """The code of what a sex or birth date contradicts in the person's number on the same paper;
    None where nothing is contradicted."""
    if subject.role is None:
        return None
    name, number = subject.name, paper.reading(subject, "citizen_id")
    if number is None or not number.sure or not is_citizen_id(number.value):
        return None
    digits = int(number.value)
    if name == "gender" and _sex(digits) != value:
        return "review_other_sex"
    if name == "birth_date" and int(value[:4]) != birth_year(digits):
        return "review_other_year"
    return None


@dataclass(frozen=True, slots=True)
class _Held:
    """Facts held against what a paper says of a person; `lenient`: doubtful readings don't speak
    against."""

    subject: Subject
    paper: Paper
    lenient: bool

    def reading(
        self, name: str, agrees: Callable[[str], bool], otherwise: str
    ) -> Iterator[Finding]:
        read = self.paper.reading(self.subject, name)
        if read is None:
            return
        if agrees(read.value):
            yield Finding(name, speaks_for=True)
        elif read.sure or not self.lenient:
            yield Finding(otherwise, speaks_for=False)


def _digits(number: str, held: _Held) -> Iterator[Finding]:
    """Province, sex and year of birth, which the number itself tells."""
    if not is_citizen_id(number):
        yield Finding("review_province", speaks_for=False)
    sex, year = _sex(int(number)), str(birth_year(int(number)))
    yield from held.reading("gender", lambda value: value == sex, "review_other_sex")
    yield from held.reading("birth_date", lambda value: value[:4] == year, "review_other_year")


def _registered(citizen: Citizen | None, held: _Held) -> Iterator[Finding]:
    """What the register holds of the citizen."""
    if citizen is None:
        return
    name, born, old_id = fold(citizen.full_name), citizen.birth_date, citizen.old_id
    yield from held.reading("full_name", lambda value: fold(value) == name, "review_other_name")
    if born:
        yield from held.reading(
            "birth_date",
            lambda value: value.startswith(born) or born.startswith(value),
            "review_other_birth_date",
        )
    if old_id:
        yield from held.reading("old_id", lambda value: value == old_id, "review_other_number")


def _citizen(number: str, register: Register | None) -> Citizen | None:
    row = None if register is None else register.row_of(number)
    return None if register is None or row is None else register.citizen(row)


def _sex(number: int) -> str:
    return "M" if sex_digit(number) == MALE else "F"


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once; what is contradicted somewhere does not speak for the number elsewhere."""
    found = tuple(dict.fromkeys(findings))
    against = {one.code for one in found if not one.speaks_for}
    doubtful = {_FACT_OF[code] for code in against if code in _FACT_OF}
    return tuple(one for one in found if not one.speaks_for or one.code not in doubtful)
