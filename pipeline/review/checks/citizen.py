"""A citizen's number held against the paper, the candidates and the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.common.citizen_id import MALE, birth_year, is_citizen_id, sex_digit
from pipeline.match.normal import fold
from pipeline.match.register import Register
from pipeline.match.register.exact import rows_of_citizen_id
from pipeline.review.decision import Subject
from pipeline.review.paper import PaperRows
from schemas.linkage import Citizen
from schemas.states import MatchOutcome

_FACT_OF = {"review_other_year": "birth_date", "review_other_birth_date": "birth_date"}
# The first that holds is told: what the number itself shows, whose it is, what others say.
_WEIGHT = (
    "review_province",
    "review_other_sex",
    "review_other_year",
    "review_unregistered",
    "review_no_register",
    "review_linked_otherwise",
    "review_other_number",
    "review_other_name",
    "review_other_birth_date",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: for a number, a name among the words of `configs/review/words.toml`; against
    it, the code of a refusal."""

    code: str
    speaks_for: bool


def compare_link(
    number: str, subject: Subject, paper: PaperRows, register: Register | None
) -> tuple[Finding, ...]:
    """What speaks for and against a number as that of a person of a paper.

    The machine chose candidates for what is near: a reading in doubt, or one that is a sign or two
    off, does not speak against one of them, unless another candidate fits it better.

    Args:
        number: 12 digits.
        subject: names the person.
        paper: the document's rows.
        register: the citizens; None where there is no register.
    """
    candidates = _candidates(subject, paper)
    citizen = _citizen(number, register)
    known = [Finding("candidate", speaks_for=True)] if number in candidates else []
    if citizen is not None:
        known.append(Finding("registered", speaks_for=True))
    # Where there is no register, nobody can say whose number it is.
    nobody = "review_no_register" if register is None else "review_unregistered"
    unknown = [] if known else [Finding(nobody, speaks_for=False)]
    others = (
        [one for one in candidates if one != number] if number in candidates else None
    )
    rivals = (
        None
        if others is None
        else [_facts(one, _citizen(one, register)) for one in others]
    )
    held = [
        *_province(number),
        *_compare(_facts(number, citizen), subject, paper, rivals),
    ]
    return _once([*known, *unknown, *held])


def compare_reading(
    number: str, subject: Subject, paper: PaperRows, register: Register | None
) -> tuple[Finding, ...]:
    """The same for a number as it is said to stand on the paper."""
    match, citizen = paper.match(subject), _citizen(number, register)
    found: list[Finding] = []
    if number in _candidates(subject, paper):
        found.append(Finding("candidate", speaks_for=True))
    elif citizen is not None:
        found.append(Finding("registered", speaks_for=True))
    elif register is not None:
        found.append(Finding("review_unregistered", speaks_for=False))
    if (
        match is not None
        and match["outcome"] == MatchOutcome.MATCHED
        and match["citizen_id"] != number
    ):
        found.append(Finding("review_linked_otherwise", speaks_for=False))
    # The number is what is being said: it is not held against its own reading.
    facts = [one for one in _facts(number, citizen) if one.reading != "citizen_id"]
    return _once([*found, *_province(number), *_compare(facts, subject, paper, None)])


def disagreement(value: str, subject: Subject, paper: PaperRows) -> str | None:
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
class _Fact:
    """What is known of a number's owner: the field of the paper that says the same, the code where
    it says otherwise, and how many wrong signs may be a misreading."""

    reading: str
    said: str
    otherwise: str
    misread: int

    def errors(self, value: str) -> int:
        """How many signs of a reading are others; a bare year is held against the year alone."""
        given, said = value, self.said
        if self.reading == "full_name":
            given, said = fold(given), fold(said)
        if self.reading == "birth_date":
            both = min(len(given), len(said))
            given, said = given[:both], said[:both]
        return Levenshtein.distance(given, said)


def _facts(number: str, citizen: Citizen | None) -> list[_Fact]:
    """What the digits say of their owner, and the register."""
    sex, year = _sex(int(number)), str(birth_year(int(number)))
    facts = [
        _Fact("gender", sex, "review_other_sex", 0),
        _Fact("birth_date", year, "review_other_year", 1),
        _Fact("citizen_id", number, "review_other_number", 1),
    ]
    if citizen is not None:
        facts.append(_Fact("full_name", citizen.full_name, "review_other_name", 2))
        if citizen.birth_date:
            born = citizen.birth_date
            facts.append(_Fact("birth_date", born, "review_other_birth_date", 1))
        if citizen.old_id:
            facts.append(_Fact("old_id", citizen.old_id, "review_other_number", 1))
    return facts


def _compare(
    facts: Iterable[_Fact],
    subject: Subject,
    paper: PaperRows,
    rivals: list[list[_Fact]] | None,
) -> Iterator[Finding]:
    """The facts against the paper; `rivals` are those of the other candidates, None for a number
    that is no candidate itself."""
    for fact in facts:
        read = paper.reading(subject, fact.reading)
        if read is None:
            continue
        errors = fact.errors(read.value)
        if not errors:
            yield Finding(fact.reading, speaks_for=True)
        elif rivals is None or (
            read.sure
            and (errors > fact.misread or _fits_another(fact, read.value, rivals))
        ):
            yield Finding(fact.otherwise, speaks_for=False)


def _fits_another(fact: _Fact, value: str, rivals: Iterable[Iterable[_Fact]]) -> bool:
    return any(
        (one.reading, one.otherwise) == (fact.reading, fact.otherwise)
        and not one.errors(value)
        for rival in rivals
        for one in rival
    )


def _province(number: str) -> Iterator[Finding]:
    if not is_citizen_id(number):
        yield Finding("review_province", speaks_for=False)


def _candidates(subject: Subject, paper: PaperRows) -> list[str]:
    match = paper.match(subject)
    return [] if match is None else list(match["candidate_ids"] or ())


def _citizen(number: str, register: Register | None) -> Citizen | None:
    """Who bears the number; who bore it before where nobody does."""
    if register is None:
        return None
    rows = rows_of_citizen_id(register, number)
    return register.citizen(rows[0]) if len(rows) == 1 else None


def _sex(number: int) -> str:
    return "M" if sex_digit(number) == MALE else "F"


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, what speaks against by its weight; what is contradicted somewhere does not
    speak for the number elsewhere."""
    found = tuple(dict.fromkeys(findings))
    against = sorted(
        {one.code for one in found if not one.speaks_for}, key=_WEIGHT.index
    )
    doubtful = {_FACT_OF[code] for code in against if code in _FACT_OF}
    speaking = (one for one in found if one.speaks_for and one.code not in doubtful)
    return (*speaking, *(Finding(code, speaks_for=False) for code in against))
