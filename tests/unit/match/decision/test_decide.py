from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pyarrow as pa
import pytest

from benchmarks.matching.judge import judged
from pipeline.config import MatchSettings
from pipeline.match.decision.decide import match_many, match_person
from pipeline.match.register import Register
from schemas.linkage import Citizen, PersonQuery
from synthetic.people.query_noise import NATURAL, STRESS, noisy_queries


def asked(citizen: Citizen, **changes: str | None) -> PersonQuery:
    """The query that a perfectly read paper gives, then changed."""
    year, _, rest = (citizen.birth_date or "").partition("-")
    birth = "/".join([*reversed(rest.split("-")), year]) if rest else year or None
    query = PersonQuery(
        "q",
        citizen.citizen_id,
        citizen.old_id,
        citizen.full_name,
        birth,
        citizen.gender,
        citizen.commune_name,
        citizen.province_name,
    )
    return replace(query, **changes)


@pytest.fixture(scope="module")
def citizen(register: Register) -> Citizen:
    """Someone with a whole birth date, an old number, and a name that nobody else bears."""
    found = (
        register.citizen(row)
        for row in range(7000, len(register))
        if register["name_count"][register["name"][row]] == 1
    )
    return next(
        c
        for c in found
        if len(c.birth_date or "") == 10 and c.old_id and len(c.full_name.split()) >= 3
    )


def test_read_perfectly(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    decision = match_person(asked(citizen), register, settings)
    assert (decision.outcome, decision.citizen_id) == ("matched", citizen.citizen_id)
    assert decision.probability is not None
    assert decision.probability > 0.9999
    assert decision.candidate_ids[0] == citizen.citizen_id
    assert len(decision.candidate_ids) == len(set(decision.candidate_ids)) <= 12


def test_every_decision_names_the_state_of_the_register(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    queries = [asked(citizen), PersonQuery("q", full_name="Zzyzx Qwrt")]
    decided = list(match_many(queries, register, settings))
    assert {one.outcome for one in decided} == {"matched", "none"}
    assert {one.register_version for one in decided} == {register.version}


def _misread(number: str) -> Iterator[str]:
    yield number[:7] + str((int(number[7]) + 3) % 10) + number[8:]
    yield number[:5] + number[6:]
    yield number[1:]
    yield number[:-1]
    yield number[:4] + number[4] + number[4:]
    yield number[:7] + "?" + number[8:]
    yield number.replace("0", "O")
    yield f"{number[:3]} {number[3:6]} {number[6:]}"


def test_number_misread(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    for reading in _misread(citizen.citizen_id):
        decision = match_person(
            asked(citizen, citizen_id=reading, old_id=None), register, settings
        )
        assert (decision.outcome, decision.citizen_id) == (
            "matched",
            citizen.citizen_id,
        ), reading


def test_old_number_in_either_place(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    for query in (
        asked(citizen, citizen_id=None),
        asked(citizen, citizen_id=citizen.old_id, old_id=None),
    ):
        assert match_person(query, register, settings).citizen_id == citizen.citizen_id


def test_name_and_date_misread(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    year = (citizen.birth_date or "")[:4]
    changes: list[dict[str, str]] = [
        {"full_name": citizen.full_name.upper()},
        {"full_name": citizen.full_name.replace(" ", "")},
        {"full_name": " ".join(citizen.full_name.split()[1:])},
        {"birth_date": year},
        {"birth_date": f"00/00/{year}"},
        {"birth_date": "??/??/????"},
    ]
    for change in changes:
        assert (
            match_person(asked(citizen, **change), register, settings).citizen_id
            == citizen.citizen_id
        ), change


def test_a_number_of_somebody_else_is_not_linked(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    """The right number, but name, sex and date of another: a person must look."""
    other = next(
        c
        for c in (register.citizen(row) for row in range(len(register)))
        if c.gender != citizen.gender
        and len(c.birth_date or "") == 10
        and c.full_name[:1] != citizen.full_name[:1]
    )
    query = asked(other, citizen_id=citizen.citizen_id, old_id=None)
    decision = match_person(query, register, settings)
    assert decision.outcome == "review"
    assert decision.citizen_id is None


def test_a_number_that_fits_neither_name_nor_date_is_not_linked(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    """The right number, another middle name and another birth date: a misread number may be that of
    somebody else."""
    first, *middle, given = citizen.full_name.split()
    name = " ".join((first, *(["Thị"] * len(middle)), given))
    assert name != citizen.full_name
    year, month, day = (citizen.birth_date or "").split("-")
    born = f"{int(day) % 28 + 1}/{int(month) % 12 + 1}/{year}"
    for number in ({}, {"citizen_id": None}):
        query = asked(citizen, full_name=name, birth_date=born, gender=None, **number)
        query = replace(query, commune_name=None, province_name=None)
        assert match_person(query, register, settings).outcome != "matched"


def test_a_number_that_fits_neither_name_nor_home_is_not_linked(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    """As above, on a paper without a birth date."""
    first, *middle, given = citizen.full_name.split()
    name = " ".join((first, *(["Thị"] * len(middle)), given))
    other = next(
        c
        for c in (register.citizen(row) for row in range(len(register)))
        if c.province_name != citizen.province_name
    )
    query = asked(
        citizen,
        full_name=name,
        birth_date=None,
        commune_name=other.commune_name,
        province_name=other.province_name,
    )
    assert match_person(query, register, settings).outcome == "review"
    at_home = asked(citizen, full_name=name, birth_date=None)
    assert match_person(at_home, register, settings).outcome == "matched"


def test_another_given_name_without_a_number_is_no_link(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    """Brothers and sisters born on one day share all else."""
    *family, given = citizen.full_name.split()
    for other in {"Hùng", "Phương", "Tuyết", "Ân"} - {given}:
        query = asked(
            citizen,
            citizen_id=None,
            old_id=None,
            full_name=" ".join((*family, other)),
        )
        assert match_person(query, register, settings).outcome != "matched", other


@pytest.mark.parametrize("number", ["near", "none"])
def test_another_sex_is_no_link_unless_the_number_is_right(
    register: Register, settings: MatchSettings, citizen: Citizen, number: str
) -> None:
    """A boy and a girl are twins; names that men and women bear do not tell them apart."""
    other = "F" if citizen.gender == "M" else "M"
    beside = f"{int(citizen.citizen_id) + 1:012d}" if number == "near" else None
    query = asked(citizen, citizen_id=beside, old_id=None, gender=other)
    decision = match_person(query, register, settings, "en")
    assert decision.outcome == "review"
    assert match_person(asked(citizen, gender=other), register, settings).citizen_id


def test_sex_and_date_against_the_number(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    wrong = "F" if citizen.gender == "M" else "M"
    decision = match_person(
        asked(citizen, gender=wrong, birth_date="07/07/1931"), register, settings
    )
    assert decision.outcome == "review"
    assert "giới tính và ngày sinh đều trái với số định danh" in decision.explanation


def test_number_alone_goes_to_a_person(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    decision = match_person(
        PersonQuery("q", citizen_id=citizen.citizen_id), register, settings
    )
    assert (decision.outcome, decision.candidate_ids[0]) == (
        "review",
        citizen.citizen_id,
    )


def test_a_number_far_off_and_a_name_are_no_link(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    number = citizen.citizen_id
    far = number[:3] + "".join(str((int(d) + 5) % 10) for d in number[3:6]) + number[6:]
    query = PersonQuery("q", far, None, citizen.full_name)
    decision = match_person(query, register, settings)
    assert decision.citizen_id is None
    assert decision.candidate_ids[0] == number
    assert "số khác nhiều chữ số" in decision.explanation


def test_a_year_of_birth_with_name_and_commune_may_link(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    year = (citizen.birth_date or "")[:4]
    query = asked(citizen, citizen_id=None, old_id=None, birth_date=year)
    decision = match_person(query, register, settings)
    assert (decision.outcome, decision.citizen_id) == ("matched", citizen.citizen_id)
    nowhere = replace(query, commune_name=None, province_name=None)
    assert match_person(nowhere, register, settings).outcome != "matched"


def test_a_year_read_wrong_in_one_digit_links_with_the_whole_name_and_commune_alone(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    year, month, day = (citizen.birth_date or "").split("-")
    other = f"{int(year) // 10}{(int(year) + 4) % 10}"
    query = asked(
        citizen, citizen_id=None, old_id=None, birth_date=f"{day}/{month}/{other}"
    )
    decision = match_person(query, register, settings)
    assert (decision.outcome, decision.citizen_id) == ("matched", citizen.citizen_id)
    first, *others = citizen.full_name.split()
    for change in (
        {"commune_name": None},
        {"commune_name": "Xã Nào Đó"},
        {"full_name": " ".join((first, *others[1:]))},
    ):
        decision = match_person(replace(query, **change), register, settings)
        assert decision.outcome != "matched", change


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn Hùng",
        "Trần Thị Lan",
        "Nguyen Van Nam",
        "Hùng",
        "Y",
        "A" * 300,
        "Nguyễn " * 43,
    ],
)
def test_nothing_but_a_name_is_never_a_link(
    register: Register, settings: MatchSettings, name: str
) -> None:
    decision = match_person(PersonQuery("q", full_name=name), register, settings)
    assert decision.outcome in {"none", "review"}
    assert decision.citizen_id is None


def test_every_registered_name_alone_is_never_a_link(
    register: Register, settings: MatchSettings
) -> None:
    names = sorted(
        {register.citizen(row).full_name for row in range(0, len(register), 40)}
    )
    decisions = match_many(
        (PersonQuery(n, full_name=n) for n in names), register, settings
    )
    assert {d.outcome for d in decisions} <= {"none", "review"}


def test_a_rare_name_with_its_commune_only_is_reviewed(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    decision = match_person(
        asked(citizen, citizen_id=None, old_id=None, birth_date=None),
        register,
        settings,
    )
    assert (decision.outcome, decision.candidate_ids[0]) == (
        "review",
        citizen.citizen_id,
    )


@pytest.mark.parametrize(
    "query",
    [
        PersonQuery("q"),
        PersonQuery("q", "", "", "", "", "", "", ""),
        PersonQuery(
            "q", "????????????", "?????????", "???", "??/??/????", "?", "?", "?"
        ),
        PersonQuery(
            "q",
            "9" * 400,
            "x" * 400,
            "\x00\u202e" * 50,
            "9" * 400,
            "nam nữ",
            "xã",
            "tỉnh",
        ),
        PersonQuery("q", full_name="\ud800", birth_date="\ud800"),
    ],
)
def test_queries_that_say_nothing(
    register: Register, settings: MatchSettings, query: PersonQuery
) -> None:
    decision = match_person(query, register, settings)
    assert (decision.outcome, decision.citizen_id, decision.candidate_ids) == (
        "none",
        None,
        (),
    )
    assert decision.explanation


def test_people_outside_are_not_linked(
    people: pa.Table, register: Register, settings: MatchSettings
) -> None:
    """Relatives of registered people among them; every field read perfectly."""
    outside = [Citizen(**row) for row in people.slice(20_000).to_pylist()]
    for hidden in ({}, {"citizen_id": None, "old_id": None}, {"birth_date": None}):
        queries = [asked(c, **hidden) for c in outside]
        assert (
            sum(d.outcome == "matched" for d in match_many(queries, register, settings))
            == 0
        )


@pytest.mark.parametrize("field", ["citizen_id", "old_id"])
@pytest.mark.parametrize("step", [1, -1, 3])
def test_an_unregistered_twin_is_never_linked(
    register: Register, settings: MatchSettings, citizen: Citizen, field: str, step: int
) -> None:
    """Number beside the registered one's, another given name, all else the same: a twin who is not
    registered."""
    number = getattr(citizen, field)
    beside = f"{int(number) + step:0{len(number)}d}"
    numbers = {"citizen_id": None, "old_id": None, field: beside}
    *family, given = citizen.full_name.split()
    for other in {"Hùng", "Phương", "Tuyết", "Khoa", "Nhung"} - {given}:
        query = asked(citizen, full_name=" ".join((*family, other)), **numbers)
        assert match_person(query, register, settings).outcome != "matched", other


def test_twins_without_a_number_are_reviewed(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    """A name that only marks would tell from the registered one, same day, same home."""
    query = asked(
        citizen,
        citizen_id=None,
        old_id=None,
        full_name=f"{citizen.full_name.rpartition(' ')[0]} Ún",
    )
    assert match_person(query, register, settings).outcome != "matched"


@pytest.mark.parametrize(("mix", "recall"), [(STRESS, 0.70), (NATURAL, 0.90)])
def test_false_links_on_noisy_queries(
    people: pa.Table,
    register: Register,
    settings: MatchSettings,
    mix: object,
    recall: float,
) -> None:
    rng = Random(99)
    registered = [
        Citizen(**row)
        for row in people.take(rng.sample(range(20_000), 3000)).to_pylist()
    ]
    strangers = [Citizen(**row) for row in people.slice(20_000).to_pylist()]
    cases = noisy_queries(registered, strangers, 3000, 99, mix)  # type: ignore[arg-type]
    decisions = list(match_many([c.query for c in cases], register, settings))
    result = judged(cases, decisions, register)
    assert result["false_links"] <= 1, result["false"]
    assert result["recall"] >= recall
    assert result["registered_called_none"] < 0.03
    assert result["truth_among_candidates"] > 0.97


def test_settings_rule_the_decision(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    query = asked(
        citizen, citizen_id=None, old_id=None, commune_name=None, province_name=None
    )
    usual = match_person(query, register, settings)
    assert usual.outcome == "review"
    assert usual.probability is not None
    bold = settings.model_copy(update={"max_false_link_rate": 0.2})
    assert match_person(query, register, bold).outcome == "matched"
    deaf = settings.model_copy(update={"review_band": 0.99999})
    assert match_person(query, register, deaf).outcome == "none"


def test_explanation_tells_weights_and_nobodys_data(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    decision = match_person(
        asked(citizen, citizen_id=_one_wrong(citizen.citizen_id), old_id=None),
        register,
        settings,
    )
    text = decision.explanation
    assert text.startswith("số định danh: sai một chữ số (+2")
    assert "họ tên: khớp hoàn toàn (+" in text
    assert "ngày sinh: khớp hoàn toàn (+" in text
    assert f"tổng {decision.weight:+.1f}".replace(".", ",") in text
    assert decision.citizen_id is not None
    for secret in (
        citizen.citizen_id,
        citizen.full_name,
        citizen.birth_date or "-",
        *decision.candidate_ids,
    ):
        assert secret not in text


def _one_wrong(number: str) -> str:
    return number[:9] + str((int(number[9]) + 1) % 10) + number[10:]


def test_a_decision_is_the_same_in_either_language(
    register: Register, settings: MatchSettings, citizen: Citizen
) -> None:
    query = asked(citizen, citizen_id=_one_wrong(citizen.citizen_id), old_id=None)
    vietnamese, english = (
        next(match_many([query], register, settings, lang)) for lang in ("vi", "en")
    )
    assert replace(english, explanation="") == replace(vietnamese, explanation="")
    assert english.explanation.startswith("citizen number: one digit wrong (+2")
    assert f"total {english.weight:+.1f}" in english.explanation
    nobody = match_person(
        PersonQuery("q", full_name="Xyz Qwk"), register, settings, "en"
    )
    assert nobody.explanation.startswith("nobody in the register")
