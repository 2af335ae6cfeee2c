"""Order leaves no trace in matching, and keys do not hang on how a text is encoded."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.config import load_settings
from pipeline.match.decision.decide import match_many, match_person
from pipeline.match.normal import (
    exact_key,
    fold,
    given_letters,
    name_key,
    number_digits,
    read_date,
)
from pipeline.match.register import Register, open_register
from pipeline.match.register.build import build_register
from schemas.linkage import Citizen, PersonQuery
from synthetic.people.names import GIVEN_FEMALE, GIVEN_MALE
from synthetic.people.query_noise import noisy_queries
from synthetic.people.register import make_register

MATCHING = load_settings(environ={}).matching


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return make_register(3000, 8).table


@pytest.fixture(scope="module")
def register(table: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Register:
    return _built(table, tmp_path_factory.mktemp("match"))


@pytest.fixture(scope="module")
def queries(table: pa.Table) -> list[PersonQuery]:
    citizens = [Citizen(**row) for row in table.slice(0, 700).to_pylist()]
    return [case.query for case in noisy_queries(citizens, citizens[::-1], 700, 8)]


def _built(table: pa.Table, folder: Path) -> Register:
    pq.write_table(table, folder / "people.parquet")
    build_register(folder / "people.parquet", folder / "R")
    return open_register(folder / "R")


@settings(max_examples=10, deadline=None)
@given(order=st.randoms(use_true_random=False))
def test_order_and_company_of_queries_do_not_matter(
    register: Register, queries: list[PersonQuery], order
) -> None:
    expected = {d.query_id: d for d in match_many(queries, register, MATCHING)}
    shuffled = order.sample(queries, order.randrange(1, len(queries)))
    assert all(
        d == expected[d.query_id] for d in match_many(shuffled, register, MATCHING)
    )
    assert (
        match_person(shuffled[0], register, MATCHING) == expected[shuffled[0].query_id]
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_order_of_register_rows_does_not_matter(
    table: pa.Table,
    register: Register,
    queries: list[PersonQuery],
    tmp_path: Path,
    seed: int,
) -> None:
    order = np.random.default_rng(seed).permutation(len(table))
    other = _built(table.take(order), tmp_path)
    assert other.version == register.version
    assert list(match_many(queries, other, MATCHING)) == list(
        match_many(queries, register, MATCHING)
    )


def test_building_again_gives_the_same_bytes(table: pa.Table, tmp_path: Path) -> None:
    first = _built(table, tmp_path)
    held = {p.name: p.read_bytes() for p in first.path.rglob("*.npy")}
    again = _built(table, tmp_path)
    assert again.version == first.version
    assert {p.name: p.read_bytes() for p in again.path.rglob("*.npy")} == held


@settings(max_examples=150, deadline=None)
@given(
    row=st.integers(0, 2999),
    place=st.integers(6, 11),
    step=st.integers(1, 9),
    given=st.sampled_from(sorted({*GIVEN_MALE, *GIVEN_FEMALE})),
    dated=st.booleans(),
    placed=st.booleans(),
)
def test_a_near_serial_number_under_another_given_name_never_links(
    register: Register,
    row: int,
    place: int,
    step: int,
    given: str,
    dated: bool,
    placed: bool,
) -> None:
    """An unregistered twin: all facts shared but the given name and a digit of the number."""
    citizen = register.citizen(row)
    *family, own = citizen.full_name.split()
    assume(
        fold(given) != fold(own)
        and register.syllables.given_share(given_letters(given)) > 0
    )
    number = citizen.citizen_id
    digit = str((int(number[place]) + step) % 10)
    query = PersonQuery(
        "q",
        f"{number[:place]}{digit}{number[place + 1 :]}",
        full_name=" ".join((*family, given)),
        birth_date=citizen.birth_date if dated else None,
        gender=citizen.gender,
        commune_name=citizen.commune_name if placed else None,
        province_name=citizen.province_name if placed else None,
    )
    assert match_person(query, register, MATCHING).citizen_id != number


VIETNAMESE = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệốồổỗộ AĂĐÊƠƯ'", max_size=40
)


@given(VIETNAMESE)
def test_keys_do_not_hang_on_form_or_case(text: str) -> None:
    for form in ("NFC", "NFD"):
        other = unicodedata.normalize(form, text)
        assert fold(other) == fold(text) == fold(fold(text))
        assert exact_key(other) == exact_key(text)
    assert fold(text.upper()) == fold(text)
    assert name_key(fold(text)) == name_key(fold(text).replace(" ", ""))


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    year, month, day = read_date(text)
    assert year == 0 or 1850 <= year <= 2399
    assert 0 <= month <= 12
    assert 0 <= day <= 31
    assert set(number_digits(text)) <= set("0123456789?")
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


@settings(max_examples=150, deadline=None)
@given(
    st.builds(
        PersonQuery,
        st.just("q"),
        *[st.none() | st.text(max_size=20) | st.text("0123456789?/. Ol-", max_size=15)]
        * 7,
    )
)
def test_any_query_gets_a_sound_decision(
    register: Register, query: PersonQuery
) -> None:
    decision = match_person(query, register, MATCHING)
    assert decision.outcome in {"matched", "review", "none"}
    assert (decision.citizen_id is None) == (decision.outcome != "matched")
    assert len(decision.candidate_ids) <= 12
    assert decision.weight is None or np.isfinite(decision.weight)


@settings(max_examples=60, deadline=None)
@given(
    st.dates(),
    st.sampled_from(
        ["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y", "%d%m%Y", "%d tháng %m năm %Y"]
    ),
)
def test_written_dates_are_read_back(day, form: str) -> None:
    day = day.replace(year=1900 + day.year % 150, day=min(day.day, 28))
    assert read_date(day.strftime(form)) == (day.year, day.month, day.day)
