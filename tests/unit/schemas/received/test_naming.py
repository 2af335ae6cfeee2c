import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.received.naming import (
    MAX_BYTES,
    cut_name,
    natural_key,
    normal_code,
    safe_file_name,
)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "  ",
        "a/b",
        "a\\b",
        "../x",
        "a..b",
        "a\nb",
        "a\x00",
        "x" * 121,
        ".",
        "a\u200bb",
    ],
)
def test_codes_that_could_lead_astray_are_refused(bad):
    with pytest.raises(ValueError):
        normal_code(bad)


def test_a_code_is_composed_and_trimmed():
    decomposed = unicodedata.normalize("NFD", " Hồ sơ số 5 ")
    assert normal_code(decomposed) == "Hồ sơ số 5"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("H26.27-241105-0012", "H26.27-241105-0012"),
        ("Hồ sơ 5", "Hồ_sơ_5"),
        ("a:b*c", "a_b_c"),
    ],
)
def test_file_names_keep_letters_digits_dot_dash_underscore(code, name):
    assert safe_file_name(code) == name


def test_two_stands_before_ten():
    assert sorted(["10.pdf", "2.pdf", "1.pdf", "a.pdf"], key=natural_key) == [
        "1.pdf",
        "2.pdf",
        "10.pdf",
        "a.pdf",
    ]


@given(st.lists(st.text(max_size=8)))
def test_natural_order_is_total_and_does_not_depend_on_the_input_order(names):
    turned_round = names[::-1]
    assert sorted(names, key=natural_key) == sorted(turned_round, key=natural_key)


@pytest.mark.parametrize("letter", ["ệ", "x", "đ", "𠀀"])
def test_names_are_cut_by_bytes_between_letters_and_stay_unique(letter):
    names = {safe_file_name(letter * 119 + last) for last in "abc"} | {
        safe_file_name(letter * 120)
    }
    assert len(names) == 4
    for name in names:
        assert len(name.encode()) <= MAX_BYTES
        assert name.encode().decode() == name and name.startswith(letter)


def test_a_name_of_ascii_letters_is_never_cut():
    assert safe_file_name("H" * 120) == "H" * 120


def test_a_mark_is_not_parted_from_its_letter():
    name = "q\u0323\u0302" * 60  # no composed letter exists
    cut = cut_name(name, 100)
    kept = cut.rpartition("-")[0]
    assert len(cut.encode()) <= 100 and len(kept) % 3 == 0 and name.startswith(kept)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(min_size=1),
    st.integers(40, 255),
    st.sampled_from(["", ".txt", ".alto.xml"]),
)
def test_a_cut_name_fits_whatever_it_holds(name, most, ending):
    name = name.encode("utf-8", "ignore").decode()
    cut = cut_name(name, most, ending)
    assert len(cut.encode()) <= most and cut.endswith(ending)
    if len((name + ending).encode()) <= most:
        assert cut == name + ending


def test_no_name_hides_itself_or_climbs():
    assert safe_file_name("..") == "_." and safe_file_name(".git") == "_git"
